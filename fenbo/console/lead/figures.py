"""The leader's first page: how much came, how much is done, what burns, and whether people are content."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fenbo.console.period import period_of
from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.reporting import counts, rates, trends
from fenbo.reporting.counts import Day
from fenbo.reporting.trends import Share
from fenbo.supervision import queries as supervision
from fenbo.supervision.models import Level

# Longer lists end in one bar for the rest.
BARS = 12
DIVISIONS: tuple[tuple[object, object, Callable[[date, date], list[Share]]], ...] = (
    (gettext_lazy("按类别"), gettext_lazy("未分类"), trends.by_subject),
    (gettext_lazy("按地区"), gettext_lazy("未填地区"), trends.by_prefecture),
    (gettext_lazy("按渠道"), gettext_lazy("其他"), trends.by_channel),
    (gettext_lazy("按类型"), gettext_lazy("其他"), trends.by_kind),
)


@dataclass(frozen=True, slots=True)
class Division:
    """One way of dividing what was received: the number of each part."""

    caption: str
    bars: list[tuple[str, int]]


@require_GET
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def figures(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    period = period_of(request, now)
    days = counts.days(period.first, period.last)
    today = now.astimezone(SHANGHAI).date()
    yesterday, this_day = counts.days(today - timedelta(days=1), today)
    burning = supervision.count_burning(actor_of(request), now)
    found = rates.rates(period.since, period.until)
    context = {
        "period": period,
        "days": list(reversed(days)),
        "chart": _chart(days),
        "received": sum(day.received for day in days),
        "closed": sum(day.closed for day in days),
        "to_now": counts.counts(now),
        "today": this_day,
        "change": this_day.received - yesterday.received,
        "red": burning[Level.RED],
        "amber": burning[Level.AMBER],
        "totals": [
            (_("响应率"), found.responded),
            (_("解决率"), found.solved),
            (_("满意率"), found.satisfied),
            (_("按时办结率"), found.on_time),
        ],
        "divisions": [
            Division(str(caption), _bars(divide(period.first, period.last), str(unnamed)))
            for caption, unnamed, divide in DIVISIONS
        ],
    }
    return render(request, "console/lead/figures.html", context)


def _chart(days: Sequence[Day]) -> dict[str, Any]:
    return {
        "kind": "line",
        "labels": [date_format(day.day, _("n月j日")) for day in days],
        "series": [
            {"name": _("受理"), "values": [day.received for day in days]},
            {"name": _("办结"), "values": [day.closed for day in days]},
        ],
    }


def _bars(shares: Sequence[Share], unnamed: str) -> list[tuple[str, int]]:
    """The largest parts, the rest as one."""
    named = [(share.name or unnamed, share.number) for share in shares[:BARS]]
    rest = sum(share.number for share in shares[BARS:])
    if rest:
        named.append((_("其余"), rest))
    return named
