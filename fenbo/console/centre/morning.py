"""The morning list (晨会): complex and late cases, one by one, with what was decided."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fenbo.cases import queries, scope
from fenbo.cases.models import Case, CaseNote, Clock
from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty

# More than a meeting gets through.
MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """`clock` is what expires first; `decisions` are the meeting's, the newest first."""

    case: Case
    clock: Clock | None
    decisions: list[CaseNote]


@require_GET
@staff_door(Duty.DISPATCH, Duty.LEAD, Duty.SUPERVISE)
def morning(request: HttpRequest) -> HttpResponse:
    """`?print=1` gives the sheet that is handed round."""
    actor, now = actor_of(request), clock.now()
    if not scope.sees_all_cases(actor):
        raise MissingDuty
    cases = queries.for_meeting(actor, now).order_by("received_at", "pk")[:MOST]
    rows = [_row(case) for case in cases]
    name = "morning_sheet" if request.GET.get("print") else "morning"
    return render(request, f"console/centre/{name}.html", {"rows": rows, "now": now})


def _row(case: Case) -> Row:
    clocks = [one for one in case.clocks.all() if one.paused_at is None]
    return Row(case, clocks[0] if clocks else None, list(case.notes.all()))
