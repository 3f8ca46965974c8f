"""Asking a support group, at the agent's side: the question, what became of it, and all that was asked before."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenbo.cases.scope import sees_all_cases
from fenbo.console.frame import perform
from fenbo.core import clock, paging
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import asking, queries
from fenbo.hotline.models import Call
from fenbo.hotline.operations import inquiries

D = Duty


class AskForm(forms.Form):
    """`group` says who is there to answer, before anything is sent."""

    group = forms.TypedChoiceField(label=gettext_lazy("保障组"), coerce=int)
    text = forms.CharField(
        label=gettext_lazy("问题"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写清楚诉求人要问什么，不写姓名和电话。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "ask_%s", **kwargs})
        group = self.fields["group"]
        assert isinstance(group, forms.TypedChoiceField)
        group.choices = [(one.unit.pk, _named(one)) for one in asking.groups(clock.now())]


def _named(group: asking.Group) -> str:
    if not group.watch:
        return _("%(group)s：无人值守，直接转分拨中心") % {"group": group.unit}
    return _("%(group)s：%(names)s值守") % {"group": group.unit, "names": group.names}


def current_call(actor: Actor) -> Call | None:
    """The call that the agent speaks, or spoke last and has not concluded."""
    session = queries.session_of(actor)
    call = queries.call_at(session) if session else None
    return call if call and call.staff_id == actor.staff_id else queries.to_conclude(actor, clock.now())


def is_speaking(actor: Actor) -> bool:
    """Whether a caller is on the agent's line now."""
    session = queries.session_of(actor)
    call = queries.call_at(session) if session else None
    return call is not None and call.staff_id == actor.staff_id


def beside(actor: Actor, call: Call | None, form: AskForm | None = None) -> dict[str, Any]:
    """What the part `console/hotline/parts/inquiries.html` shows."""
    return {"ask_form": form or AskForm(), "inquiries": asking.beside(actor, call, clock.now())}


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door(D.TAKE_IN, D.DISPATCH)
def show(request: HttpRequest) -> HttpResponse:
    """Ask, and see what came back. Other pages carry the same part and send to here."""
    if request.method == "GET":
        return _page(request)
    actor, form = actor_of(request), AskForm(request.POST)
    call = current_call(actor)
    return perform(
        request,
        form,
        lambda values: inquiries.ask(
            call_id=call.pk if call else None, actor=actor, now=clock.now(), **values
        ),
        done=_("问题已送出。"),
        to=reverse("console:inquiries"),
        again=lambda status: _page(request, status, form),
    )


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def withdraw(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    return _on_one(request, inquiries.withdraw, inquiry_id, _("已撤回。"))


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def pass_on(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    return _on_one(request, inquiries.pass_on, inquiry_id, _("已转分拨中心。"))


def _on_one(request: HttpRequest, operation: Any, inquiry_id: UUID, done: str) -> HttpResponse:
    form = forms.Form(request.POST)
    return perform(
        request,
        form,
        lambda _values: operation(inquiry_id=inquiry_id, actor=actor_of(request), now=clock.now()),
        done=done,
        to=reverse("console:inquiries"),
        again=lambda status: _page(request, status, failed=form),
    )


@never_cache
@require_GET
@staff_door(D.TAKE_IN, D.DISPATCH, D.SUPERVISE, D.LEAD)
def history(request: HttpRequest) -> HttpResponse:
    """Everything that one asked, was asked, or leads, the newest first."""
    page = paging.page(
        asking.all_asked(actor_of(request)),
        "asked_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    context = {"page": page, "sees_cases": sees_all_cases(actor_of(request))}
    return render(request, "console/hotline/asked.html", context)


def _page(
    request: HttpRequest, status: int = 200, form: AskForm | None = None, *, failed: forms.Form | None = None
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "refused": [failed] if failed else [],
        "live": f"{settings.LIVE_URL}/live/desk",
        **beside(actor, current_call(actor), form),
    }
    return render(request, "console/hotline/inquiries.html", context, status=status)
