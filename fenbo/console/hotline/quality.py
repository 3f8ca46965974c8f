"""Quality: what was drawn, scoring by the card, the agent's appeal, and what a second person says of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline.forms import AppealForm, DecideForm, DrawForm, ScoreForm
from fenbo.core import clock, paging
from fenbo.core.clock import SHANGHAI
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import recorded, scope
from fenbo.hotline.models import Sample, SampleState
from fenbo.hotline.operations import quality as operations
from fenbo.look.components.links import Link

AGENTS = (Duty.TAKE_IN, Duty.DISPATCH)
LEADERS = (Duty.LEAD, Duty.SUPERVISE)
S = SampleState


@never_cache
@require_GET
@staff_door(*AGENTS, *LEADERS)
def index(request: HttpRequest) -> HttpResponse:
    return _list(request)


@require_POST
@staff_door(*LEADERS)
def draw(request: HttpRequest) -> HttpResponse:
    form = DrawForm(request.POST)
    return perform(
        request,
        form,
        lambda values: operations.draw(actor=actor_of(request), now=clock.now(), **values),
        done=_("已抽取，待评分的列在下面。"),
        to=reverse("console:quality"),
        again=lambda status: _list(request, form, status),
    )


def _list(request: HttpRequest, form: DrawForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    leads, counts = scope.leads(actor), recorded.count_samples(actor)
    shown = [state for state in S if leads or state != S.DRAWN]
    asked = request.GET.get("state", "")
    state = S(asked) if asked in shown else (S.DRAWN if leads else None)
    page = paging.page(
        recorded.samples(actor, state),
        "drawn_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    today = clock.now().astimezone(SHANGHAI).date()
    first = DrawForm(
        initial={"first": today - timedelta(days=7), "last": today - timedelta(days=1), "each": 3}
    )
    context = {
        "page": page,
        "leads": leads,
        "states": [Link(str(one.label), f"?state={one}", counts.get(one), one == state) for one in shown],
        "form": form or first,
        "refused": form,
    }
    return render(request, "console/hotline/quality.html", context, status=status)


@never_cache
@require_GET
@staff_door(*AGENTS, *LEADERS)
def show(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    return _page(request, sample_id)


@require_POST
@staff_door(*LEADERS)
def score(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    form = ScoreForm(request.POST, card=recorded.card())
    return _run(request, sample_id, form, operations.score, _("已评分。"), lambda: form.given())


@require_POST
@staff_door(*AGENTS)
def appeal(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    form = AppealForm(request.POST)
    return _run(
        request,
        sample_id,
        form,
        operations.appeal,
        _("已提交申诉，由另一人复核。"),
        lambda: form.cleaned_data,
    )


@require_POST
@staff_door(*LEADERS)
def decide(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    form = DecideForm(request.POST, card=recorded.card())
    return _run(request, sample_id, form, operations.decide, _("已复核。"), lambda: form.given())


def _run(
    request: HttpRequest,
    sample_id: UUID,
    form: forms.Form,
    operation: Callable[..., Sample],
    done: str,
    values: Callable[[], dict[str, Any]],
) -> HttpResponse:
    actor = actor_of(request)
    recorded.sample(sample_id, actor)
    return perform(
        request,
        form,
        lambda _values: operation(sample_id=sample_id, actor=actor, now=clock.now(), **values()),
        done=done,
        to=reverse("console:sample", args=[sample_id]),
        again=lambda status: _page(request, sample_id, form, status),
    )


def _page(
    request: HttpRequest, sample_id: UUID, refused: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The sample with the one form that fits its state and this person; a refused one stays whatever the state is."""
    actor = actor_of(request)
    row = recorded.sample(sample_id, actor)
    form = refused or _form(row, actor)
    context = {
        "sample": row,
        "call": row.call,
        "marks": list(row.marks.all()),
        "percent": round(100 * row.points / row.out_of) if row.points is not None and row.out_of else None,
        "is_recorded": recorded.is_recorded(row.call_id),
        "form": form,
        "kind": FORMS[type(form)] if form is not None else "",
        "refused": refused,
    }
    return render(request, "console/hotline/sample.html", context, status=status)


FORMS: dict[type[forms.Form], str] = {ScoreForm: "score", AppealForm: "appeal", DecideForm: "decide"}


def _form(row: Sample, actor: Actor) -> forms.Form | None:
    me, leads = actor.staff_id, scope.leads(actor)
    if row.state == S.DRAWN and leads and me != row.staff_id:
        return ScoreForm(card=recorded.card())
    if row.state == S.SCORED and me == row.staff_id:
        return AppealForm()
    if row.state == S.APPEALED and leads and me not in (row.staff_id, row.scored_by_id):
        return DecideForm(card=recorded.card(), was={mark.name: mark.points for mark in row.marks.all()})
    return None
