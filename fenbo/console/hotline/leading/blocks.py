"""Blocked numbers: who is not put through, why and until when."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.console.frame import perform
from fenbo.console.hotline.forms import BlockForm, WhyForm
from fenbo.core import clock, paging
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import queries, scope
from fenbo.hotline.operations import blocking


@never_cache
@require_GET
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def block(request: HttpRequest) -> HttpResponse:
    form = BlockForm(request.POST)
    return perform(
        request,
        form,
        lambda values: blocking.block(actor=actor_of(request), now=clock.now(), **values),
        done=_("已加入黑名单，到期自动解除。"),
        to=reverse("console:blocks"),
        again=lambda status: _page(request, status, adding=form),
    )


@require_POST
@staff_door(Duty.LEAD, Duty.SUPERVISE)
def lift(request: HttpRequest, block_id: UUID) -> HttpResponse:
    form = WhyForm(request.POST, prefix=str(block_id))
    return perform(
        request,
        form,
        lambda values: blocking.lift(block_id=block_id, actor=actor_of(request), now=clock.now(), **values),
        done=_("已解除。"),
        to=reverse("console:blocks"),
        again=lambda status: _page(request, status, lifting=form),
    )


def _page(
    request: HttpRequest, status: int = 200, adding: BlockForm | None = None, lifting: WhyForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    scope.require_leader(actor)
    page = paging.page(
        queries.blocks(actor, clock.now()),
        "ends_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=False,
    )
    refused = str(lifting.prefix) if lifting else ""
    context = {
        "page": page,
        "rows": [
            (row, lifting if str(row.pk) == refused else WhyForm(prefix=str(row.pk))) for row in page.rows
        ],
        "form": adding or BlockForm(),
        "refused": [form for form in (adding, lifting) if form],
        "opened": refused,
        "most": blocking.LONGEST.days,
    }
    return render(request, "console/hotline/leading/blocks.html", context, status=status)
