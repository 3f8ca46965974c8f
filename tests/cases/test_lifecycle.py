"""The table of moves, read as a whole: nothing in it is out of reach, unused or without a way on."""

from collections.abc import Iterable

import pytest

from fenbo.cases.lifecycle import (
    ANSWERED,
    MOVES,
    OPEN,
    OPEN_ORDERS,
    SETTLED,
    SETTLING,
    START,
    UNSETTLING,
    CaseState,
    Move,
    OrderState,
    PublicationState,
    advance,
    moves_from,
)
from fenbo.cases.scope import GRANTS
from fenbo.core.errors import IllegalMove
from tests.cases.making import MAKERS, Stage

STATES = {*CaseState.values, *OrderState.values, *PublicationState.values}
# Where things begin: a case before its first move, an order as it is given, a publication that nobody thought of.
BEGINNINGS = (START, OrderState.GIVEN, PublicationState.NONE)
ENDS = {OrderState.DONE, OrderState.RETURNED, OrderState.CANCELLED}


def reachable(beginnings: Iterable[str]) -> set[str]:
    found = set(beginnings)
    while fresh := {to for (source, _move), to in MOVES.items() if source in found} - found:
        found |= fresh
    return found


def test_every_state_is_reached_from_a_beginning() -> None:
    assert reachable(BEGINNINGS) == {START, *STATES}


def test_every_move_is_used() -> None:
    assert {move for _source, move in MOVES} == set(Move)


def test_the_table_names_only_states_that_exist() -> None:
    assert {state for (source, _move), to in MOVES.items() for state in (source, to)} - {START} == STATES


def test_a_move_never_leads_from_one_subject_to_another() -> None:
    families = (set(CaseState.values) | {START}, set(OrderState.values), set(PublicationState.values))
    for (source, move), to in MOVES.items():
        assert any(source in family and to in family for family in families), (source, move, to)


def test_only_orders_come_to_an_end_for_good() -> None:
    ends = {state for state in STATES if not any(to != state for to in follow(state))}
    assert ends == ENDS


def follow(state: str) -> set[str]:
    return {MOVES[(state, move)] for move in moves_from(state)}


@pytest.mark.parametrize("state", OPEN)
def test_every_open_case_can_still_be_answered(state: CaseState) -> None:
    assert CaseState.CLOSED in reachable([state])


@pytest.mark.parametrize("state", OPEN)
def test_a_requester_may_take_any_open_case_back(state: CaseState) -> None:
    assert advance(state, Move.WITHDRAW) == CaseState.WITHDRAWN


def test_a_state_is_open_or_settled_or_on_the_way_between() -> None:
    assert not set(OPEN) & set(SETTLED)
    between = set(CaseState) - set(OPEN) - set(SETTLED)
    assert between == {CaseState.DRAFT, CaseState.ISSUED, CaseState.MERGED}


def test_answered_means_that_the_requester_has_the_answer() -> None:
    for state in ANSWERED:
        assert CaseState.CLOSED in reachable([state])
        assert Move.RATE in moves_from(state)


def test_settling_moves_lead_to_settled_states_and_unsettling_ones_away() -> None:
    for (_source, move), to in MOVES.items():
        if move in SETTLING:
            assert to in SETTLED
        if move in UNSETTLING:
            assert to in OPEN


def test_a_case_leaves_the_settled_states_only_by_an_unsettling_move() -> None:
    for (source, move), to in MOVES.items():
        if source in SETTLED and to not in SETTLED:
            assert move in UNSETTLING


def test_every_case_enters_the_settled_states_by_a_settling_move_or_was_never_received() -> None:
    for (source, move), to in MOVES.items():
        if source not in SETTLED and to in SETTLED:
            assert move in SETTLING or (source, move) == (CaseState.DRAFT, Move.DISCARD)


def test_an_open_order_waits_for_something() -> None:
    assert set(OPEN_ORDERS) == set(OrderState) - ENDS


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_move_that_the_table_does_not_have_is_refused(state: str) -> None:
    for move in set(Move) - moves_from(state):
        with pytest.raises(IllegalMove):
            advance(state, move)


def test_every_move_has_a_line_in_the_table_of_grants() -> None:
    assert {key for key in GRANTS if isinstance(key, Move)} == set(Move)


@pytest.mark.parametrize("state", MAKERS)
def test_every_state_is_reached_by_real_operations(state: CaseState, stage: Stage) -> None:
    assert stage.in_state(state).state == state


def test_the_only_state_in_which_no_case_rests_is_issued() -> None:
    assert set(CaseState) - set(MAKERS) == {CaseState.ISSUED}
