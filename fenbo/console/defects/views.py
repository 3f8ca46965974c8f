"""What anybody found wrong on the website: what waits, what came of it, and settling one."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.console.frame import DeskForm, perform
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.defects import operations, queries
from fenbo.defects.models import Defect
from fenbo.defects.scope import visible
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty

SETTLED = "settled"


class SettleForm(DeskForm):
    mended = forms.TypedChoiceField(
        label=gettext_lazy("处理结果"),
        choices=[("1", gettext_lazy("已改正")), ("0", gettext_lazy("不是错误"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(label=gettext_lazy("处理说明"), widget=forms.Textarea(attrs={"rows": 3}))


@require_GET
@staff_door(Duty.EDIT)
def index(request: HttpRequest) -> HttpResponse:
    """The open ones by the time left, or the settled ones, the latest first."""
    is_settled = request.GET.get("tray") == SETTLED
    actor = actor_of(request)
    rows = queries.settled_defects(actor) if is_settled else queries.open_defects(actor)
    page = paging.page(
        rows,
        "settled_at" if is_settled else "due_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=is_settled,
    )
    return render(request, "console/defects/list.html", {"page": page, "is_settled": is_settled})


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def settle(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = visible(actor).select_related("settled_by").filter(pk=key).first()
    if row is None:
        raise OutOfScope
    form = SettleForm(request.POST or None, version=row.version)

    def again(status: int) -> HttpResponse:
        return render(request, "console/defects/one.html", {"form": form, "row": row}, status=status)

    def operation(values: dict[str, Any]) -> Defect:
        return operations.settle(defect_id=key, **values, actor=actor, now=clock.now())

    if request.method == "GET":
        return again(200)
    return perform(request, form, operation, done=_("已处理。"), to=reverse("console:defects"), again=again)
