"""Recordings: those that one may hear, one of them played, and who listened."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline.forms import ListenForm, RecordingsFilter, WhyForm
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope, Refused
from fenbo.core.forms import refuse
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.files.serving import play
from fenbo.hotline import recorded, scope
from fenbo.hotline.operations import recordings as operations

HEARERS = (Duty.TAKE_IN, Duty.DISPATCH, Duty.LEAD, Duty.SUPERVISE)
MOVES: Mapping[str, object] = {
    operations.LISTENED: gettext_lazy("收听"),
    operations.HELD: gettext_lazy("留存"),
    operations.LET_GO: gettext_lazy("取消留存"),
}


@never_cache
@require_GET
@staff_door(*HEARERS)
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = RecordingsFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = paging.page(
        recorded.recordings(actor, **asked),
        "made_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    context = {"form": form, "page": page, "leads": scope.leads(actor)}
    return render(request, "console/hotline/recordings.html", context)


@never_cache
@require_GET
@staff_door(*HEARERS)
def show(request: HttpRequest, call_id: UUID) -> HttpResponse:
    return _page(request, call_id)


@never_cache
@require_POST
@staff_door(*HEARERS)
def listen(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Not redirected after the POST: the player belongs to this one listening, and stands at no address."""
    actor, form = actor_of(request), ListenForm(request.POST)
    if not form.is_valid():
        return _page(request, call_id, listening=form, status=422)
    try:
        operations.listen(call_id=call_id, reason=form.cleaned_data["reason"], actor=actor, now=clock.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, call_id, listening=form, status=refuse(form, refusal))
    return _page(request, call_id, ticket=recorded.ticket(call_id, actor))


@require_GET
@staff_door(*HEARERS)
def sound(request: HttpRequest, call_id: UUID, ticket: str) -> HttpResponseBase:
    """For the player of a listening that stands in the journal; whether one may hear it is asked each time."""
    actor = actor_of(request)
    found = recorded.recording(call_id, actor)
    if not recorded.admits(ticket, call_id, actor):
        raise OutOfScope
    return play(found.attachment, request.headers.get("Range", ""))


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def hold(request: HttpRequest, call_id: UUID) -> HttpResponse:
    return _keep(request, call_id, operations.hold, _("已留存，到期也不删除。"))


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def let_go(request: HttpRequest, call_id: UUID) -> HttpResponse:
    return _keep(request, call_id, operations.let_go, _("已取消留存。"))


def _keep(request: HttpRequest, call_id: UUID, operation: Callable[..., object], done: str) -> HttpResponse:
    form = WhyForm(request.POST, prefix="keep")
    return perform(
        request,
        form,
        lambda values: operation(call_id=call_id, actor=actor_of(request), now=clock.now(), **values),
        done=done,
        to=reverse("console:recording", args=[call_id]),
        again=lambda status: _page(request, call_id, keeping=form, status=status),
    )


def _page(
    request: HttpRequest,
    call_id: UUID,
    *,
    listening: forms.Form | None = None,
    keeping: forms.Form | None = None,
    ticket: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    found = recorded.recording(call_id, actor)
    leads = scope.leads(actor)
    context: dict[str, Any] = {
        "recording": found,
        "call": found.call,
        "sample": getattr(found.call, "sample", None) if leads else None,
        "is_own": found.call.staff_id == actor.staff_id,
        "listening": listening or ListenForm(),
        "keeping": keeping or WhyForm(prefix="keep"),
        "refused": [form for form in (listening, keeping) if form is not None],
        "sound": reverse("console:recording_sound", args=[call_id, ticket]) if ticket else "",
        "leads": leads,
        "heard": [(event, MOVES[event.move]) for event in recorded.heard(call_id)] if leads else [],
    }
    return render(request, "console/hotline/recording.html", context, status=status)
