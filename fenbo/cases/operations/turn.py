"""One actor's turn at one locked case: permission, state, journal, clocks and notices in one transaction.

Every operation of this room, and of the rooms above it, changes a case through a turn and nothing else does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from fenbo.cases import scope
from fenbo.cases.lifecycle import ASKED, Move, OrderState, advance
from fenbo.cases.models import Case, Clock, WorkOrder
from fenbo.cases.telling import tell_of
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.queries import limit_for
from fenbo.core import rows
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import OutOfScope, StaleVersion
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.recording import compose
from fenbo.journal import operations as journal
from fenbo.journal.queries import Event
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.workdays.calendar import amber_at, due_at
from fenbo.workdays.queries import calendar


class Facts(TypedDict, total=False):
    """What an event may say beside move, actor and time. No personal data: events cannot be erased."""

    order: str
    unit: str
    co_units: list[str]
    to_unit: str
    from_unit: str
    given_by: str
    role: str
    reason: str
    remark: str
    instruction: str
    question: str
    legal_way: str
    kind: str
    channel: str
    until: str
    working_days: int
    attempt: int
    solved: bool
    satisfied: bool
    reached: bool
    score: int
    round: int
    level: str
    changed: list[str]
    other_case: str
    other_number: str
    digest: str
    basis: str
    version: int
    second_person: str


def stands_still(case: Case, hop: str, order: WorkOrder | None) -> bool:
    """Time does not count while the requester is asked, nor for an order while its return is being decided."""
    asked = case.state in ASKED and hop != Hop.MORE_INFO
    returning = order is not None and order.state == OrderState.RETURN_ASKED
    return asked or (returning and hop != Hop.RETURN_DECISION)


@dataclass(slots=True)
class Turn:
    case: Case
    actor: Actor
    now: datetime
    changed: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def make(self, move: Move, order: WorkOrder | None = None, /, **facts: Unpack[Facts]) -> None:
        """Advance the case by this move and record it; raises MissingDuty or IllegalMove."""
        scope.require(self.actor, move, self.case, order)
        self.follow(move, **facts)

    def follow(self, move: Move, **facts: Unpack[Facts]) -> None:
        """Advance the case by a move that another, permitted move brings with it."""
        self.set(state=advance(self.case.state, move))
        self.record(move, **facts)

    def make_order(self, order: WorkOrder, move: Move, /, **facts: Unpack[Facts]) -> None:
        """Advance a work order and record it; the caller saves the order."""
        scope.require(self.actor, move, self.case, order)
        self.follow_order(order, move, **facts)

    def follow_order(self, order: WorkOrder, move: Move, /, **facts: Unpack[Facts]) -> None:
        order.state = advance(order.state, move)
        named: Facts = {"order": str(order.pk), "unit": str(order.unit), **facts}
        self.record(move, order.unit_id, **named)

    def set(self, **values: object) -> None:
        for name, value in values.items():
            if getattr(self.case, name) != value:
                setattr(self.case, name, value)
                self.changed.add(name)

    def record(self, move: Move, unit_id: int | None = None, **facts: Unpack[Facts]) -> None:
        event = compose(self.case, move.value, actor=self.actor, at=self.now, facts=facts, unit_id=unit_id)
        self.events.append(event)

    def start_clock(
        self,
        hop: Hop,
        unit_id: int,
        order: WorkOrder | None = None,
        *,
        since: datetime | None = None,
        at_most: datetime | None = None,
        at_least: datetime | None = None,
    ) -> None:
        """Run the hop's time limit, as the catalogue has it for this case, against the unit that must act.

        `since` counts from an earlier instant than now; `at_most` is the clock of whoever waits for this one,
        `at_least` what was promised before.
        """
        case, start = self.case, since or self.now
        limit = limit_for(hop, Kind(case.kind), Urgency(case.urgency), self.now.astimezone(SHANGHAI).date())
        due = due_at(limit, start, calendar())
        if at_least is not None:
            due = max(due, at_least)
        if at_most is not None and at_most > start:
            due = min(due, at_most)
        self.clocks.append(
            Clock(
                case=case,
                order=order,
                hop=hop,
                unit_id=unit_id,
                started_at=start,
                amber_at=amber_at(start, due),
                due_at=due,
                paused_at=self.now if stands_still(case, hop, order) else None,
            )
        )

    def stop_clocks(self, *hops: Hop, order: WorkOrder | None = None, everywhere: bool = False) -> None:
        """Stop these hops' clocks (all hops when none is named) of the case itself, of one order, or of all."""
        running = Clock.objects.filter(case=self.case, stopped_at=None)
        if hops:
            running = running.filter(hop__in=hops)
        if not everywhere:
            running = running.filter(order=order)
        running.update(stopped_at=self.now)
        self.clocks = [c for c in self.clocks if not self._stops(c, hops, order, everywhere)]

    def _stops(self, clock: Clock, hops: tuple[Hop, ...], order: WorkOrder | None, everywhere: bool) -> bool:
        of_order = everywhere or clock.order_id == (order.pk if order else None)
        return of_order and (not hops or clock.hop in hops)

    def tell(self, unit_id: int, duty: Duty, topic: Topic, text: str = "") -> None:
        """Leave a notice of the move just made for those who hold the duty at the unit; `text` quotes a person."""
        self.notices.append(
            Notice(
                key=f"{self.case.pk}:{self.case.version}:{topic}:{unit_id}:{duty}",
                topic=topic,
                unit_id=unit_id,
                duty=duty,
                subject=self.case.pk,
                text=text[:300],
                created_at=self.now,
            )
        )

    def end(self) -> None:
        """Write what the turn gathered; a new case is inserted, with its requester."""
        is_new = self.case._state.adding
        if not is_new and (self.events or self.changed):
            self.case.save(update_fields=sorted(self.changed | {"version", "chain"}))
        rows.insert([*([self.case.requester, self.case] if is_new else []), *self.clocks, *self.events])
        if self.events:
            journal.announce(self.events, now=self.now)
            tell_of(self.case, self.events, self.actor, self.now)
        if self.notices:
            notices.post(self.notices)


@contextmanager
def turn(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Iterator[Turn]:
    """Lock the case for this actor. `version` is what the actor's page showed: StaleVersion when it has moved on."""
    with transaction.atomic():
        case = scope.lock_case(case_id, actor=actor)
        if version is not None and version != case.version:
            raise StaleVersion
        mine = Turn(case, actor, now)
        yield mine
        mine.end()


@contextmanager
def order_turn(
    order_id: UUID, *, actor: Actor, now: datetime, version: int | None = None
) -> Iterator[tuple[Turn, WorkOrder]]:
    """The same for one work order; its case is what is locked, so orders of a case never race each other."""
    with transaction.atomic():
        case_id = scope.visible_orders(actor).filter(pk=order_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise OutOfScope
        with turn(case_id, actor=actor, now=now, version=version) as mine:
            order = scope.visible_orders(actor).select_related("unit", "given_by").filter(pk=order_id).first()
            if order is None:
                raise OutOfScope
            yield mine, order
