"""Stopping time while the requester is asked, and giving more of it (see `Turn` for starting and stopping)."""

from datetime import datetime

from fenbo.cases.models import Clock, Pause, WorkOrder
from fenbo.cases.operations.turn import Turn
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
    """Go on where the clocks stood still: as much clock time as then is left."""
    paused = Clock.objects.filter(case=mine.case, stopped_at=None, paused_at__isnull=False)
    if order is not None:
        paused = paused.filter(order=order)
    for clock in paused:
        if clock.paused_at is None:
            continue
        stood = mine.now - clock.paused_at
        Pause.objects.create(clock=clock, paused_at=clock.paused_at, resumed_at=mine.now)
        clock.paused_at = None
        clock.due_at += stood
        clock.amber_at += stood
        clock.save(update_fields=["paused_at", "due_at", "amber_at"])


def lengthen(clock: Clock, working_days: int) -> datetime:
    """Add working days to a clock that still runs; returns when it expires now."""
    clock.due_at = due_at(Limit(working_days, LimitUnit.WORKING_DAYS), clock.due_at, calendar())
    clock.amber_at = amber_at(clock.started_at, clock.due_at)
    clock.save(update_fields=["due_at", "amber_at"])
    return clock.due_at


def hurry(mine: Turn) -> None:
    """The case became more urgent, or another kind: running clocks follow, if that makes them shorter."""
    day = mine.now.astimezone(SHANGHAI).date()
    for clock in Clock.objects.filter(case=mine.case, stopped_at=None):
        limit = limit_for(Hop(clock.hop), Kind(mine.case.kind), Urgency(mine.case.urgency), day)
        due = due_at(limit, clock.started_at, calendar())
        if due < clock.due_at:
            clock.due_at, clock.amber_at = due, amber_at(clock.started_at, due)
            clock.save(update_fields=["due_at", "amber_at"])
