"""Stopping time while the requester is asked, and giving more of it (see `Turn` for starting and stopping)."""

from datetime import datetime, timedelta

from fenbo.cases.models import Clock, Pause, Ruling, WorkOrder
from fenbo.cases.operations.turn import Turn, stands_still
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.queries import limit_for
from fenbo.core.clock import SHANGHAI
from fenbo.workdays.calendar import Limit, LimitUnit, amber_at, due_at
from fenbo.workdays.queries import calendar


def pause(mine: Turn, *hops: Hop, order: WorkOrder | None = None) -> None:
    """Let time stand still: for one order, or for the whole case when none is given."""
    running = Clock.objects.filter(case=mine.case, stopped_at=None, paused_at=None)
    if hops:
        running = running.filter(hop__in=hops)
    if order is not None:
        running = running.filter(order=order)
    running.update(paused_at=mine.now)


def resume(mine: Turn, order: WorkOrder | None = None) -> None:
    """Go on where the clocks stood still: as much clock time as then is left. Some have a second reason to stand."""
    paused = Clock.objects.filter(case=mine.case, stopped_at=None, paused_at__isnull=False)
    if order is not None:
        paused = paused.filter(order=order)
    for clock in paused.select_related("order"):
        if clock.paused_at is None or stands_still(mine.case, clock.hop, clock.order):
            continue
        stood = mine.now - clock.paused_at
        Pause.objects.create(clock=clock, paused_at=clock.paused_at, resumed_at=mine.now)
        clock.paused_at = None
        clock.due_at += stood
        clock.amber_at += stood
        clock.save(update_fields=["paused_at", "due_at", "amber_at"])


def given_back(clock: Clock) -> timedelta:
    """The time for which the clock has stood still, and which its `due_at` includes."""
    return sum((pause.resumed_at - pause.paused_at for pause in clock.pauses.all()), timedelta())


def lengthen(clock: Clock, working_days: int, *, at_most: datetime | None = None) -> datetime:
    """Add working days to a clock that still runs; returns when it expires now."""
    longer = due_at(Limit(working_days, LimitUnit.WORKING_DAYS), clock.due_at, calendar())
    clock.due_at = max(clock.due_at, min(longer, at_most)) if at_most else longer
    clock.amber_at = amber_at(clock.started_at, clock.due_at)
    clock.save(update_fields=["due_at", "amber_at"])
    return clock.due_at


def hurry(mine: Turn) -> None:
    """The case became more urgent, or another kind: running clocks follow, if that makes them shorter.

    Time that stood still stays given, and so does an extension.
    """
    day = mine.now.astimezone(SHANGHAI).date()
    running = Clock.objects.filter(case=mine.case, stopped_at=None).prefetch_related("pauses")
    for clock in running.exclude(order__extensions__ruling=Ruling.GRANTED):
        limit = limit_for(Hop(clock.hop), Kind(mine.case.kind), Urgency(mine.case.urgency), day)
        due = due_at(limit, clock.started_at, calendar()) + given_back(clock)
        if due < clock.due_at:
            clock.due_at, clock.amber_at = due, amber_at(clock.started_at, due)
            clock.save(update_fields=["due_at", "amber_at"])
