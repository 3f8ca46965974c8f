"""The agent's desk: a seat, a state, and the call that rings or is spoken there."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import queries as cases
from fenbo.console.frame import perform
from fenbo.console.hotline.forms import ConcludeForm, PresenceForm, SeatForm, SimulateForm
from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries
from fenbo.hotline.models import Call, CallState, Presence
from fenbo.hotline.operations import seats, working
from fenbo.hotline.operations.working import FITS, Command

D = Duty
EARLIER = 6


@never_cache
@require_GET
@staff_door(D.TAKE_IN, D.DISPATCH)
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def sit(request: HttpRequest) -> HttpResponse:
    form = SeatForm(request.POST)
    return perform(
        request,
        form,
        lambda values: seats.log_in(actor=actor_of(request), now=clock.now(), **values),
        done=_("已签入席位，就绪后开始接听。"),
        to=reverse("console:hotline"),
        again=lambda status: _page(request, status, seat_form=form),
    )


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def leave(request: HttpRequest) -> HttpResponse:
    form = forms.Form(request.POST)
    return perform(
        request,
        form,
        lambda _values: seats.log_out(actor=actor_of(request), now=clock.now()),
        done=_("已签出。"),
        to=reverse("console:hotline"),
        again=lambda status: _page(request, status, failed=form),
    )


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def presence(request: HttpRequest) -> HttpResponse:
    form = PresenceForm(request.POST)
    return perform(
        request,
        form,
        lambda values: working.be(actor=actor_of(request), now=clock.now(), **values),
        done=_("状态已更新。"),
        to=reverse("console:hotline"),
        again=lambda status: _page(request, status, presence_form=form),
    )


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def command(request: HttpRequest, call_id: UUID, what: str) -> HttpResponse:
    if what not in list(Command):
        raise Http404
    form = forms.Form(request.POST)
    return perform(
        request,
        form,
        lambda _values: working.command(what=Command(what), call_id=call_id, actor=actor_of(request)),
        done=DONE[Command(what)](),
        to=reverse("console:hotline"),
        again=lambda status: _page(request, status, failed=form),
    )


DONE = {
    Command.ANSWER: lambda: _("已请席位接听。"),
    Command.HOLD: lambda: _("已保持，来电人听不到您。"),
    Command.RESUME: lambda: _("已恢复通话。"),
    Command.HANG_UP: lambda: _("已挂断。"),
}


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def conclude(request: HttpRequest, call_id: UUID) -> HttpResponse:
    form = ConcludeForm(request.POST)
    return perform(
        request,
        form,
        lambda values: working.conclude(call_id=call_id, actor=actor_of(request), now=clock.now(), **values),
        done=_("已记为当场答复。"),
        to=reverse("console:hotline"),
        again=lambda status: _page(request, status, conclude_form=form),
    )


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def simulate(request: HttpRequest) -> HttpResponse:
    """A caller who is not there: in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    form = SimulateForm(request.POST)
    return perform(
        request,
        form,
        lambda values: working.call_in(actor=actor_of(request), **values),
        done=_("模拟来电已拨入。"),
        to=reverse("console:hotline"),
        again=lambda status: _page(request, status, simulate_form=form),
    )


def _page(
    request: HttpRequest,
    status: int = 200,
    *,
    seat_form: SeatForm | None = None,
    presence_form: PresenceForm | None = None,
    conclude_form: ConcludeForm | None = None,
    simulate_form: SimulateForm | None = None,
    failed: forms.Form | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    session = queries.session_of(actor)
    call = queries.call_at(session) if session else None
    context = {
        "session": session,
        "seat_form": seat_form or SeatForm(),
        "presence_form": presence_form or PresenceForm(),
        "conclude_form": conclude_form or ConcludeForm(),
        "simulate_form": (simulate_form or SimulateForm()) if settings.DEMO else None,
        "refused": [one for one in (seat_form, presence_form, conclude_form, simulate_form, failed) if one],
        "waiting": queries.count_waiting(),
        "owed": queries.due_callbacks(actor).count(),
        "last": queries.to_conclude(actor) if call is None else None,
        "presences": [one for one in Presence if one != Presence.BREAK],
        "live": f"{settings.LIVE_URL}/live/desk",
        **_pop(actor, call),
    }
    return render(request, "console/hotline/desk.html", context, status=status)


def _pop(actor: Actor, call: Call | None) -> dict[str, Any]:
    """Who calls: the number, and what came from it before."""
    if call is None:
        return {"call": None, "earlier": [], "may": set()}
    found = cases.search(actor, call.phone).order_by("-received_at")[:EARLIER] if call.phone else []
    may = {what.value for what, states in FITS.items() if CallState(call.state) in states}
    return {"call": call, "earlier": list(found), "may": may}
