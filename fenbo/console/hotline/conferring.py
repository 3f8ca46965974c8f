"""Passing a caller on and asking somebody meanwhile, from the agent's desk."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline import desk
from fenbo.console.hotline.passing import PassForm
from fenbo.core import clock
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries
from fenbo.hotline.models import Call
from fenbo.hotline.operations import conferring

D = Duty

# What the two buttons of the form do, and the three that need no choice.
CHOSEN = {
    "transfer": (conferring.transfer, gettext_lazy("正在转接。")),
    "consult": (conferring.consult, gettext_lazy("正在呼叫，来电人在听音乐。")),
}
PLAIN = {
    "join": (conferring.join, gettext_lazy("三方都能听到了。")),
    "hand_over": (conferring.hand_over, gettext_lazy("已转给对方。")),
}


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def pass_on(request: HttpRequest, call_id: UUID, what: str) -> HttpResponse:
    if what not in CHOSEN:
        raise Http404
    actor, now = actor_of(request), clock.now()
    form = PassForm(request.POST, session=queries.session_of(actor), now=now)
    operation, done = CHOSEN[what]
    return perform(
        request,
        form,
        lambda values: operation(call_id=call_id, actor=actor, now=now, **values),
        done=done,
        to=reverse("console:hotline"),
        again=lambda status: desk.page(request, status, pass_form=form),
    )


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def third(request: HttpRequest, call_id: UUID, what: str) -> HttpResponse:
    actor, form = actor_of(request), forms.Form(request.POST)
    if what == "part":
        done: object = _("对方已退出，通话继续。")
    elif what in PLAIN:
        done = PLAIN[what][1]
    else:
        raise Http404

    def run(_values: dict[str, Any]) -> Call:
        if what == "part":
            return conferring.part(call_id=call_id, actor=actor)
        return PLAIN[what][0](call_id=call_id, actor=actor, now=clock.now())

    return perform(
        request,
        form,
        run,
        done=done,
        to=reverse("console:hotline"),
        again=lambda status: desk.page(request, status, failed=form),
    )
