"""The three rates with what they are rates of, and who burnt the time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fenbo.console.period import period_of
from fenbo.console.supervision.tabs import WATCHERS, tabs
from fenbo.core import clock
from fenbo.directory.doors import staff_door
from fenbo.directory.models import Unit
from fenbo.reporting import rates as reporting
from fenbo.supervision.burnt import Spent, burnt, by_hop, by_unit

BARS = 10


@require_GET
@staff_door(*WATCHERS)
def rates(request: HttpRequest) -> HttpResponse:
    period = period_of(request, clock.now())
    found = reporting.rates(period.since, period.until)
    context = {
        "tabs": tabs(request),
        "period": period,
        "rates": found,
        "totals": [
            (_("响应率"), found.responded),
            (_("解决率"), found.solved),
            (_("满意率"), found.satisfied),
            (_("按时办结率"), found.on_time),
        ],
        "fewest": reporting.FEWEST,
    }
    return render(request, "console/supervision/rates.html", context)


@require_GET
@staff_door(*WATCHERS)
def burnt_time(request: HttpRequest) -> HttpResponse:
    """By hop and by unit; one unit's hops where the address names a unit."""
    period = period_of(request, clock.now())
    rows = burnt(period.since, period.until)
    units = by_unit(rows)
    one = next((unit for unit, _spent in units if str(unit.pk) == request.GET.get("unit")), None)
    context = {
        "tabs": tabs(request),
        "period": period,
        "hops": by_hop(row for row in rows if one is None or row.unit == one),
        "late": [] if one else [pair for pair in units if pair[1].late],
        "punctual": [] if one else [pair for pair in units if not pair[1].late],
        "one": one,
        "bars": [] if one else _bars(units),
    }
    return render(request, "console/supervision/burnt.html", context)


def _bars(units: list[tuple[Unit, Spent]]) -> list[tuple[str, float]]:
    """The units that burnt most beyond their limits, in hours."""
    hours = [(str(unit), round(spent.late_by.total_seconds() / 3600, 1)) for unit, spent in units[:BARS]]
    return [(name, late) for name, late in hours if late]
