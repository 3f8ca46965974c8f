"""The counts, to this instant or to any past."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import Refused
from fenbo.core.forms import refuse
from fenbo.journal.queries import heads
from fenbo.reporting.counts import Day, counts, days
from fenbo.reporting.instants import read_instant
from fenbo.website.frame import public
from fenbo.website.searching import InstantForm

DAYS_SHOWN = 14


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
    last = at.astimezone(SHANGHAI).date()
    shown = days(last - timedelta(days=DAYS_SHOWN - 1), last)
    context = {
        "form": form,
        "counts": counts(at),
        "days": shown,
        "chart": _chart(shown),
        "head": heads().first(),
    }
    return render(request, "website/numbers.html", {**context, "is_past": at != now}, status=status)


def _chart(shown: list[Day]) -> dict[str, object]:
    return {
        "kind": "line",
        "labels": [f"{day.day.month}-{day.day.day}" for day in shown],
        "series": [
            {"name": _("受理"), "values": [day.received for day in shown]},
            {"name": _("办结"), "values": [day.closed for day in shown]},
        ],
    }
