"""Settled cases drawn at random, to be looked at again by somebody who had no part in them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases import scope
from fenbo.console.frame import perform
from fenbo.console.supervision.forms import FindingForm
from fenbo.console.supervision.tabs import WATCHERS, tabs
from fenbo.core import clock, paging
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.look.components.links import Link
from fenbo.reporting.rates import Rate
from fenbo.supervision import queries
from fenbo.supervision.models import Finding
from fenbo.supervision.operations import rechecks


@require_GET
@staff_door(*WATCHERS)
def index(request: HttpRequest) -> HttpResponse:
    if not scope.sees_all_cases(actor_of(request)):
        raise MissingDuty
    done = request.GET.get("done") == "1"
    findings = [one for one in Finding if (one == Finding.WAITING) != done]
    page = paging.page(
        queries.rechecks(*findings),
        "drawn_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    counts = queries.count_rechecks()
    checked = counts[Finding.TRUE] + counts[Finding.FALSE]
    context = {
        "tabs": tabs(request),
        "states": [
            Link(_("待复核"), "?", counts[Finding.WAITING] or None, not done),
            Link(_("已复核"), "?done=1", None, done),
        ],
        "page": page,
        "done": done,
        "false": Rate(counts[Finding.FALSE], checked),
    }
    return render(request, "console/supervision/rechecks.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.SUPERVISE, Duty.LEAD)
def one(request: HttpRequest, recheck_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    if not scope.sees_all_cases(actor):
        raise MissingDuty
    row, form = queries.recheck(recheck_id), FindingForm(request.POST or None)

    def again(status: int) -> HttpResponse:
        may = actor.has(Duty.SUPERVISE, scope.centre_id()) and row.finding == Finding.WAITING
        context = {
            "tabs": tabs(request),
            "row": row,
            "form": form if may else None,
            "had_a_part": may and rechecks.had_a_part(row.case_id, actor),
        }
        return render(request, "console/supervision/recheck.html", context, status=status)

    if request.method != "POST":
        return again(200)
    return perform(
        request,
        form,
        lambda values: rechecks.find(recheck_id=recheck_id, actor=actor, now=clock.now(), **values),
        done=_("已记下复核结论。"),
        to=reverse("console:rechecks"),
        again=again,
    )
