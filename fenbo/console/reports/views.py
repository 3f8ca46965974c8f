"""The cases behind any number: a list by period, place, subject, unit, channel and standing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fenbo.cases import scope
from fenbo.console.reports.forms import KeepForm, SelectionForm
from fenbo.core import clock, paging
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.reporting.models import Form
from fenbo.reporting.selection import selected

READERS = (Duty.LEAD, Duty.SUPERVISE, Duty.DISPATCH)
SIZE = 30
# Nobody reads a larger number differently, and it bounds what counting costs.
COUNTED = 10_000


@require_GET
@staff_door(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    if not scope.sees_all_cases(actor):
        raise MissingDuty
    form = SelectionForm(request.GET)
    page, count, status = None, 0, 200
    if form.is_valid():
        wanted = form.selection()
        rows = selected(actor, wanted, now)
        count = rows.order_by()[: COUNTED + 1].count()
        page = paging.page(
            rows,
            wanted.instant,
            before=request.GET.get("before"),
            after=request.GET.get("after"),
            size=SIZE,
            descending=True,
        )
    else:
        status = 422
    context = {
        "form": form,
        "page": page,
        "count": min(count, COUNTED),
        "is_more": count > COUNTED,
        "forms": Form.choices,
        "keep_form": KeepForm(),
        "hidden": SelectionForm(request.GET, auto_id=False),
    }
    return render(request, "console/reports/index.html", context, status=status)
