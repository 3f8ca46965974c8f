"""The agent's desk: a seat, a state, and the call that rings or is spoken there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline import callers, inquiries, passing
from fenbo.console.hotline.forms import ConcludeForm, PresenceForm, SeatForm, SimulateForm
from fenbo.console.hotline.passing import PassForm
from fenbo.core import clock
from fenbo.core.errors import IllegalMove, Refused
from fenbo.core.forms import refuse
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries
from fenbo.hotline.models import Call, CallState, Presence, Service, Session
from fenbo.hotline.operations import seats, working
from fenbo.hotline.operations.working import FITS, Command
from fenbo.knowledge.operations.answering import citation, cite

D = Duty


@never_cache
@require_GET
@staff_door(D.TAKE_IN, D.DISPATCH)
def show(request: HttpRequest) -> HttpResponse:
    return page(request)


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
        again=lambda status: page(request, status, seat_form=form),
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
        again=lambda status: page(request, status, failed=form),
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
        again=lambda status: page(request, status, presence_form=form),
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
        again=lambda status: page(request, status, failed=form),
    )


DONE = {
    Command.ANSWER: lambda: _("已请席位接听。"),
    Command.HOLD: lambda: _("已保持，来电人听不到您，在听音乐。"),
    Command.RESUME: lambda: _("已恢复通话。"),
    Command.HANG_UP: lambda: _("已挂断。"),
}


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def conclude(request: HttpRequest, call_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    form = ConcludeForm(request.POST, call=queries.call_of(actor, str(call_id)))

    def run(values: dict[str, Any]) -> None:
        now = clock.now()
        with transaction.atomic():
            entry = values.pop("entry", None)
            basis = ""
            if entry:
                basis = citation(cite(entry_id=UUID(entry), subject=call_id, actor=actor, now=now))
            working.conclude(call_id=call_id, basis=basis, actor=actor, now=now, **values)
        if "ready" in request.POST and queries.session_of(actor):
            working.be(presence=Presence.READY, actor=actor, now=now)

    return perform(
        request,
        form,
        run,
        done=_("已记下这通来电。"),
        to=reverse("console:hotline"),
        again=lambda status: page(request, status, conclude_form=form),
    )


class EmergencyForm(forms.Form):
    """To whom, and what was typed so far: the content of the case's form, where it is sent from there."""

    service = forms.ChoiceField(choices=Service.choices)
    content = forms.CharField(required=False)


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def emergency(request: HttpRequest) -> HttpResponse:
    """Pass the caller that the agent speaks to 110, 119 or 120; from the form of a case the answer is a part of it."""
    form, actor = EmergencyForm(request.POST), actor_of(request)
    call = inquiries.current_call(actor)

    def pass_on(values: dict[str, Any]) -> None:
        if call is None:
            raise IllegalMove(_("现在没有通话。请让来电人自己拨打。"))
        given = {"service": values["service"], "note": values["content"][:MOST_NOTED]}
        working.pass_to_emergency(call_id=call.pk, actor=actor, now=clock.now(), **given)

    def told(status: int) -> HttpResponse:
        context = {"form": form, "failed": status != 200, "service": form.data.get("service", "")}
        return render(
            request, "console/hotline/parts/passed.html", context, status=422 if status != 200 else 200
        )

    if not request.headers.get("HX-Request"):
        return perform(
            request,
            form,
            pass_on,
            done=_("已转接，来电人正在接通。"),
            to=reverse("console:hotline"),
            again=lambda status: page(request, status, failed=form),
        )
    if not form.is_valid():
        return told(422)
    try:
        pass_on(form.cleaned_data)
    except Refused as refusal:
        return told(refuse(form, refusal))
    return told(200)


MOST_NOTED = 500


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
        again=lambda status: page(request, status, simulate_form=form),
    )


def page(
    request: HttpRequest,
    status: int = 200,
    *,
    seat_form: SeatForm | None = None,
    presence_form: PresenceForm | None = None,
    conclude_form: ConcludeForm | None = None,
    simulate_form: SimulateForm | None = None,
    pass_form: PassForm | None = None,
    failed: forms.Form | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    session = queries.session_of(actor)
    call = queries.call_at(session) if session else None
    last = queries.to_conclude(actor, clock.now())
    context = {
        "session": session,
        "seat_form": seat_form or SeatForm(),
        "presence_form": presence_form or PresenceForm(),
        "conclude_form": conclude_form or ConcludeForm(call=last),
        "simulate_form": (simulate_form or SimulateForm()) if settings.DEMO else None,
        "refused": [
            one for one in (seat_form, presence_form, conclude_form, simulate_form, pass_form, failed) if one
        ],
        "waiting": queries.count_waiting(),
        "owed": queries.due_callbacks(actor).count(),
        "last": last,
        "lost": queries.lost_caller(session) if session and not call else None,
        "until": _wrap_up_until(session),
        "now": clock.now(),
        "presences": [one for one in Presence if one != Presence.BREAK],
        "live": f"{settings.LIVE_URL}/live/calls",
        **_pop(actor, call),
        **inquiries.beside(actor, call),
        **passing.beside(call, session, pass_form, actor),
    }
    return render(request, "console/hotline/desk.html", context, status=status)


def _wrap_up_until(session: Session | None) -> datetime | None:
    """When the agent will be ready by themselves."""
    found = seats.wrapping_up().filter(pk=session.pk).first() if session else None
    return seats.wrap_up_until(found) if found else None


def _pop(actor: Actor, call: Call | None) -> dict[str, Any]:
    """Who calls: the number, and what came from it before."""
    if call is None:
        return {"call": None, "known": [], "may": set()}
    spoken = call.staff_id is not None and call.staff_id == actor.staff_id
    may = {what.value for what, states in FITS.items() if CallState(call.state) in states}
    return {
        "call": call,
        "known": callers.known(actor, call.phone),
        "may": may,
        "spoken": spoken,
        "services": Service.choices,
    }
