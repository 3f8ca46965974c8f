"""The past played again with one thing changed: one dispatcher more, or orders signed in sooner.

Arrivals are the journal's own, in their order and at their times. What is changed is a rule, and everything else stays.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import fmean

from django.db.models import F

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Clock, WorkOrder
from fenbo.cases.operations.orders import ANSWERING
from fenbo.journal.queries import made_between
from fenbo.reporting.planning.working import DONE, dispatch_seconds, on_duty

HOUR = timedelta(hours=1)
MOST = 200_000
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long cases waited for dispatch, in seconds."""

    number: int
    mean: float
    p90: float

    @staticmethod
    def of(waits: Sequence[float]) -> "Waits":
        if not waits:
            return Waits(0, 0, 0)
        ordered = sorted(waits)
        return Waits(len(ordered), fmean(ordered), ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))])


@dataclass(frozen=True, slots=True)
class Dispatching:
    """As it was, as the replay has it with as many dispatchers as there were, and with one more in every hour."""

    real: Waits
    same: Waits
    more: Waits


def one_dispatcher_more(since: datetime, until: datetime) -> Dispatching:
    """First come, first served; each takes the median time; whoever dispatched in an hour was there for that hour."""
    came: dict[object, datetime] = {}
    real = []
    for one in made_between((Move.RECEIVE, *DONE), since, until):
        if one.move == Move.RECEIVE:
            came[one.stream] = one.at
        elif one.stream in came:
            real.append((came.pop(one.stream), one.at))
    real.sort()
    took, _is_measured = dispatch_seconds(since, until)
    people = on_duty(since, until)
    arrivals = [at for at, _done in real[:MOST]]
    return Dispatching(
        Waits.of([(done - at).total_seconds() for at, done in real]),
        Waits.of(_replayed(arrivals, people, 0, took)),
        Waits.of(_replayed(arrivals, people, 1, took)),
    )


def _replayed(
    arrivals: Sequence[datetime], people: dict[datetime, int], more: int, took: float
) -> list[float]:
    """Each case goes to whoever is free first; in an hour without anybody, the next one with somebody is waited for."""
    busy = timedelta(seconds=took)
    free: list[datetime] = []
    waits: list[float] = []
    turn = datetime.min.replace(tzinfo=UTC)
    for at in arrivals:
        # Nobody is served before who came earlier.
        start = max(at, turn)
        while True:
            hour = start.replace(minute=0, second=0, microsecond=0)
            there = people.get(hour, 0) + (more if people.get(hour) else 0)
            while free and free[0] <= start:
                heapq.heappop(free)
            if there and len(free) < there:
                break
            start = min(free[0], hour + HOUR) if there and free else _next(people, hour)
            if start == NEVER:
                return waits
        turn = start
        heapq.heappush(free, start + busy)
        waits.append((start + busy - at).total_seconds())
    return waits


def _next(people: dict[datetime, int], hour: datetime) -> datetime:
    return min((one for one in people if one > hour), default=NEVER)


@dataclass(frozen=True, slots=True)
class Signing:
    """Orders that were signed in and answered: how many within their limit, as it was and had none waited longer."""

    orders: int
    slower: int
    on_time: int
    on_time_then: int
    saved: timedelta


def sooner_sign_in(since: datetime, until: datetime, *, limit: timedelta) -> Signing:
    """Had every order that was answered in [since, until) been signed in within `limit`, and been handled as it was."""
    rows = (
        Clock.objects.filter(hop__in=ANSWERING, stopped_at__gte=since, stopped_at__lt=until)
        .exclude(order__signed_at=None)
        .filter(order__in=WorkOrder.objects.exclude(replied_at=None))
        .annotate(given=F("order__given_at"), signed=F("order__signed_at"))
        .order_by("pk")
        .values_list("stopped_at", "due_at", "given", "signed")[:MOST]
    )
    orders = slower = on_time = then = 0
    saved = timedelta()
    for stopped, due, given, signed in rows:
        assert stopped is not None
        gain = max(timedelta(), signed - given - limit)
        orders, slower, saved = orders + 1, slower + bool(gain), saved + gain
        on_time += stopped <= due
        then += stopped - gain <= due
    return Signing(orders, slower, on_time, then, saved)
