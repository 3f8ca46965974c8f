"""Whatever people do, in whatever order: the table decides, and what it refuses leaves no trace.

Hypothesis plays several cases at once with every operation of the room, legal or not, while time goes by; after
each step all that must hold is checked from the rows themselves.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fenbo.cases.lifecycle import MOVES, SETTLED, CaseState, Move
from fenbo.cases.models import Case, WorkOrder
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import InvalidInput, Refused
from fenbo.directory.models import UnitKind
from fenbo.journal.models import Event
from fenbo.journal.operations import seal_new_events
from tests.cases.invariants import check_all, everything_written, tables
from tests.cases.making import NOON, Stage
from tests.cases.moving import ASIDE, ON_CASES, ON_ORDERS, Attempt, Hand

MOST_CASES = 4
# Made by moves of the table above, never by themselves; or by rooms above this one.
BROUGHT = {Move.DRAFT, Move.CLOSE, Move.JOIN, Move.START, Move.REPLY}
ABOVE = {
    Move.FOLLOW_UP,
    Move.REMIND,
    Move.SUPERVISE,
    Move.PROPOSE,
    Move.PUBLISH,
    Move.WITHHOLD,
    Move.TAKE_DOWN,
    Move.ASK_TAKE_DOWN,
}


class Cases(RuleBasedStateMachine):
    """Up to four cases of one hotline and the orders that come of them."""

    stage: Stage
    done: Counter[str]
    refused: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.stage.now = NOON
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.tables = tables()
        self.unchecked = True

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def cases(self) -> list[Case]:
        return list(Case.objects.select_related("lead_case", "requester").order_by("pk"))

    @property
    def orders(self) -> list[WorkOrder]:
        """Those of units that work in this system."""
        found = WorkOrder.objects.exclude(unit__kind=UnitKind.OTHER_HOTLINE)
        return list(found.select_related("case").order_by("given_at", "pk"))

    def hand(self, data: st.DataObject) -> Hand:
        """Time goes by before anybody lifts a hand, and the sealer does its round."""
        self.stage.later(minutes=data.draw(st.sampled_from([0, 1, 20, 100, 700, 4000])))
        seal_new_events(now=self.stage.now)
        return Hand(self.stage, data.draw, tuple(self.cases))

    @initialize(kind=st.sampled_from([Kind.HELP, Kind.REPORT]))
    def one_case_waits_at_the_centre_and_one_is_in_hand(self, kind: Kind) -> None:
        self.stage.received(kind=kind)
        self.stage.signed("group-finance", co=("commerce",))

    @precondition(lambda self: Case.objects.count() < MOST_CASES)
    @rule(data=st.data())
    def another_case_comes_in(self, data: st.DataObject) -> None:
        make = data.draw(st.sampled_from([self.stage.received, self.stage.received, self.stage.draft]))
        make()
        self.unchecked = True

    @rule(data=st.data())
    def a_case_moves_as_the_table_has_it(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(self.cases))
        move = data.draw(st.sampled_from(legal_on(case, ON_CASES) or list(ON_CASES)))
        self.attempt(case, move, ON_CASES[move](self.hand(data), case))

    @rule(data=st.data())
    def anything_is_tried_on_a_case(self, data: st.DataObject) -> None:
        case, move = data.draw(st.sampled_from(self.cases)), data.draw(st.sampled_from(list(ON_CASES)))
        self.attempt(case, move, ON_CASES[move](self.hand(data), case))

    @rule(data=st.data())
    def a_case_goes_further(self, data: st.DataObject) -> None:
        """As above, but nothing that only leaves a note, and nothing that ends it."""
        cases = [case for case in self.cases if onward(case)]
        if cases:
            case = data.draw(st.sampled_from(cases))
            move = data.draw(st.sampled_from(onward(case)))
            self.attempt(case, move, ON_CASES[move](self.hand(data), case))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def an_order_moves_as_the_table_has_it(self, data: st.DataObject) -> None:
        movable = [order for order in self.orders if legal_on(order, ON_ORDERS)] or self.orders
        order = data.draw(st.sampled_from(movable))
        move = data.draw(st.sampled_from(legal_on(order, ON_ORDERS) or list(ON_ORDERS)))
        self.attempt(order, move, ON_ORDERS[move](self.hand(data), order))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def anything_is_tried_on_an_order(self, data: st.DataObject) -> None:
        order, move = data.draw(st.sampled_from(self.orders)), data.draw(st.sampled_from(list(ON_ORDERS)))
        self.attempt(order, move, ON_ORDERS[move](self.hand(data), order))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def somebody_drafts_a_reply(self, data: st.DataObject) -> None:
        order, write = data.draw(st.sampled_from(self.orders)), data.draw(st.sampled_from(ASIDE))
        before = Event.objects.count()
        with suppress(Refused):
            write(self.hand(data), order).run()
        assert Event.objects.count() == before

    def attempt(self, row: Case | WorkOrder, move: Move, attempt: Attempt) -> None:
        """Legal: the events lead by the table to where the row is now. Illegal: refused, and nothing is written."""
        legal = all(key in MOVES for key in ((row.state, move), *attempt.needs))
        before = everything_written(self.tables)
        try:
            attempt.run()
        except Refused as refusal:
            self.refused[move] += 1
            assert everything_written(self.tables) == before, f"{move} was refused and left something behind"
            if legal and not isinstance(refusal, InvalidInput):
                raise AssertionError(f"{move} is legal from {row.state}") from refusal
        else:
            self.unchecked = everything_written(self.tables) != before
            assert legal or not self.unchecked, f"{move} from {row.state} was done, but the table has it not"
            self.done[move] += 1

    @invariant()
    def everything_holds(self) -> None:
        """Asked only after something was written; a refusal has just been shown to write nothing."""
        if self.unchecked:
            check_all(self.cases)
            self.unchecked = False


def legal_on(row: Case | WorkOrder, among: Iterable[Move]) -> list[Move]:
    """What the table allows; what brings the row further is in the list twice, so that the play gets somewhere."""
    legal = [move for move in among if (row.state, move) in MOVES]
    return legal + [move for move in legal if MOVES[(row.state, move)] != row.state]


def onward(case: Case) -> list[Move]:
    return [
        move
        for move in ON_CASES
        if MOVES.get((case.state, move), case.state) not in (case.state, *SETTLED, CaseState.MERGED)
    ]


def test_every_move_of_this_room_is_tried() -> None:
    assert {*ON_CASES, *ON_ORDERS} == set(Move) - BROUGHT - ABOVE


def test_whatever_happens_the_table_decides_and_the_record_agrees(stage: Stage) -> None:
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    values: dict[str, Any] = {"stage": stage, "done": done, "refused": refused}
    machine = type("PlayedCases", (Cases,), values)
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=40))
    assert set(done) == {*ON_CASES, *ON_ORDERS}, "some moves never succeeded: the play is too timid"
    assert set(refused) >= set(ON_ORDERS), "some moves were never refused"
