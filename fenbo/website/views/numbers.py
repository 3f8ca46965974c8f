"""The counts, to this instant or to any past."""

from dataclasses import replace
from datetime import date, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import Refused
from fenbo.core.forms import refuse
from fenbo.journal.queries import heads
from fenbo.reporting import trends
from fenbo.reporting.briefing.bulletin import bulletin
from fenbo.reporting.counts import Day, counts, days
from fenbo.reporting.instants import read_instant
from fenbo.reporting.trends import Share
from fenbo.website.frame import public
from fenbo.website.searching import InstantForm

DAYS_SHOWN = 14
Bars = list[tuple[str, int]]


@public
def numbers(request: HttpRequest) -> HttpResponse:
    """Received, closed, open, published and the rate, with the days before; recomputed for every instant asked for."""
    now = clock.now()
    form, status = InstantForm(request.GET if "at" in request.GET else None), 200
    at = now
    if form.is_valid() and form.cleaned_data["at"]:
        try:
            at = read_instant(form.cleaned_data["at"], now=now)
        except Refused as refusal:
            status = refuse(form, refusal)
    if not form.is_bound:
        form = InstantForm(initial={"at": InstantForm.show(at)})
    last = _last_shown(at.astimezone(SHANGHAI).date())
    first = last - timedelta(days=DAYS_SHOWN - 1)
    shown = days(first, last)
    context = {
        "form": form,
        "counts": (found := counts(at)),
        "bulletin": bulletin(found),
        "days": shown,
        "first": first,
        "last": last,
        "chart": _chart(shown),
        "smallest": trends.SMALLEST_CELL,
        **_shares(first, last),
        "head": heads().first(),
    }
    return render(request, "website/numbers.html", {**context, "is_past": at != now}, status=status)


def _last_shown(day: date) -> date:
    """That day; where nothing came in the days before it, the last day on which something did."""
    last = trends.last_day()
    return last if last is not None and last <= day - timedelta(days=DAYS_SHOWN) else day


def _shares(first: date, last: date) -> dict[str, Bars]:
    """What the cases of these days are about and where they come from; whole days, so that asking for one minute
    after the other tells nothing of a single case. Kept for some minutes."""
    name = f"website-shares-{first}-{last}-{get_language()}"
    kept: dict[str, Bars] | None = cache.get(name)
    if kept is None:
        kept = {
            "by_subject": _bars(trends.by_subject(first, last), _("未分类")),
            "by_place": _bars(trends.by_prefecture(first, last), _("未写地区")),
        }
        cache.set(name, kept, timeout=300)
    return kept


def _bars(shares: list[Share], nameless: str) -> Bars:
    named = [replace(share, name=share.name or nameless) for share in shares]
    return [(share.name, share.number) for share in trends.suppressed(named, _("其他"))]


def _chart(shown: list[Day]) -> dict[str, object]:
    return {
        "kind": "line",
        "labels": [f"{day.day.month}-{day.day.day}" for day in shown],
        "series": [
            {"name": _("受理"), "values": [day.received for day in shown]},
            {"name": _("办结"), "values": [day.closed for day in shown]},
        ],
    }
