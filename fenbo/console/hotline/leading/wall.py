"""The wall: every seat and everybody who waits, as it is now; from it whoever leads takes part in a call."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline.forms import SeatForm
from fenbo.core import clock
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries
from fenbo.hotline.models import Session
from fenbo.hotline.operations import attending, seats
from fenbo.hotline.switch.interface import Ear
from fenbo.hotline.wall import Doing, Place, wall

# What each is called and which colour and shape it wears; the word always stands beside the colour.
WORDS: Mapping[Doing, tuple[object, str]] = {
    Doing.TALKING: (_("通话"), "info"),
    Doing.HELD: (_("保持"), "warn"),
    Doing.RINGING: (_("振铃"), "bad"),
    Doing.READY: (_("就绪"), "good"),
    Doing.WRAP_UP: (_("整理"), "warn"),
    Doing.BREAK: (_("小休"), "neutral"),
    Doing.LEADING: (_("带班"), "neutral"),
}
EARS: Mapping[Ear, object] = {
    Ear.LISTEN: _("监听"),
    Ear.WHISPER: _("耳语"),
    Ear.BARGE: _("插话"),
}
# Beyond this many only their number is told.
LISTED = 12


@never_cache
@require_GET
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def sit(request: HttpRequest) -> HttpResponse:
    form = SeatForm(request.POST)
    return perform(
        request,
        form,
        lambda values: seats.log_in(actor=actor_of(request), now=clock.now(), **values),
        done=_("已签入席位，监听时电话会打到那里。"),
        to=reverse("console:wall"),
        again=lambda status: _page(request, status, form),
    )


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def get_up(request: HttpRequest) -> HttpResponse:
    return _do(request, lambda: seats.log_out(actor=actor_of(request), now=clock.now()), _("已签出。"))


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def attend(request: HttpRequest, call_id: UUID, how: str) -> HttpResponse:
    if how not in list(Ear):
        raise Http404
    ear = Ear(how)
    done = _("已拨打您的席位，拿起后开始。")
    return _do(
        request,
        lambda: attending.attend(call_id=call_id, how=ear, actor=actor_of(request), now=clock.now()),
        done,
    )


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def take_over(request: HttpRequest, call_id: UUID) -> HttpResponse:
    return _do(
        request,
        lambda: attending.take_over(call_id=call_id, actor=actor_of(request), now=clock.now()),
        _("来电正转到您的席位。"),
    )


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def leave(request: HttpRequest, call_id: UUID) -> HttpResponse:
    return _do(
        request, lambda: attending.leave(call_id=call_id, actor=actor_of(request)), _("已退出，通话继续。")
    )


def _do(request: HttpRequest, operation: Any, done: object) -> HttpResponse:
    form = forms.Form(request.POST)
    return perform(
        request,
        form,
        lambda _values: operation(),
        done=done,
        to=reverse("console:wall"),
        again=lambda status: _page(request, status, form),
    )


def _page(request: HttpRequest, status: int = 200, refused: forms.Form | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = wall(actor, clock.now())
    session = queries.session_of(actor)
    context = {
        "wall": found,
        "places": [_card(place, session) for place in found.places],
        "listed": found.waiting[:LISTED],
        "more": max(0, len(found.waiting) - LISTED),
        "counts": [
            (_("通话"), found.count(Doing.TALKING, Doing.HELD)),
            (_("就绪"), found.count(Doing.READY)),
            (_("整理"), found.count(Doing.WRAP_UP)),
            (_("小休"), found.count(Doing.BREAK)),
        ],
        "session": session,
        "seat_form": refused if isinstance(refused, SeatForm) else SeatForm(),
        "refused": refused,
        "live": f"{settings.LIVE_URL}/live/desk",
    }
    return render(request, "console/hotline/leading/wall.html", context, status=status)


def _card(place: Place, mine: Session | None) -> dict[str, Any]:
    """`ears` are the ways in which the leader could take part now; `how` is the one in which they do."""
    word, tone = WORDS[place.doing]
    seat = mine.seat_id if mine else ""
    how = dict(place.attended).get(seat)
    may = seat and seat != place.seat and place.doing in (Doing.TALKING, Doing.HELD)
    return {
        "place": place,
        "word": word,
        "tone": tone,
        "attended": [(other, EARS[ear]) for other, ear in place.attended],
        "how": how,
        "ears": [(ear.value, label) for ear, label in EARS.items() if ear != how] if may else [],
    }
