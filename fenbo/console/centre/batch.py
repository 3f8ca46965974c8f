"""Several cases sent out at once: each in a transaction of its own, each with its own result."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases import queries, scope
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.console.centre.forms import area
from fenbo.console.choosing import PickField
from fenbo.core import clock
from fenbo.core.errors import Refused
from fenbo.core.ids import read_key
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.dispatch.models import Candidate
from fenbo.dispatch.queries import lead_for

MOST = 50
REPORT = "batch_report"


class RowForm(forms.Form):
    """One case of the batch; left without a unit it stays where it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lead = PickField(label=_("主办单位"), options="units", number=True, required=False)


class SharedForm(forms.Form):
    instruction = forms.CharField(label=_("办理要求（各件相同，可不填）"), required=False, widget=area(2))


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    form: RowForm
    candidate: Candidate | None


@require_http_methods(["GET", "POST"])
@staff_door(Duty.DISPATCH)
def batch(request: HttpRequest) -> HttpResponse:
    """The picked cases with their proposed units; sent when posted."""
    actor = actor_of(request)
    rows = _rows(request, actor)
    shared = SharedForm(request.POST or None)
    if not rows:
        return redirect("console:queue")
    if request.method == "POST" and all(row.form.is_valid() for row in rows) and shared.is_valid():
        instruction = shared.cleaned_data["instruction"]
        request.session[REPORT] = [_send(row, instruction, actor) for row in rows]
        return redirect("console:batch_report")
    status = 422 if request.method == "POST" else 200
    return render(request, "console/centre/batch.html", {"rows": rows, "shared": shared}, status=status)


def _rows(request: HttpRequest, actor: Actor) -> list[Row]:
    """The picked cases, in the order of picking; after sending also those that somebody else took meanwhile."""
    picked = (request.POST if request.method == "POST" else request.GET).getlist("pick")
    keys = [key for text in dict.fromkeys(picked) if (key := read_key(text))][:MOST]
    cases = queries.listed(scope.visible_cases(actor).filter(pk__in=keys))
    if request.method != "POST":
        cases = cases.filter(state=CaseState.RECEIVED)
    found, proposed = {case.pk: case for case in cases}, lead_for(keys)
    rows = []
    for key in keys:
        if key in found:
            candidate = proposed.get(key)
            rows.append(Row(found[key], _form(request, found[key], candidate), candidate))
    return rows


def _form(request: HttpRequest, case: Case, candidate: Candidate | None) -> RowForm:
    data = request.POST if request.method == "POST" else None
    initial = {"version": case.version, "lead": candidate.unit_id if candidate else None}
    return RowForm(data, prefix=str(case.pk), initial=initial)


def _send(row: Row, instruction: str, actor: Actor) -> dict[str, Any]:
    """What became of one case, as the report keeps it: without names or texts of requesters."""
    lead, told = row.form.cleaned_data["lead"], str(_("没有选择单位，未分拨"))
    done = False
    if lead:
        try:
            case = centre.dispatch(
                case_id=row.case.pk,
                lead=lead,
                instruction=instruction,
                actor=actor,
                now=clock.now(),
                version=row.form.cleaned_data["version"],
            )
            done, told = True, str(case.lead_unit)
        except Refused as refusal:
            told = str(refusal.message)
    return {"case": str(row.case.pk), "number": str(row.case), "done": done, "told": told}


@require_GET
@staff_door(Duty.DISPATCH)
def report(request: HttpRequest) -> HttpResponse:
    """What became of the last batch, row by row."""
    rows = request.session.get(REPORT, [])
    done = sum(row["done"] for row in rows)
    context = {"rows": rows, "done": done, "left": len(rows) - done}
    return render(request, "console/centre/batch_report.html", context)
