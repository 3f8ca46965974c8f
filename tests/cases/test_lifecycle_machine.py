"""Whatever people do, in whatever order: the table decides, and what it refuses leaves no trace.

Hypothesis plays several cases at once with every operation of the room, legal or not, while time goes by; after
each step all that must hold is checked from the rows themselves.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fenbo.cases.lifecycle import MOVES, SETTLED, CaseState, Move, OrderState
from fenbo.cases.models import Case, Reply, ReplyKind, ReplyState, Ruling, WorkOrder
from fenbo.cases.operations.orders import beneath, open_orders
from fenbo.cases.operations.units import is_lead
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import InvalidInput, Refused
from fenbo.directory.models import UnitKind
from fenbo.journal.operations import seal_new_events
from tests.cases.invariants import check_all, everything_written, look_at_everything, tables
from tests.cases.making import NOON, Stage
from tests.cases.moving import ASIDE, ON_CASES, ON_ORDERS, Hand

MOST_CASES = 4
ENDS = (*SETTLED, CaseState.MERGED, OrderState.CANCELLED)
MINUTES = (0, 0, 1, 5, 20, 60, 300, 3000)


def _helped(order: WorkOrder) -> bool:
    """Whether everybody who was asked to help has replied."""
    others = [other for other in open_orders(order.case) if other.pk != order.pk]
    helpers = others if is_lead(order) else beneath(order, others)
    return all(helper.state == OrderState.REPLIED for helper in helpers)


def _asked_for_time(order: WorkOrder) -> bool:
    return order.extensions.filter(ruling=Ruling.PENDING).exists()


# When a move has a chance, where the table alone does not tell: steering, not a rule. What has none is tried as well.
CHANCES: Mapping[Move, Callable[[Any], bool]] = {
    Move.GRANT_EXTENSION: _asked_for_time,
    Move.REFUSE_EXTENSION: _asked_for_time,
    Move.ASK_EXTENSION: lambda order: not order.extensions.exclude(ruling=Ruling.REFUSED).exists(),
    Move.REPLY_ORDER: _helped,
    Move.REPLY_INTERIM: is_lead,
    Move.SEND_BACK_ORDER: lambda order: not is_lead(order),
    Move.ACCEPT_REPLY: lambda order: not is_lead(order),
    Move.CANCEL_ORDER: lambda order: not is_lead(order),
    Move.INTERIM: lambda case: Reply.objects.filter(
        order__case=case, kind=ReplyKind.INTERIM, state=ReplyState.SUBMITTED
    ).exists(),
    Move.ISSUE: lambda case: case.state == CaseState.REPLIED,
}
# A play is five examples. Each plays first for what the plays before it have not reached; those after the fourth are
# only for that.
PLAYS, MOST_PLAYS = 4, 8
# Made by moves of the table above, never by themselves; or by rooms above this one.
BROUGHT = {Move.DRAFT, Move.CLOSE, Move.JOIN, Move.START, Move.REPLY}
ABOVE = {
    Move.FOLLOW_UP,
    Move.REMIND,
    Move.SUPERVISE,
    Move.PROPOSE,
    Move.PUBLISH,
    Move.ASK_MACHINE,
    Move.WITHHOLD,
    Move.TAKE_DOWN,
    Move.ASK_TAKE_DOWN,
    Move.KEEP_PUBLIC,
}


class Cases(RuleBasedStateMachine):
    """Up to four cases of one hotline and the orders that come of them."""

    stage: Stage
    play: int
    reached: frozenset[str]
    done: Counter[str]
    refused: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.stage.now = NOON
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.tables = tables()
        self.steps = 0
        self.tried: Counter[Move] = Counter({Move(move): 4 for move in self.reached})
        self.written: dict[str, str] = {}
        self.cases: list[Case] = []
        self.orders: list[WorkOrder] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(kind=st.sampled_from([Kind.HELP, Kind.REPORT]))
    def one_case_is_a_draft_one_waits_at_the_centre_and_one_is_in_hand(self, kind: Kind) -> None:
        self.stage.draft()
        self.stage.received(kind=kind)
        self.stage.signed("group-finance", co=("commerce",))
        self.check()

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(draft=st.booleans())
    def another_case_comes_in(self, draft: bool) -> None:
        _made = self.stage.draft() if draft else self.stage.received()
        seal_new_events(now=self.stage.now)
        self.check()

    # Chance itself chooses within a step, evenly; left to Hypothesis, most steps would try the same few moves.
    @rule(seed=st.integers(0, 2**32))
    def somebody_acts(self, seed: int) -> None:
        self.steps += 1
        pick = Random(f"{self.play} {seed} {self.steps}").choice
        self.stage.later(minutes=pick(MINUTES))
        hand = Hand(self.stage, pick, tuple(self.cases))
        act = pick([self.move_as_the_table_has_it] * 3 + [self.try_anything])
        act(hand)

    def move_as_the_table_has_it(self, hand: Hand) -> None:
        """What has been tried least so far, so that the play gets everywhere; what ends a case comes later."""
        legal = [
            (row, move)
            for rows, moves in ((self.cases, ON_CASES), (self.orders, ON_ORDERS))
            for row in rows
            for move in moves
            if (row.state, move) in MOVES and CHANCES.get(move, lambda _row: True)(row)
        ]
        least = min(self.tries(row, move) for row, move in legal)
        self.attempt(hand, *hand.pick([pair for pair in legal if self.tries(*pair) == least]))

    def tries(self, row: Case | WorkOrder, move: Move) -> int:
        return self.tried[move] + (MOVES[(row.state, move)] in ENDS)

    def try_anything(self, hand: Hand) -> None:
        order, move = hand.pick(self.orders), hand.pick([*ON_CASES, *ON_ORDERS, None])
        if move is not None:
            self.attempt(hand, hand.pick(self.cases) if move in ON_CASES else order, move)
            return
        with suppress(Refused):
            hand.pick(ASIDE)(hand, order).run()
        self.check()

    def attempt(self, hand: Hand, row: Case | WorkOrder, move: Move) -> None:
        """Legal: the events lead by the table to where the row is now. Illegal: refused, and nothing is written."""
        trial = ON_CASES[move](hand, row) if isinstance(row, Case) else ON_ORDERS[move](hand, row)
        legal = all(key in MOVES for key in ((row.state, move), *trial.needs))
        self.tried[move] += 1
        try:
            trial.run()
        except Refused as refusal:
            self.refused[move] += 1
            assert everything_written(self.tables) == self.written, f"{move} was refused and left something"
            if legal and not isinstance(refusal, InvalidInput):
                raise AssertionError(f"{move} is legal from {row.state}") from refusal
        else:
            self.tried[move] += 2
            self.done[move] += 1
            before = self.written
            self.check()
            assert legal or self.written == before, (
                f"{move} from {row.state} was done, but the table has it not"
            )

    def check(self) -> None:
        """Look at everything anew, and check that it holds together; a refusal has been shown to change nothing."""
        self.written = everything_written(self.tables)
        self.cases = look_at_everything()
        # Those of units that work in this system.
        orders = WorkOrder.objects.exclude(unit__kind=UnitKind.OTHER_HOTLINE)
        self.orders = list(orders.select_related("case").order_by("given_at", "pk"))
        check_all(self.cases)


def test_every_move_of_this_room_is_tried() -> None:
    assert {*ON_CASES, *ON_ORDERS} == set(Move) - BROUGHT - ABOVE


def test_whatever_happens_the_table_decides_and_the_record_agrees(stage: Stage) -> None:
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    moves = {*ON_CASES, *ON_ORDERS}
    for play in range(MOST_PLAYS):
        values: dict[str, Any] = {
            "stage": stage,
            "play": play,
            "reached": frozenset(done),
            "done": done,
            "refused": refused,
        }
        machine = type("PlayedCases", (Cases,), values)
        run_state_machine_as_test(machine, settings=settings(max_examples=5, stateful_step_count=50))
        if play + 1 >= PLAYS and moves <= set(done) and set(ON_ORDERS) <= set(refused):
            break
    assert moves - set(done) == set(), "these never succeeded"
    assert set(ON_ORDERS) - set(refused) == set(), "these were never refused"
