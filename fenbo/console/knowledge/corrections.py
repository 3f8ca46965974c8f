"""Corrections at the editors' desk: what was found wrong, and by when it is to be settled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.console.frame import perform
from fenbo.console.knowledge.forms import SettleForm
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.knowledge import queries
from fenbo.knowledge.operations import corrections as operations


@require_GET
@staff_door(Duty.EDIT)
def index(request: HttpRequest) -> HttpResponse:
    page = paging.page(
        queries.corrections(actor_of(request)),
        "due_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
    )
    return render(request, "console/knowledge/corrections.html", {"page": page})


@require_http_methods(["GET", "POST"])
@staff_door(Duty.EDIT)
def settle(request: HttpRequest, key: int) -> HttpResponse:
    row = queries.corrections(actor_of(request)).filter(pk=key).first()
    if row is None:
        raise OutOfScope
    form = SettleForm(request.POST or None)

    def again(status: int) -> HttpResponse:
        context = {"form": form, "row": row}
        return render(request, "console/knowledge/correction.html", context, status=status)

    if request.method == "GET":
        return again(200)
    return perform(
        request,
        form,
        lambda values: operations.settle(
            correction_id=key, **values, actor=actor_of(request), now=clock.now()
        ),
        done=_("已处理。"),
        to=reverse("console:corrections"),
        again=again,
    )
