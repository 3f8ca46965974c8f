"""Supervision orders: the list, one of them, and what its unit or a supervisor does with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.console.frame import DeskForm, perform
from fenbo.console.supervision.forms import AnswerForm, RemarkForm
from fenbo.console.supervision.tabs import WATCHERS, tabs
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.look.components.links import Link
from fenbo.publication.concealing import prepare
from fenbo.supervision import queries
from fenbo.supervision.models import SupervisionOrder, SupervisionState
from fenbo.supervision.operations import orders as operations

ACTIONS: dict[str, tuple[object, type[DeskForm], Callable[..., object], object]] = {
    "answer": (_("提交答复"), AnswerForm, operations.answer, _("已答复督办。")),
    "strike-off": (_("销号"), RemarkForm, operations.strike_off, _("已销号。")),
    "refuse": (_("退回答复"), RemarkForm, operations.refuse_answer, _("已退回，请单位重新答复。")),
}


@require_GET
@staff_door(*WATCHERS)
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    state = request.GET.get("state", SupervisionState.OPEN)
    state = SupervisionState(state) if state in SupervisionState.values else SupervisionState.OPEN
    closed = state == SupervisionState.CLOSED
    page = paging.page(
        queries.supervision_orders(actor, state),
        "due_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=closed,
    )
    prepare(actor, [row.case for row in page.rows])
    states = [Link(str(one.label), f"?state={one}", None, one == state) for one in SupervisionState]
    context = {"tabs": tabs(request), "states": states, "state": state, "page": page}
    return render(request, "console/supervision/orders.html", context)


@require_GET
@staff_door()
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    shown = queries.supervision_order(order_id, actor_of(request))
    return _page(request, shown)


@require_POST
@staff_door()
def act(request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
    if name not in ACTIONS:
        raise OutOfScope
    actor = actor_of(request)
    _label, form_class, operation, done = ACTIONS[name]
    shown = queries.supervision_order(order_id, actor)
    form = form_class(request.POST, prefix=name)

    def run(values: dict[str, Any]) -> object:
        return operation(order_id=order_id, actor=actor, now=clock.now(), **values)

    def again(status: int) -> HttpResponse:
        return _page(request, queries.supervision_order(order_id, actor), {name: form}, status=status)

    return perform(
        request, form, run, done=done, to=reverse("console:supervision_order", args=[shown.pk]), again=again
    )


def _page(
    request: HttpRequest,
    shown: SupervisionOrder,
    bound: dict[str, DeskForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The order with the forms that fit its state and this actor; a refused one stays whatever the state is now."""
    bound = bound or {}
    names = [name for name in ACTIONS if name in bound or name in _open(shown, actor_of(request))]
    context = {
        "tabs": tabs(request),
        "order": shown,
        "forms": [
            (name, ACTIONS[name][0], bound.get(name) or ACTIONS[name][1](prefix=name)) for name in names
        ],
    }
    return render(request, "console/supervision/order.html", context, status=status)


def _open(shown: SupervisionOrder, actor: Actor) -> tuple[str, ...]:
    centre = scope.centre_id()
    duty = Duty.DISPATCH if shown.unit_id == centre else Duty.HANDLE
    if shown.state == SupervisionState.OPEN and actor.has(duty, shown.unit_id):
        return ("answer",)
    judges = actor.has(Duty.SUPERVISE, centre) or actor.has(Duty.LEAD, centre)
    return ("strike-off", "refuse") if shown.state == SupervisionState.ANSWERED and judges else ()
