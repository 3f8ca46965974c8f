"""Telling once that a clock is close to its end, or past it (预警)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from fenbo.cases import scope
from fenbo.cases.models import Clock
from fenbo.cases.operations.orders import ANSWERING
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Urgency
from fenbo.directory.duties import Duty
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision.models import ClockWarning, Fault, FaultKind, Level

BATCH = 500
# Of the centre's own clocks: who there lets them run. Units have one duty that acts.
CENTRE_DUTY = {Hop.REVIEW: Duty.REVIEW, Hop.FOLLOW_UP: Duty.FOLLOW_UP, Hop.TAKE_DOWN_DECISION: Duty.PUBLISH}
# The requester's time, not a unit's.
NOBODYS = (Hop.MORE_INFO,)
NEEDED = ("case__urgency", "hop", "unit", "due_at")


def warn(*, now: datetime) -> int:
    """Warn of every clock that has turned amber or red since it was last looked at; returns how many.

    After a standstill nothing is lost and nothing told twice: a clock that passed both marks is told as red only.
    """
    return sum(
        _warn_batch(clocks, level, now)
        for level in (Level.RED, Level.AMBER)
        for clocks in _batches(level, now)
    )


def _batches(level: Level, now: datetime) -> Iterator[list[Clock]]:
    while clocks := list(_unwarned(level, now)[:BATCH]):
        yield clocks


def _unwarned(level: Level, now: datetime) -> QuerySet[Clock]:
    told = ClockWarning.objects.filter(clock=OuterRef("pk"), level=level)
    running = Clock.objects.filter(~Exists(told), stopped_at=None, paused_at=None).exclude(hop__in=NOBODYS)
    marks = {Level.RED: {"due_at__lte": now}, Level.AMBER: {"due_at__gt": now}}
    found = running.filter(amber_at__lte=now, **marks[level]).select_related("case")
    return found.only(*NEEDED).order_by("amber_at", "pk")


@transaction.atomic
def _warn_batch(clocks: Sequence[Clock], level: Level, now: datetime) -> int:
    ClockWarning.objects.bulk_create(
        [ClockWarning(clock=clock, level=level, at=now) for clock in clocks], ignore_conflicts=True
    )
    notices.post([notice for clock in clocks for notice in _notices(clock, level, now)])
    if level == Level.RED:
        Fault.objects.bulk_create(
            [_fault(clock) for clock in clocks if _is_fault(clock)], ignore_conflicts=True
        )
    return len(clocks)


def acting(hop: str, unit_id: int) -> Duty:
    """Whose it is at that unit to see to this clock."""
    return CENTRE_DUTY.get(Hop(hop), Duty.DISPATCH) if unit_id == scope.centre_id() else Duty.HANDLE


def _notices(clock: Clock, level: Level, now: datetime) -> Iterator[Notice]:
    """What is urgent is told at once to whoever lets the clock run; all else in a digest (digests.py)."""
    if clock.case.urgency == Urgency.ORDINARY:
        return
    duty = acting(clock.hop, clock.unit_id)
    yield Notice(
        key=f"clock:{clock.pk}:{level}:{clock.unit_id}:{duty}",
        topic=Topic.RED if level == Level.RED else Topic.AMBER,
        unit_id=clock.unit_id,
        duty=duty,
        subject=clock.case_id,
        text=str(Hop(clock.hop).label),
        created_at=now,
    )


def _is_fault(clock: Clock) -> bool:
    return clock.hop in ANSWERING and clock.unit_id != scope.centre_id()


def _fault(clock: Clock) -> Fault:
    return Fault(
        unit_id=clock.unit_id,
        case_id=clock.case_id,
        kind=FaultKind.LATE_ANSWER,
        source=f"clock:{clock.pk}",
        at=clock.due_at,
    )
