"""What is amber or red across all units, and chasing it, one by one or many at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenbo.cases import scope
from fenbo.cases.lifecycle import OPEN, Move
from fenbo.console.frame import CLOSED_DOORS, perform
from fenbo.console.supervision.forms import BatchForm, RemindForm, SuperviseForm, WarningsFilter
from fenbo.console.supervision.tabs import WATCHERS, tabs
from fenbo.core import clock, paging
from fenbo.core.errors import InvalidInput, OutOfScope, Refused
from fenbo.core.forms import refuse
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.look.components.links import Link
from fenbo.publication.concealing import prepare
from fenbo.supervision import queries
from fenbo.supervision.models import Level
from fenbo.supervision.operations import batch
from fenbo.supervision.operations.orders import supervise
from fenbo.supervision.operations.reminders import remind
from fenbo.supervision.rules import MOST_AT_ONCE

SHOWN_REFUSALS = 5


@require_GET
@staff_door(*WATCHERS)
def warnings(request: HttpRequest) -> HttpResponse:
    return _page(request, BatchForm())


@require_POST
@staff_door(*WATCHERS)
def remind_batch(request: HttpRequest) -> HttpResponse:
    def run(keys: list[UUID], actor: Actor, now: datetime, values: dict[str, Any]) -> batch.Outcome:
        return batch.remind_many(case_ids=keys, text=values["text"], actor=actor, now=now)

    return _batch(request, run, _("已催办 %(count)s 件。"))


@require_POST
@staff_door(*WATCHERS)
def supervise_batch(request: HttpRequest) -> HttpResponse:
    def run(keys: list[UUID], actor: Actor, now: datetime, values: dict[str, Any]) -> batch.Outcome:
        if values["due_at"] is None:
            raise InvalidInput(_("请填写这一项。"), field="due_at")
        return batch.supervise_many(
            case_ids=keys, text=values["text"], due_at=values["due_at"], actor=actor, now=now
        )

    return _batch(request, run, _("已督办 %(count)s 件。"))


Run = Callable[[list[UUID], Actor, datetime, dict[str, Any]], batch.Outcome]


def _batch(request: HttpRequest, run: Run, done: str) -> HttpResponse:
    """Do it for what was picked; what one case refuses does not stop the others and is told by its number."""
    form, actor = BatchForm(request.POST), actor_of(request)
    keys = form.picked(request.POST.getlist("case"))
    if not form.is_valid():
        return _page(request, form, keys, status=422)
    try:
        outcome = run(keys, actor, clock.now(), form.cleaned_data)
    except Refused as refusal:
        if refusal.status in CLOSED_DOORS:
            raise
        return _page(request, form, keys, status=refuse(form, refusal))
    if outcome.done:
        messages.success(request, done % {"count": len(outcome.done)})
    for text in _refusals(outcome, actor):
        messages.warning(request, text)
    query = request.GET.urlencode()
    return redirect(reverse("console:warnings") + (f"?{query}" if query else ""))


def _refusals(outcome: batch.Outcome, actor: Actor) -> list[str]:
    cases = scope.visible_cases(actor).filter(pk__in=outcome.refused).only("number")
    told = [f"{case}：{outcome.refused[case.pk]}" for case in cases]
    more = len(outcome.refused) - SHOWN_REFUSALS
    return told[:SHOWN_REFUSALS] + ([_("还有 %(count)s 件未办成。") % {"count": more}] if more > 0 else [])


def _page(
    request: HttpRequest, form: BatchForm, picked: list[UUID] | None = None, *, status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    level = Level.AMBER if request.GET.get("level") == Level.AMBER else Level.RED
    chosen = WarningsFilter(request.GET)
    clocks = queries.burning(actor, level, now)
    if chosen.is_valid():
        wanted = {name: chosen.cleaned_data[name] for name in ("hop", "unit") if chosen.cleaned_data[name]}
        clocks = clocks.filter(**wanted)
    page = paging.page(clocks, "due_at", before=request.GET.get("before"), after=request.GET.get("after"))
    prepare(actor, [row.case for row in page.rows])
    counts = queries.count_burning(actor, now)
    reminded = queries.reminded(row.case_id for row in page.rows)
    asked = queries.asked_after(row.case_id for row in page.rows)
    context = {
        "tabs": tabs(request),
        "levels": [
            Link(str(one.label), f"?level={one}", counts[one], one == level)
            for one in (Level.RED, Level.AMBER)
        ],
        "level": level,
        "filter": chosen,
        "page": page,
        "rows": [(row, reminded.get(row.case_id, 0), asked.get(row.case_id, 0)) for row in page.rows],
        "form": form,
        # A call that is late can be seen here, but there is no unit left to chase.
        "open": OPEN,
        "picked": set(picked or []),
        "may_remind": _may(actor, Move.REMIND),
        "may_supervise": _may(actor, Move.SUPERVISE),
        "query": request.GET.urlencode(),
    }
    return render(request, "console/supervision/warnings.html", context, status=status)


@require_GET
@staff_door(*WATCHERS)
def most_asked(request: HttpRequest) -> HttpResponse:
    """Whose requesters ask again and again, by telephone or on the website, late or not."""
    actor = actor_of(request)
    rows = queries.most_asked(actor, MOST_AT_ONCE)
    prepare(actor, [row.case for row in rows])
    context = {"tabs": tabs(request), "rows": rows, "most": MOST_AT_ONCE}
    return render(request, "console/supervision/most_asked.html", context)


def _may(actor: Actor, move: Move) -> bool:
    """Whether the move is this actor's at all; which case it is does not matter to the centre's duties."""
    return any(grant.duty and actor.has(grant.duty, scope.centre_id()) for grant in scope.GRANTS[move])


@require_http_methods(["GET", "POST"])
@staff_door()
def chase(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Remind or supervise one case, from wherever it was found."""
    actor = actor_of(request)
    case = scope.visible_cases(actor).select_related("lead_unit").filter(pk=case_id).first()
    if case is None or name not in ("remind", "supervise"):
        raise OutOfScope
    scope.require(actor, Move(name), case)
    form = _chase_form(name, case.version, queries.involved(case_id), request.POST or None)

    def again(status: int) -> HttpResponse:
        context = {"case": case, "form": form, "name": name, "reminders": queries.reminders_of(case_id)}
        return render(request, "console/supervision/chase.html", context, status=status)

    if request.method != "POST":
        return again(200)
    operation: Callable[..., object] = remind if name == "remind" else supervise
    return perform(
        request,
        form,
        lambda values: operation(case_id=case_id, actor=actor, now=clock.now(), **values),
        done=_("已催办。") if name == "remind" else _("已督办。"),
        to=reverse("console:open", args=[case_id]),
        again=again,
    )


def _chase_form(
    name: str, version: int, units: list[tuple[int, str]], data: Any
) -> RemindForm | SuperviseForm:
    if name == "remind":
        return RemindForm(data, version=version)
    return SuperviseForm(data, version=version, units=units)
