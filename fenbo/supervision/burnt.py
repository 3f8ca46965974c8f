"""Who burnt the time: clock time per hop and unit, pauses left out, and who was on time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q

from fenbo.cases.lifecycle import OrderState
from fenbo.cases.models import Clock, WorkOrder
from fenbo.cases.operations.orders import ANSWERING
from fenbo.catalogue.hops import Hop
from fenbo.directory.models import Unit
from fenbo.supervision.operations.warnings import NOBODYS

# Pauses are few beside clocks, so they are summed for the clocks found and not for the whole table.
BURNT = """
SELECT clock.unit_id, clock.hop, count(*),
       coalesce(extract(epoch FROM sum(clock.stopped_at - clock.started_at)), 0)
         - coalesce(extract(epoch FROM sum(pause.stood)), 0),
       count(*) FILTER (WHERE clock.stopped_at > clock.due_at),
       coalesce(extract(epoch FROM sum(clock.stopped_at - clock.due_at)
         FILTER (WHERE clock.stopped_at > clock.due_at)), 0)
FROM cases_clock clock
LEFT JOIN LATERAL (
    SELECT sum(resumed_at - paused_at) AS stood FROM cases_pause WHERE clock_id = clock.id
) pause ON true
WHERE clock.stopped_at >= %s AND clock.stopped_at < %s AND clock.hop <> ALL(%s)
GROUP BY clock.unit_id, clock.hop
"""


@dataclass(frozen=True, slots=True)
class Burnt:
    """What one unit spent on one hop: `late_by` is the time beyond the limits, summed over the late ones."""

    unit: Unit
    hop: Hop
    clocks: int
    spent: timedelta
    late: int
    late_by: timedelta

    @property
    def mean(self) -> timedelta:
        return self.spent / self.clocks


def burnt(since: datetime, until: datetime) -> list[Burnt]:
    """The clocks that stopped in [since, until), by unit and hop; whoever burnt most beyond the limits comes first."""
    with connection.cursor() as cursor:
        cursor.execute(BURNT, [since, until, list(NOBODYS)])
        rows = cursor.fetchall()
    units = Unit.objects.in_bulk({row[0] for row in rows})
    found = [
        Burnt(
            units[unit_id],
            Hop(hop),
            clocks,
            timedelta(seconds=float(spent)),
            late,
            timedelta(seconds=float(late_by)),
        )
        for unit_id, hop, clocks, spent, late, late_by in rows
    ]
    return sorted(found, key=lambda row: (-row.late_by, -row.spent, row.unit.pk, row.hop))


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many orders a unit finished, and how many of these within their limits."""

    finished: int
    on_time: int


def punctuality(since: datetime, until: datetime) -> Mapping[int, Punctuality]:
    """Of the orders that ended in [since, until) with a reply that was taken up, by unit."""
    late = Clock.objects.filter(order=OuterRef("pk"), hop__in=ANSWERING, stopped_at__gt=F("due_at"))
    rows = (
        WorkOrder.objects.filter(state=OrderState.DONE, ended_at__gte=since, ended_at__lt=until)
        .annotate(late=Exists(late))
        .order_by()
        .values("unit")
        .annotate(finished=Count("id"), punctual=Count("id", Q(late=False)))
    )
    return {row["unit"]: Punctuality(row["finished"], row["punctual"]) for row in rows}
