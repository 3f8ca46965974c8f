"""One work order on its unit's desk: the case, who helps, and the form of one action beside it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenbo.cases import inbox as reads
from fenbo.cases.models import Reply, ReplyKind, ReplyOutcome, ReplyState, WorkOrder
from fenbo.cases.operations import units
from fenbo.console import checking
from fenbo.console.frame import DeskForm, perform
from fenbo.console.unit.actions import BY_NAME, GIVEN_ON, OWN, Action, awaited, open_actions
from fenbo.core import clock
from fenbo.core.errors import MissingDuty, OutOfScope, Refused
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.supervision import queries as supervision

# The duties with which units read; what each may do is decided action by action.
READERS = (Duty.HANDLE, Duty.SUPERVISE, Duty.LEAD)
# The actions whose text is kept while it is being written.
DRAFTS = {"reply": ReplyKind.FINAL, "interim": ReplyKind.INTERIM}


@require_GET
@staff_door(*READERS)
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The order with the form of what it waits for, where this person may do it."""
    actor = actor_of(request)
    shown = reads.order_in_full(actor, order_id)
    action = awaited(open_actions(shown, actor))
    return _page(request, shown, action, _blank(action, shown) if action else None)


@require_http_methods(["GET", "POST"])
@staff_door(*READERS)
def act(request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
    """One action: its form beside the case, and its doing."""
    action = BY_NAME.get(name)
    if action is None:
        raise OutOfScope
    actor = actor_of(request)
    shown = reads.order_in_full(actor, order_id)
    if request.method != "POST":
        return _page(request, shown, action, _blank(action, shown))
    form = action.form(request.POST)

    def again(status: int) -> HttpResponse:
        """The order as it is now, not as it was read before the refusal."""
        fresh = reads.order_in_full(actor, order_id)
        form.renew(fresh.case.version)
        return _page(request, fresh, action, form, status=status)

    def run(values: dict[str, Any]) -> object:
        if name == "ask":
            values["case_id"] = shown.case_id
        return action.run(order_id=order_id, actor=actor, now=clock.now(), **values)

    return perform(request, form, run, done=action.done, to=_onward(action, shown), again=again)


def _onward(action: Action, shown: WorkOrder) -> str:
    if action.finishes:
        return reverse("console:inbox")
    if action.upward:
        parent = shown.parent_id
        return reverse("console:order", args=[parent]) if parent else reverse("console:inbox")
    return reverse("console:order", args=[shown.pk])


@require_POST
@staff_door(Duty.HANDLE)
def save_draft(request: HttpRequest, order_id: UUID, kind: str) -> HttpResponse:
    """Keep what has been typed. The page sends it while its writer pauses, and the button when there is no script."""
    if kind not in ReplyKind.values:
        raise OutOfScope
    now = clock.now()
    try:
        draft = units.save_reply_draft(
            order_id=order_id,
            text=request.POST.get("text", ""),
            basis=request.POST.get("basis", ""),
            outcome=_outcome(request.POST.get("outcome", "")),
            kind=ReplyKind(kind),
            actor=actor_of(request),
            now=now,
        )
    except (OutOfScope, MissingDuty):
        raise
    except Refused as refusal:
        return _told(request, order_id, str(refusal.message), refusal.status)
    saved = _("草稿已保存 %(time)s") % {"time": time_format(localtime(now), "H:i:s")}
    return _told(request, order_id, saved, 200, draft)


def _outcome(name: str) -> ReplyOutcome | None:
    return ReplyOutcome(name) if name in ReplyOutcome.values else None


def _told(
    request: HttpRequest, order_id: UUID, text: str, status: int, draft: Reply | None = None
) -> HttpResponse:
    """Beside the form for the script, on the page that follows without it."""
    is_checked = draft is not None and checking.is_checked(draft)
    checked = checking.of_draft(draft, actor_of(request)) if draft and is_checked else None
    if request.headers.get("HX-Request"):
        context = {"text": text, "is_checked": is_checked, "checked": checked}
        return render(request, "console/unit/parts/saved.html", context, status=status)
    messages.info(request, text)
    return redirect("console:order", order_id)


def _blank(action: Action, shown: WorkOrder) -> DeskForm:
    return action.form(version=shown.case.version, initial=action.initial(shown))


def _page(
    request: HttpRequest, shown: WorkOrder, action: Action | None, form: DeskForm | None, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    actions = open_actions(shown, actor)
    context = {
        "order": shown,
        "case": shown.case,
        "own": [one for one in actions if one in OWN],
        "decisions": [one for one in actions if one in GIVEN_ON],
        "action": action,
        "possible": action is None or action in actions,
        "form": form,
        "helpers": [(one, _decisions(one, actor)) for one in reads.helpers_of(shown)],
        "written": shown.contacts.all()
        or shown.measures.all()
        or [one for one in shown.replies.all() if one.state != ReplyState.DRAFT],
        "supervised": supervision.to_answer(actor, case_id=shown.case_id),
        "draft_kind": DRAFTS.get(action.name) if action else None,
    }
    return render(request, "console/unit/order.html", context, status=status)


def _decisions(helper: WorkOrder, actor: Actor) -> list[Action]:
    return [action for action in GIVEN_ON if action.is_open(helper, actor)]
