"""The briefings of the morning meeting: read on screen, handed round on paper, decided on in place."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.operations import centre
from fenbo.console.briefings.forms import MakeForm
from fenbo.console.centre.forms import DecisionForm
from fenbo.console.frame import perform
from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.reporting.briefing import operations, queries
from fenbo.reporting.briefing.docx import docx
from fenbo.reporting.briefing.paper import Chart, Heading, Lines, Paper, Table, paper
from fenbo.reporting.briefing.pdf import pdf
from fenbo.reporting.models import Briefing, Edition

READERS = (Duty.DISPATCH, Duty.LEAD, Duty.SUPERVISE)
SHOWN = 60
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (docx, WORD),
    "pdf": (pdf, "application/pdf"),
}


def _admitted(request: HttpRequest) -> None:
    if not scope.sees_all_cases(actor_of(request)):
        raise MissingDuty


@require_GET
@staff_door(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    _admitted(request)
    return _list(request, MakeForm())


def _list(request: HttpRequest, form: MakeForm, status: int = 200) -> HttpResponse:
    context = {"briefings": queries.briefings()[:SHOWN], "editions": Edition, "form": form}
    return render(request, "console/briefings/index.html", context, status=status)


@require_POST
@staff_door(*READERS)
def make(request: HttpRequest) -> HttpResponse:
    """The one that is due today, if the morning's job has not made it, or that of an earlier day."""
    _admitted(request)
    form = MakeForm(request.POST)

    def run(values: dict[str, Any]) -> Briefing:
        return operations.make(Edition(values["edition"]), now=clock.now(), last=values["last"])

    return perform(
        request,
        form,
        run,
        done=_("材料已编好。"),
        to=lambda made: reverse("console:briefing", args=[made.pk]),
        again=lambda status: _list(request, form, status),
    )


@require_GET
@staff_door(*READERS)
def show(request: HttpRequest, briefing_id: UUID) -> HttpResponse:
    return _page(request, _find(request, briefing_id))


@require_GET
@staff_door(*READERS)
def file(request: HttpRequest, briefing_id: UUID, form: str) -> HttpResponse:
    briefing = _find(request, briefing_id)
    if form not in FORMS:
        raise Http404
    make_file, kind = FORMS[form]
    response = HttpResponse(make_file(paper(briefing)), content_type=kind)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="briefing-{briefing.edition}-{briefing.until}.{form}"'
    )
    return response


@require_POST
@staff_door(Duty.DISPATCH, Duty.LEAD)
def decide(request: HttpRequest, briefing_id: UUID, case_id: UUID) -> HttpResponse:
    """Note on a case what the meeting decided: an instruction to its units, with a date."""
    briefing = _find(request, briefing_id)
    form = DecisionForm(request.POST, prefix=str(case_id))
    return perform(
        request,
        form,
        lambda values: centre.decide(case_id=case_id, actor=actor_of(request), now=clock.now(), **values),
        done=_("已记下会议决定。"),
        to=reverse("console:briefing", args=[briefing.pk]) + f"#c{case_id}",
        again=lambda status: _page(request, briefing, {str(case_id): form}, status),
    )


def _find(request: HttpRequest, briefing_id: UUID) -> Briefing:
    _admitted(request)
    return queries.briefing(briefing_id)


def _page(
    request: HttpRequest, briefing: Briefing, filled: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    actor, shown, filled = actor_of(request), paper(briefing), filled or {}
    may = any(actor.has(grant.duty) for grant in scope.GRANTS[Move.DECIDE] if grant.duty)
    blocks = [_drawn(number, block, may, filled) for number, block in enumerate(shown.blocks)]
    context = {"briefing": briefing, "paper": shown, "blocks": blocks, "forms": list(filled.values())}
    return render(request, "console/briefings/one.html", context, status=status)


def _drawn(number: int, block: object, may: bool, filled: dict[str, Any]) -> dict[str, Any]:
    """How the page draws a block."""
    if isinstance(block, Heading):
        return {"kind": "heading", "block": block}
    if isinstance(block, Table):
        return {"kind": "table", "block": block}
    if isinstance(block, Chart) and block.kind == "bar":
        return {
            "kind": "bars",
            "block": block,
            "bars": list(zip(block.labels, block.series[0][1], strict=True)),
        }
    if isinstance(block, Chart):
        series = [{"name": name, "values": list(values)} for name, values in block.series]
        data = {"kind": "line", "labels": list(block.labels), "series": series}
        return {"kind": "chart", "block": block, "name": f"chart-{number}", "data": data}
    if isinstance(block, Lines):
        form = filled.get(block.id) or DecisionForm(prefix=block.id) if block.id and may else None
        return {"kind": "lines", "block": block, "form": form}
    return {"kind": "text", "block": block}
