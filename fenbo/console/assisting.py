"""What a large model drafts when somebody asks it (机器代拟): a part of the page of a case and of an order."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.assistance import operations, queries
from fenbo.assistance.models import DraftKind, DraftState, MachineDraft
from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, WorkOrder
from fenbo.core import clock
from fenbo.core.errors import OutOfScope, Refused
from fenbo.core.ids import read_key
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.largemodel import client

ASKERS = (Duty.TAKE_IN, Duty.DISPATCH, Duty.REVIEW, Duty.HANDLE)
ELEMENTS = {
    "time": gettext_lazy("时间"),
    "place": gettext_lazy("地点"),
    "person": gettext_lazy("人物"),
    "event": gettext_lazy("事件"),
    "request": gettext_lazy("诉求"),
}
PROBLEMS = {
    "uncited": gettext_lazy("它没有引用条目，不能用。"),
    "made_up": gettext_lazy("它引用了没有给它的条目，不能用。"),
    "no_json": gettext_lazy("它没有按要求的格式回答。"),
    "no_summary": gettext_lazy("它没有按要求的格式回答。"),
    "too_long": gettext_lazy("它写得太长。"),
    "401": gettext_lazy("大模型不认我们的密钥，请告诉管理员。"),
    "429": gettext_lazy("大模型太忙，请稍后再试。"),
    "network": gettext_lazy("连不上大模型，请稍后再试。"),
}


def part(actor: Actor, case: Case, order: WorkOrder | None = None) -> dict[str, Any]:
    """What `console/parts/machine.html` shows; empty where no model is set or the actor may not ask it."""
    if not client.is_on() or case.is_secret or not scope.may(actor, Move.ASK_MACHINE, case):
        return {"case": case, "is_on": False}
    drafts = queries.newest_of(case.pk)
    summary, reply = drafts.get(DraftKind.SUMMARY), drafts.get(DraftKind.REPLY)
    told = summary.told if summary and summary.state == DraftState.DONE else {}
    return {
        "case": case,
        "order": order,
        "is_on": True,
        "is_waiting": any(one.state == DraftState.WAITING for one in drafts.values()),
        "drafts": [(one, _problem(one)) for one in drafts.values()],
        "summary": told,
        "elements": [(label, told[name]) for name, label in ELEMENTS.items() if told.get(name)],
        "reply": reply if reply and reply.state == DraftState.DONE else None,
        "may_reply": order is not None and scope.may(actor, Move.REPLY_ORDER, case, order),
    }


def _problem(draft: MachineDraft) -> str:
    if draft.state != DraftState.FAILED:
        return ""
    return str(PROBLEMS.get(draft.problem, _("大模型没有给出答案（%(code)s）。") % {"code": draft.problem}))


@never_cache
@require_GET
@staff_door(*ASKERS)
def drafts(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The part alone, asked for again while something is being drafted."""
    actor = actor_of(request)
    case, order = _case(actor, case_id), _order(actor, case_id, request.GET.get("order"))
    return render(request, "console/parts/machine.html", part(actor, case, order))


@require_POST
@staff_door(*ASKERS)
def ask(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Have something drafted, and go back to where it was asked."""
    if kind not in DraftKind.values:
        raise OutOfScope
    actor = actor_of(request)
    order = _order(actor, case_id, request.POST.get("order"))
    try:
        operations.ask(case_id=case_id, kind=DraftKind(kind), actor=actor, now=clock.now())
    except OutOfScope:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_back(case_id, order))


@require_POST
@staff_door(Duty.HANDLE)
def use(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put a drafted reply into one's own draft."""
    key = read_key(request.POST.get("order", ""))
    if key is None:
        raise OutOfScope
    actor = actor_of(request)
    operations.use_in_reply(draft_id=draft_id, order_id=key, actor=actor, now=clock.now())
    messages.info(request, _("已放进回复草稿。请逐句核对，再删去“机器代拟”那一行。"))
    return redirect("console:order_act", key, "reply")


def _case(actor: Actor, case_id: UUID) -> Case:
    case = scope.visible_cases(actor).select_related("requester").filter(pk=case_id).first()
    if case is None:
        raise OutOfScope
    return case


def _order(actor: Actor, case_id: UUID, typed: str | None) -> WorkOrder | None:
    key = read_key(typed) if typed else None
    return scope.visible_orders(actor).filter(pk=key, case=case_id).first() if key else None


def _back(case_id: UUID, order: WorkOrder | None) -> str:
    return reverse("console:order", args=[order.pk]) if order else reverse("console:case", args=[case_id])
