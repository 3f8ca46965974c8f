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
from fenbo.supervision.burnt import Burnt, burnt

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
            (_("按时办结率"), found.on_time),
            (_("解决率"), found.solved),
            (_("满意率"), found.satisfied),
        ],
        "fewest": reporting.FEWEST,
    }
    return render(request, "console/supervision/rates.html", context)


@require_GET
@staff_door(*WATCHERS)
def burnt_time(request: HttpRequest) -> HttpResponse:
    period = period_of(request, clock.now())
    rows = burnt(period.since, period.until)
    context = {"tabs": tabs(request), "period": period, "rows": rows, "bars": _bars(rows)}
    return render(request, "console/supervision/burnt.html", context)


def _bars(rows: list[Burnt]) -> list[tuple[str, float]]:
    """The units that burnt most beyond their limits, in hours."""
    hours: dict[Unit, float] = {}
    for row in rows:
        hours[row.unit] = hours.get(row.unit, 0) + row.late_by.total_seconds() / 3600
    worst = sorted(hours.items(), key=lambda pair: -pair[1])[:BARS]
    return [(str(unit), round(late, 1)) for unit, late in worst if late]
