"""The support group's desk: what agents ask while a caller waits, with its clock, and the answer."""

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
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import asking
from fenbo.hotline.models import Inquiry
from fenbo.hotline.operations import inquiries

MOST, LATELY = 50, 10


class AnswerForm(forms.Form):
    """One for each question of the page, so that each has identifiers of its own."""

    text = forms.CharField(label=gettext_lazy("解答"), widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(
        label=gettext_lazy("依据"), required=False, help_text=gettext_lazy("文件名称和文号，没有可不填。")
    )

    def __init__(self, *args: Any, inquiry: Inquiry | UUID, **kwargs: Any) -> None:
        key = inquiry if isinstance(inquiry, UUID) else inquiry.pk
        super().__init__(*args, **{"auto_id": f"answer-{key}-%s", **kwargs})
        self.key = key


@never_cache
@require_GET
@staff_door(Duty.TAKE_IN)
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff_door(Duty.TAKE_IN)
def answer(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    form = AnswerForm(request.POST, inquiry=inquiry_id)
    return _do(request, form, inquiries.answer, inquiry_id, _("解答已送到坐席。"))


@require_POST
@staff_door(Duty.TAKE_IN)
def take(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    return _do(request, forms.Form(request.POST), inquiries.take, inquiry_id, _("坐席会看到您正在解答。"))


@require_POST
@staff_door(Duty.TAKE_IN)
def pass_on(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    return _do(request, forms.Form(request.POST), inquiries.pass_on, inquiry_id, _("已转分拨中心。"))


def _do(request: HttpRequest, form: forms.Form, operation: Any, inquiry_id: UUID, done: str) -> HttpResponse:
    return perform(
        request,
        form,
        lambda values: operation(inquiry_id=inquiry_id, actor=actor_of(request), now=clock.now(), **values),
        done=done,
        to=reverse("console:support"),
        again=lambda status: _page(request, status, form),
    )


def _page(request: HttpRequest, status: int = 200, refused: forms.Form | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    groups = asking.my_groups(actor, now)
    if not groups:
        raise MissingDuty
    typed = refused.key if isinstance(refused, AnswerForm) else None
    rows = [
        (row, refused if row.pk == typed else AnswerForm(inquiry=row))
        for row in asking.waiting(actor).order_by("due_at", "id")[:MOST]
    ]
    passed = [
        (row, refused if row.pk == typed else AnswerForm(inquiry=row))
        for row in asking.passed_lately(actor, now)[:LATELY]
    ]
    context = {
        "groups": groups,
        "rows": rows,
        "passed": passed,
        "refused": [refused] if refused else [],
        "live": f"{settings.LIVE_URL}/live/desk",
    }
    return render(request, "console/hotline/support.html", context, status=status)
