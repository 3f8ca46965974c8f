"""Seats of the hotline and dispatchers of the centre, hour by hour, from what came in on the days before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fenbo.cases.lifecycle import Move
from fenbo.core.clock import SHANGHAI
from fenbo.hotline.figures import figures
from fenbo.hotline.queries import calls_by_hour
from fenbo.journal.queries import made_between
from fenbo.reporting.planning.erlang import mean_wait, needed, traffic
from fenbo.reporting.planning.working import dispatch_seconds

# Of ten days, nine are no busier: who plans for the mean is short on every second day.
BUSY = 0.9
# Where no call has been measured yet.
USUAL_CALL_SECONDS = 240.0
Counted = Mapping[tuple[date, int], int]


@dataclass(frozen=True, slots=True)
class Goal:
    """So great a share (0 to 1) is to wait no longer than so many seconds."""

    seconds: float
    share: float


CALLS = Goal(15, 0.9)
CASES = Goal(600, 0.9)


@dataclass(frozen=True, slots=True)
class Hour:
    """`mean` and `busy` are arrivals in this hour, on an average day and on the busy one that is planned for."""

    hour: int
    mean: float
    busy: float
    needed: int
    wait: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What was measured and what follows. `handling` is in seconds."""

    handling: float
    is_measured: bool
    goal: Goal
    hours: Sequence[Hour]

    @property
    def most(self) -> int:
        return max((hour.needed for hour in self.hours), default=0)


def seats(since: date, until: date) -> Plan:
    """How many seats each hour of the day needs."""
    start, end = _span(since, until)
    handled = figures(start, end).whole.handled
    counted = calls_by_hour(start, end)
    return _plan(counted, since, until, handled or USUAL_CALL_SECONDS, handled is not None, CALLS)


def dispatchers(since: date, until: date) -> Plan:
    """How many dispatchers each hour needs, by how long the present ones take for a case."""
    start, end = _span(since, until)
    counted: dict[tuple[date, int], int] = defaultdict(int)
    for one in made_between((Move.RECEIVE,), start, end):
        here = one.at.astimezone(SHANGHAI)
        counted[(here.date(), here.hour)] += 1
    took, is_measured = dispatch_seconds(start, end)
    return _plan(counted, since, until, took, is_measured, CASES)


def _span(since: date, until: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(since, time(), SHANGHAI),
        datetime.combine(until + timedelta(days=1), time(), SHANGHAI),
    )


def _plan(counted: Counted, since: date, until: date, handling: float, is_measured: bool, goal: Goal) -> Plan:
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    hours = [
        _hour(number, sorted(counted.get((day, number), 0) for day in days), handling, goal)
        for number in range(24)
    ]
    return Plan(handling, is_measured, goal, hours)


def _hour(number: int, arrivals: list[int], handling: float, goal: Goal) -> Hour:
    busy = float(arrivals[min(len(arrivals) - 1, int(BUSY * len(arrivals)))])
    people = needed(busy, handling, seconds=goal.seconds, share=goal.share)
    wait = mean_wait(people, traffic(busy, handling), handling) if people else 0.0
    return Hour(number, sum(arrivals) / len(arrivals), busy, people, wait)
