"""Recording calls: reached or not, solved or not, satisfied or not."""

from datetime import timedelta
from typing import Any

import pytest

from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, Clock, Followed
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope, StaleVersion
from fenbo.followup.models import FollowUp, FollowUpState, Outcome
from fenbo.followup.operations import record
from fenbo.journal import queries as journal
from fenbo.journal.consumers import at_once
from tests.cast import NOON, Cast, hours

UNREACHED = [Outcome.NO_ANSWER, Outcome.BUSY, Outcome.OFF, Outcome.WRONG_NUMBER]


@pytest.fixture
def case(cast: Cast) -> Case:
    with at_once():
        return cast.closed()


def call(cast: Cast, case: Case, outcome: Outcome = Outcome.REACHED, **about: Any) -> FollowUp:
    values: dict[str, Any] = {"actor": cast.caller, "now": NOON, **about}
    return record(case_id=case.pk, outcome=outcome, **values)


def test_a_satisfied_requester_ends_it(cast: Cast, case: Case) -> None:
    call(cast, case, solved=True, satisfied=True, remark="很快")

    planned = case.follow_ups.get()
    assert (planned.state, planned.solved, planned.satisfied) == (FollowUpState.REACHED, True, True)
    assert planned.remark == "很快"
    assert cast.fresh(case).followed == Followed.SATISFIED
    assert Clock.objects.get(case=case, hop=Hop.FOLLOW_UP).stopped_at == NOON


def test_the_journal_keeps_what_was_said_but_not_the_requesters_words(cast: Cast, case: Case) -> None:
    call(cast, case, solved=False, satisfied=False, remark="我叫王小明，没人理我")

    event = journal.events_of(case.pk).last()
    assert event is not None
    assert event.move == Move.FOLLOW_UP
    assert event.facts == {"attempt": 1, "reached": True, "solved": False, "satisfied": False}


@pytest.mark.parametrize("outcome", UNREACHED)
def test_whoever_was_not_reached_is_called_again_at_another_hour(
    cast: Cast, case: Case, outcome: Outcome
) -> None:
    call(cast, case, outcome)

    planned = case.follow_ups.get()
    assert planned.state == FollowUpState.DUE
    assert planned.next_at == NOON + hours(3)
    assert cast.fresh(case).followed == Followed.PENDING


def test_a_second_call_within_the_same_hours_is_refused_and_says_when(cast: Cast, case: Case) -> None:
    call(cast, case, Outcome.NO_ANSWER)

    with pytest.raises(InvalidInput, match="12:00–15:00 已经拨过。请在 3月9日 15:00 以后再拨"):
        call(cast, case, Outcome.NO_ANSWER, now=NOON + hours(2.5))
    assert case.follow_ups.get().attempts.count() == 1


def test_the_same_hour_of_the_next_day_is_no_different_hour(cast: Cast, case: Case) -> None:
    call(cast, case, Outcome.NO_ANSWER)

    with pytest.raises(InvalidInput):
        call(cast, case, Outcome.NO_ANSWER, now=NOON + timedelta(days=1))


def test_the_third_call_in_vain_is_the_last(cast: Cast, case: Case) -> None:
    for wait in (0, 4, 8):
        call(cast, case, Outcome.NO_ANSWER, now=NOON + hours(wait))

    assert case.follow_ups.get().state == FollowUpState.UNREACHED
    assert cast.fresh(case).followed == Followed.UNREACHED
    with pytest.raises(IllegalMove, match="不用回访"):
        call(cast, case, Outcome.NO_ANSWER, now=NOON + hours(12))


def test_the_third_call_may_still_reach_them(cast: Cast, case: Case) -> None:
    call(cast, case, Outcome.BUSY)
    call(cast, case, Outcome.OFF, now=NOON + hours(4))
    call(cast, case, solved=True, satisfied=True, now=NOON + hours(8))

    assert cast.fresh(case).followed == Followed.SATISFIED


def test_whoever_does_not_want_to_be_asked_is_left_alone(cast: Cast, case: Case) -> None:
    call(cast, case, Outcome.REFUSED)

    assert case.follow_ups.get().state == FollowUpState.NOT_NEEDED
    assert cast.fresh(case).followed == Followed.NOT_NEEDED


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({}, "solved"),
        ({"solved": True}, "satisfied"),
        ({"solved": True, "satisfied": False}, "remark"),
        ({"solved": False, "satisfied": True}, "remark"),
        ({"solved": True, "satisfied": True, "again": "再办"}, "again"),
        ({"outcome": Outcome.BUSY, "again": "再办"}, "again"),
        ({"solved": True, "satisfied": True, "remark": "长" * 501}, "remark"),
    ],
)
def test_answers_that_do_not_fit_are_told_at_their_field(
    cast: Cast, case: Case, about: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        call(cast, case, **about)

    assert refused.value.field == field
    assert not case.follow_ups.get().attempts.exists()


def test_an_unsolved_case_goes_back_in_the_same_breath(cast: Cast, case: Case) -> None:
    with at_once():
        call(cast, case, solved=False, satisfied=False, remark="钱还没到", again="月底前未支付，请再办")

    case = cast.fresh(case)
    assert (case.state, case.round) == (CaseState.DISPATCHED, 2)
    assert case.follow_ups.get().state == FollowUpState.REACHED
    moves = [event.move for event in journal.events_of(case.pk)]
    assert moves[-2:] == [Move.FOLLOW_UP, Move.SECOND_HANDLING]


def test_when_it_cannot_go_back_the_call_is_not_recorded_either(cast: Cast, case: Case) -> None:
    record(case_id=case.pk, outcome=Outcome.NO_ANSWER, actor=cast.caller, now=NOON)
    Case.objects.filter(pk=case.pk).update(state=CaseState.ISSUED)

    with pytest.raises(IllegalMove):
        call(cast, case, solved=False, satisfied=False, remark="没有", again="再办", now=NOON + hours(4))
    assert case.follow_ups.get().attempts.count() == 1


def test_only_the_centres_callers_record_calls(cast: Cast, case: Case) -> None:
    with pytest.raises(MissingDuty):
        call(cast, case, actor=cast.handler, solved=True, satisfied=True)
    with pytest.raises(OutOfScope):
        call(cast, case, actor=cast.neighbour, solved=True, satisfied=True)


def test_an_old_page_is_refused(cast: Cast, case: Case) -> None:
    with pytest.raises(StaleVersion):
        call(cast, case, solved=True, satisfied=True, version=1)
