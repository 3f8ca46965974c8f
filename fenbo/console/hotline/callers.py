"""What came from a telephone before, and one key for a caller who asks what has become of it (催单)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import queries
from fenbo.cases.lifecycle import OPEN, CaseState
from fenbo.cases.models import Case
from fenbo.console.frame import CLOSED_DOORS
from fenbo.core import clock
from fenbo.core.errors import Refused
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline.operations import working
from fenbo.supervision.operations import reminders
from fenbo.supervision.queries import asked_after

FLOOR = (Duty.TAKE_IN, Duty.DISPATCH)
MOST, SHORTEST_PHONE, KEY = 6, 7, "u"
# One can be asked after as long as nobody has answered; a merged case stands for the one that it follows.
TO_ASK_AFTER = (*OPEN, CaseState.MERGED)


@dataclass(frozen=True, slots=True)
class Known:
    """A case of this number, how often its requester has asked for it, and whether that can be done now."""

    case: Case
    asked: int
    may_ask: bool
    key: str = ""


def known(actor: Actor, phone: str) -> list[Known]:
    """The cases of a number that the actor may see, the open ones first; two queries."""
    if len(phone) < SHORTEST_PHONE:
        return []
    is_open = ExpressionWrapper(Q(state__in=TO_ASK_AFTER), BooleanField())
    cases = list(queries.search(actor, phone).order_by(is_open.desc(), "-received_at", "-id")[:MOST])
    asked = asked_after(case.pk for case in cases)
    return [
        Known(case, asked.get(case.pk, 0), case.state in TO_ASK_AFTER, "" if index else KEY)
        for index, case in enumerate(cases)
    ]


class AskAfterForm(forms.Form):
    """By which call or form the agent heard of it, and whose cases the page shows."""

    call_id = forms.CharField(required=False, max_length=64)
    submission_key = forms.UUIDField(required=False)
    phone = forms.CharField(required=False, max_length=30)


@never_cache
@require_GET
@staff_door(*FLOOR)
def callers(request: HttpRequest) -> HttpResponse:
    """A part of the page, while the caller speaks."""
    return _part(request, request.GET.get("phone", "").strip())


@require_POST
@staff_door(*FLOOR)
def ask_after(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The caller asks for this case: written down once for each call, and no second case is made."""
    form = AskAfterForm(request.POST)
    form.is_valid()
    given, actor = form.cleaned_data, actor_of(request)
    call_id = given.get("call_id", "")
    source = call_id or str(given.get("submission_key") or "")
    try:
        with transaction.atomic():
            times = reminders.ask_after(case_id=case_id, source=source, actor=actor, now=clock.now())
            working.ask_after(call_id=call_id, case_id=case_id, actor=actor)
    except Refused as refusal:
        if refusal.status in CLOSED_DOORS:
            raise
        told, status = str(refusal.message), refusal.status
    else:
        told, status = (
            _("已记下催单，承办单位和分拨中心都会收到；诉求人共催 %(times)s 次。") % {"times": times},
            200,
        )
    if request.headers.get("HX-Request"):
        # As a form that was refused: the page shows what came back.
        return _part(request, given.get("phone", ""), told=told, status=200 if status == 200 else 422)
    (messages.success if status == 200 else messages.error)(request, told)
    return redirect("console:hotline")


def _part(request: HttpRequest, phone: str, *, told: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "known": known(actor_of(request), phone),
        "told": told,
        "failed": status != 200,
    }
    return render(request, "console/centre/parts/callers.html", context, status=status)
