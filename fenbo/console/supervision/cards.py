"""Yellow and red cards: which are due, for what, and those already shown."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases.scope import centre_id
from fenbo.console.frame import perform
from fenbo.console.supervision.forms import ReasonForm
from fenbo.console.supervision.tabs import WATCHERS, tabs
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.supervision import queries
from fenbo.supervision.models import FaultKind
from fenbo.supervision.operations import cards as operations


@require_GET
@staff_door(*WATCHERS)
def index(request: HttpRequest) -> HttpResponse:
    page = paging.page(
        queries.cards(),
        "given_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    due = [
        (one, [(FaultKind(kind).label, count) for kind, count in one.counts])
        for one in queries.cards_due(clock.now())
    ]
    context = {"tabs": tabs(request), "page": page, "due": due, "may": _may(request)}
    return render(request, "console/supervision/cards.html", context)


def _may(request: HttpRequest) -> bool:
    return actor_of(request).has(Duty.SUPERVISE, centre_id())


@require_http_methods(["GET", "POST"])
@staff_door(Duty.SUPERVISE)
def judge(request: HttpRequest, unit_id: int, name: str) -> HttpResponse:
    """Show a unit the card that it has earned, or excuse it; beside it what it is for."""
    operation: Callable[..., object]
    if name == "give":
        operation, done = operations.give_card, _("已出牌。")
    elif name == "excuse":
        operation, done = operations.excuse, _("已记为不计。")
    else:
        raise OutOfScope
    due = next((one for one in queries.cards_due(clock.now()) if one.unit.pk == unit_id), None)
    faults = list(queries.open_faults(unit_id))
    if due is None and not faults and request.method == "GET":
        raise OutOfScope
    form = ReasonForm(request.POST or None)

    def again(status: int) -> HttpResponse:
        context = {"tabs": tabs(request), "due": due, "faults": faults, "form": form, "name": name}
        return render(request, "console/supervision/judge.html", context, status=status)

    return _run(request, form, again, done, operation, unit_id=unit_id)


@require_http_methods(["GET", "POST"])
@staff_door(Duty.SUPERVISE)
def withdraw(request: HttpRequest, card_id: UUID) -> HttpResponse:
    card = queries.card(card_id)
    form = ReasonForm(request.POST or None)

    def again(status: int) -> HttpResponse:
        context = {"tabs": tabs(request), "card": card, "form": form}
        return render(request, "console/supervision/withdraw.html", context, status=status)

    return _run(request, form, again, _("已撤销。"), operations.withdraw_card, card_id=card_id)


def _run(
    request: HttpRequest,
    form: ReasonForm,
    again: Callable[[int], HttpResponse],
    done: str,
    operation: Callable[..., object],
    **about: Any,
) -> HttpResponse:
    if request.method != "POST":
        return again(200)
    actor = actor_of(request)
    return perform(
        request,
        form,
        lambda values: operation(actor=actor, now=clock.now(), **about, **values),
        done=done,
        to=reverse("console:cards"),
        again=again,
    )
