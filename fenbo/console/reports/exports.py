"""Reports as files: asked for, made by a job, taken by those who may, and saved to be made again."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.console.frame import perform
from fenbo.console.reports.forms import AskForm, KeepForm, SelectionForm, again_as_query
from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.reporting.models import Every, Form, Run, RunState
from fenbo.reporting.reports import operations
from fenbo.reporting.selection import Selection

READERS = (Duty.LEAD, Duty.SUPERVISE, Duty.DISPATCH)
SHOWN = 30
GOING_ON = (RunState.WAITING, RunState.WORKING)


@require_POST
@staff_door(*READERS)
def ask(request: HttpRequest) -> HttpResponse:
    """A file of what the list shows."""
    wanted, form = SelectionForm(request.POST), AskForm(request.POST)
    if not wanted.is_valid() or not form.is_valid():
        messages.error(request, _("条件有误，没有导出。"))
        return redirect("console:reports")
    asked = Form(form.cleaned_data["form"])
    operations.ask(selection=wanted.selection(), form=asked, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已开始导出，完成后在这里下载。"))
    return redirect("console:exports")


@require_POST
@staff_door(*READERS)
def keep(request: HttpRequest) -> HttpResponse:
    wanted, form = SelectionForm(request.POST, auto_id=False), KeepForm(request.POST)
    if not wanted.is_valid():
        messages.error(request, _("条件有误，没有保存。"))
        return redirect("console:reports")

    def run(values: dict[str, Any]) -> object:
        return operations.keep(
            name=values["name"],
            selection=wanted.selection(),
            form=Form(values["form"]),
            every=Every(values["every"]),
            to=Duty(values["to"]),
            actor=actor_of(request),
            now=clock.now(),
        )

    def again(status: int) -> HttpResponse:
        context = {"keep_form": form, "hidden": wanted}
        return render(request, "console/reports/keep.html", context, status=status)

    return perform(request, form, run, done=_("报表已保存。"), to=reverse("console:exports"), again=again)


@require_POST
@staff_door(*READERS)
def drop(request: HttpRequest, report_id: UUID) -> HttpResponse:
    operations.drop(report_id=report_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("报表已停用。"))
    return redirect("console:exports")


@never_cache
@require_GET
@staff_door(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    if not scope.sees_all_cases(actor_of(request)):
        raise MissingDuty
    runs = list(operations.runs()[:SHOWN])
    context = {
        "runs": [(run, _list_of(run.selection)) for run in runs],
        "reports": [(report, _list_of(report.selection)) for report in operations.reports()],
        "going_on": any(run.state in GOING_ON for run in runs),
        "days": operations.KEPT.days,
    }
    return render(request, "console/reports/exports.html", context)


def _list_of(kept: dict[str, Any]) -> str:
    query = again_as_query(Selection.from_json(kept))
    return reverse("console:reports") + (f"?{urlencode(query)}" if query else "")


@require_GET
@staff_door(*READERS)
def take(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    run, path = operations.take(run_id=run_id, actor=actor_of(request), now=clock.now())
    response = FileResponse(path.open("rb"), as_attachment=True, filename=_name(run))
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _name(run: Run) -> str:
    ending = "csv" if run.form == Form.CSV else "xlsx"
    return f"fenbo-{run.asked_at.astimezone(clock.SHANGHAI):%Y%m%d-%H%M}-{str(run.pk)[-6:]}.{ending}"
