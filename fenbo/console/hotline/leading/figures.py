"""The figures of the hotline: how many called, how soon somebody spoke to them, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fenbo.console.period import period_of
from fenbo.core import clock
from fenbo.directory.doors import staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries
from fenbo.hotline.figures import GOAL, Part, Tally, figures
from fenbo.hotline.queries import PROMPT_SECONDS


@dataclass(frozen=True, slots=True)
class Division:
    """One table: its caption, the head of its first column, and its rows."""

    key: str
    caption: str
    head: str
    rows: list[tuple[str, Tally]]


@require_GET
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def show(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    period = period_of(request, now)
    found = figures(period.since, period.until)
    context = {
        "period": period,
        "found": found,
        "whole": found.whole,
        "ever": queries.count_calls(now),
        "goal": GOAL,
        "prompt": PROMPT_SECONDS,
        "reached": found.whole.connect_rate is not None and found.whole.connect_rate >= GOAL,
        "chart": _chart(found.hours),
        "divisions": [
            Division("topics", _("按分类"), _("分类"), _named(found.topics, _("未分类"))),
            Division("queues", _("按队列"), _("队列"), _named(found.queues, _("未记录"))),
            Division("seats", _("按席位"), _("席位"), _named(found.seats, _("未记录"))),
        ],
    }
    return render(request, "console/hotline/leading/figures.html", context)


def _named(parts: Sequence[Part], unnamed: str) -> list[tuple[str, Tally]]:
    return [(part.name or part.key or unnamed, part.tally) for part in parts]


def _chart(hours: Sequence[Part]) -> dict[str, Any]:
    return {
        "kind": "bar",
        "stacked": True,
        "labels": [_("%(hour)s 时") % {"hour": part.key} for part in hours],
        "series": [
            {"name": _("接通"), "values": [part.tally.answered for part in hours]},
            {"name": _("未接通"), "values": [part.tally.abandoned for part in hours]},
        ],
    }
