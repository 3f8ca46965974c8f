"""One case on the centre's desk: everything about it, and the form of one action beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases import queries, scope
from fenbo.cases.models import Clock, WorkOrder
from fenbo.catalogue.queries import rules_for
from fenbo.console.centre.actions import (
    BY_NAME,
    Action,
    OrderAction,
    Shown,
    open_actions,
    open_decisions,
)
from fenbo.console.choosing import find
from fenbo.console.frame import DeskForm, perform
from fenbo.core import clock
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.dispatch.queries import advice_for, co_units, leads
from fenbo.topics.queries import topic_of

D = Duty
# Everybody at the centre reads; what each may do is decided action by action.
READERS = (
    D.TAKE_IN, D.DISPATCH, D.REVIEW, D.PUBLISH, D.FOLLOW_UP, D.SUPERVISE, D.LEAD, D.EDIT, D.AUDIT,
)  # fmt: skip


@require_GET
@staff_door(*READERS)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case with the form of what it waits for, where this person may do it."""
    actor = actor_of(request)
    shown = _shown(actor, case_id)
    action, order = _awaited(shown, actor)
    form = _blank(action, shown, order) if action else None
    return _page(request, shown, action, form)


@require_http_methods(["GET", "POST"])
@staff_door(*READERS)
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """One action: its form beside the case, and its doing."""
    action = BY_NAME.get(name)
    if action is None:
        raise OutOfScope
    actor = actor_of(request)
    shown = _shown(actor, case_id)
    if request.method != "POST":
        order = _order(shown, request.GET.get("order"))
        scope.require(actor, action.move, shown.case, order)
        return _page(request, shown, action, _blank(action, shown, order))
    form = action.form(request.POST)

    def again(status: int) -> HttpResponse:
        """The case as it is now, not as it was read before the refusal."""
        fresh = _shown(actor, case_id)
        form.renew(fresh.case.version)
        return _page(request, fresh, action, form, status=status)

    return perform(
        request,
        form,
        lambda values: action.run(case_id=case_id, actor=actor, now=clock.now(), **values),
        done=action.done,
        to=reverse("console:queue") if action.finishes else reverse("console:case", args=[case_id]),
        again=again,
    )


def _shown(actor: Actor, case_id: UUID) -> Shown:
    return Shown(queries.case_in_full(actor, case_id), advice_for(case_id))


def _awaited(shown: Shown, actor: Actor) -> tuple[Action | None, WorkOrder | None]:
    """The decision or step that the case waits for."""
    orders = {order.pk: order for order in shown.orders}
    for key, actions in open_decisions(shown, actor).items():
        return actions[0], orders[key]
    return next((action for action in open_actions(shown, actor) if action.main), None), None


def _order(shown: Shown, key: str | None) -> WorkOrder | None:
    return next((order for order in shown.orders if str(order.pk) == key), None)


def _blank(action: Action, shown: Shown, order: WorkOrder | None) -> DeskForm:
    initial: dict[str, Any] = action.initial(shown)
    if isinstance(action, OrderAction) and order is not None:
        initial = {"order": order.pk, **action.initial_for(order)}
    return action.form(version=shown.case.version, initial=initial)


def _page(
    request: HttpRequest,
    shown: Shown,
    action: Action | None,
    form: DeskForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    actions, decisions = open_actions(shown, actor), open_decisions(shown, actor)
    possible = action in actions or any(action in some for some in decisions.values())
    context = {
        "case": shown.case,
        "advice": shown.advice,
        "topic": topic_of(shown.case.pk),
        "leads": leads(shown.advice),
        "co_units": co_units(shown.advice),
        "actions": actions,
        "action": action,
        "possible": possible,
        "form": form,
        "clocks": [one for one in shown.case.clocks.all() if one.stopped_at is None and not one.order_id],
        "orders": order_rows(shown, decisions),
    }
    return render(request, "console/centre/case.html", context, status=status)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A work order as the page lists it; `depth` counts how often it was given on."""

    order: WorkOrder
    depth: int
    clocks: list[Clock]
    decisions: list[OrderAction]


def order_rows(shown: Shown, decisions: dict[UUID, list[OrderAction]]) -> list[OrderRow]:
    """Every order beneath the one that it was given on from."""
    running = [one for one in shown.case.clocks.all() if one.stopped_at is None]

    def beneath(parent: UUID | None, depth: int) -> Iterator[OrderRow]:
        for order in shown.orders:
            if order.parent_id == parent:
                clocks = [one for one in running if one.order_id == order.pk]
                yield OrderRow(order, depth, clocks, decisions.get(order.pk, []))
                yield from beneath(order.pk, depth + 1)

    return list(beneath(None, 0))


@require_GET
@staff_door(D.DISPATCH)
def candidates(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The catalogue's units for a category and region that are being chosen: a part of the page."""
    if not scope.visible_cases(actor_of(request)).filter(pk=case_id).exists():
        raise OutOfScope
    try:
        category, region = (
            find(name, typed).key if (typed := request.GET.get(field, "").strip()) else ""
            for name, field in (("categories", "category"), ("regions", "region"))
        )
    except ValidationError:
        category = region = ""
    day = clock.now().astimezone(clock.SHANGHAI).date()
    rules = rules_for(category, region, day) if category else []
    return render(request, "console/centre/parts/candidates.html", {"rules": rules})
