"""Who burnt the time: clock time per hop and unit, pauses left out, and who was on time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q

from fenbo.cases.lifecycle import OrderState
from fenbo.cases.models import Clock, ContactNote, WorkOrder
from fenbo.cases.operations.orders import ANSWERING
from fenbo.catalogue.hops import Hop
from fenbo.directory.models import Unit
from fenbo.supervision.operations.warnings import NOBODYS

# Pauses are few beside clocks, so they are summed apart and not looked for at each clock.
BURNT = """
WITH spent AS (
    SELECT unit_id, hop, count(*) AS clocks, sum(stopped_at - started_at) AS ran,
           count(*) FILTER (WHERE stopped_at > due_at) AS late,
           sum(stopped_at - due_at) FILTER (WHERE stopped_at > due_at) AS late_by
    FROM cases_clock
    WHERE stopped_at >= %(since)s AND stopped_at < %(until)s AND hop <> ALL(%(nobodys)s)
    GROUP BY unit_id, hop
), stood AS (
    SELECT clock.unit_id, clock.hop, sum(pause.resumed_at - pause.paused_at) AS stood
    FROM cases_pause pause JOIN cases_clock clock ON clock.id = pause.clock_id
    WHERE clock.stopped_at >= %(since)s AND clock.stopped_at < %(until)s
    GROUP BY clock.unit_id, clock.hop
)
SELECT unit_id, hop, clocks, extract(epoch FROM ran - coalesce(stood, '0')), late,
       coalesce(extract(epoch FROM late_by), 0)
FROM spent LEFT JOIN stood USING (unit_id, hop)
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """How many clocks ran how long; `late_by` is the time beyond the limits, summed over the late ones."""

    clocks: int = 0
    time: timedelta = timedelta()
    late: int = 0
    late_by: timedelta = timedelta()

    @property
    def mean(self) -> timedelta:
        return self.time / self.clocks if self.clocks else timedelta()

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.clocks + other.clocks,
            self.time + other.time,
            self.late + other.late,
            self.late_by + other.late_by,
        )


@dataclass(frozen=True, slots=True)
class Burnt:
    """What one unit spent on one hop."""

    unit: Unit
    hop: Hop
    spent: Spent


def burnt(since: datetime, until: datetime) -> list[Burnt]:
    """The clocks that stopped in [since, until), by unit and hop; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(BURNT, {"since": since, "until": until, "nobodys": list(NOBODYS)})
        rows = cursor.fetchall()
    units = Unit.objects.in_bulk({row[0] for row in rows})
    return [Burnt(units[unit_id], Hop(hop), _spent(*figures)) for unit_id, hop, *figures in rows]


def _spent(clocks: int, seconds: float, late: int, late_seconds: float) -> Spent:
    return Spent(clocks, timedelta(seconds=float(seconds)), late, timedelta(seconds=float(late_seconds)))


def by_unit(rows: Iterable[Burnt]) -> list[tuple[Unit, Spent]]:
    """All hops of each unit together; whoever burnt most beyond the limits comes first."""
    return _summed((row.unit, row.spent) for row in rows)


def by_hop(rows: Iterable[Burnt]) -> list[tuple[Hop, Spent]]:
    """All units together on each hop, worst first."""
    return _summed((row.hop, row.spent) for row in rows)


Key = TypeVar("Key", Unit, Hop)


def _summed(parts: Iterable[tuple[Key, Spent]]) -> list[tuple[Key, Spent]]:
    sums: dict[Key, Spent] = {}
    for key, spent in parts:
        sums[key] = sums.get(key, Spent()) + spent
    return sorted(sums.items(), key=lambda pair: (-pair[1].late_by, -pair[1].time, str(pair[0])))


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many orders a unit finished, and how many of these within their limits.

    `contactable` are those whose requester could be spoken to, `contacted` those answered first within that limit.
    """

    finished: int = 0
    on_time: int = 0
    contactable: int = 0
    contacted: int = 0


def punctuality(since: datetime, until: datetime) -> Mapping[int, Punctuality]:
    """Of the orders that ended in [since, until) with a reply that was taken up, by unit."""
    clocks = Clock.objects.filter(order=OuterRef("pk"))
    first, late = clocks.filter(hop=Hop.CONTACT), Q(stopped_at__gt=F("due_at"))
    in_vain = ContactNote.objects.filter(order=OuterRef("pk"), reached=False)
    assessable = Q(has_phone=True) & ~Q(in_vain=True, contacted_at=None)
    rows = (
        WorkOrder.objects.filter(state=OrderState.DONE, ended_at__gte=since, ended_at__lt=until)
        .annotate(
            late=Exists(clocks.filter(late, hop__in=ANSWERING)),
            has_phone=Exists(first),
            slow=Exists(first.filter(late)),
            in_vain=Exists(in_vain),
        )
        .order_by()
        .values("unit")
        .annotate(
            finished=Count("id"),
            punctual=Count("id", Q(late=False)),
            contactable=Count("id", assessable),
            prompt=Count("id", assessable & Q(slow=False)),
        )
    )
    return {
        row["unit"]: Punctuality(row["finished"], row["punctual"], row["contactable"], row["prompt"])
        for row in rows
    }
