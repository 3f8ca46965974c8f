"""The unit's inbox: what to do, by time left."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fenbo.cases import inbox as reads
from fenbo.cases.inbox import NEVER, Tray
from fenbo.core import paging
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.look.components.links import Link
from fenbo.publication.concealing import prepare
from fenbo.supervision import queries as supervision

LABELS = {
    Tray.TO_DO: _("待办"),
    Tray.HELPERS: _("转派与协办"),
    Tray.RETURNS: _("退单待定"),
    Tray.REPLIED: _("待审核"),
    Tray.DONE: _("已完成"),
}


@require_GET
@staff_door(Duty.HANDLE)
def inbox(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    tray = _tray(request.GET.get("tray"))
    by_time_left = tray in (Tray.TO_DO, Tray.HELPERS)
    page = paging.page(
        reads.inbox(actor, tray),
        "time_left_until" if by_time_left else "given_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=not by_time_left,
    )
    prepare(actor, [order.case for order in page.rows])
    counts = reads.count_trays(actor)
    tabs = [
        Link(str(label), f"?tray={one}", counts.get(one), one == tray, str(number))
        for number, (one, label) in enumerate(LABELS.items(), 1)
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "tray": tray,
        "label": LABELS[tray],
        "never": NEVER,
        "many_units": len(actor.units_with(Duty.HANDLE)) > 1 or tray == Tray.HELPERS,
        "supervised": supervision.to_answer(actor),
    }
    return render(request, "console/unit/inbox.html", context)


def _tray(name: str | None) -> Tray:
    return Tray(name) if name in list(Tray) else Tray.TO_DO
