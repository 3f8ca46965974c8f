"""Callers who were not spoken to: whom to call back, and what came of it."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline.forms import TriedForm
from fenbo.core import clock, paging
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries
from fenbo.hotline.operations import callbacks

D = Duty


@never_cache
@require_GET
@staff_door(D.TAKE_IN, D.DISPATCH)
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def number(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Show the number that is to be dialled; it stands at no address."""
    phone = callbacks.show_number(callback_id=callback_id, actor=actor_of(request), now=clock.now())
    return _page(request, shown=callback_id, phone=phone)


@require_POST
@staff_door(D.TAKE_IN, D.DISPATCH)
def tried(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    form = TriedForm(request.POST)
    return perform(
        request,
        form,
        lambda values: callbacks.tried(
            callback_id=callback_id, actor=actor_of(request), now=clock.now(), **values
        ),
        done=_("已记下这次回电。"),
        to=reverse("console:callbacks"),
        again=lambda status: _page(request, status=status, refused=form),
    )


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    shown: UUID | None = None,
    phone: str = "",
    refused: forms.Form | None = None,
) -> HttpResponse:
    page = paging.page(
        queries.due_callbacks(actor_of(request)),
        "created_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=False,
    )
    context = {
        "page": page,
        "shown": shown,
        "phone": phone,
        "refused": [refused] if refused else [],
        "most": callbacks.TRIES,
    }
    return render(request, "console/hotline/callbacks.html", context, status=status)
