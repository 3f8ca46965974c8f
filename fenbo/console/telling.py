"""Messages to requesters that came by no way: those who lead see them and have them tried again."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.cases.models import Case
from fenbo.core import clock, paging
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import MissingDuty
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.notices import operations, queries, sending
from fenbo.notices.models import By, Message

READERS = (Duty.LEAD, Duty.SUPERVISE)


@require_GET
@staff_door(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    actor = _whole(request)
    before, after = request.GET.get("before"), request.GET.get("after")
    page = paging.page(queries.given_up(), "given_up_at", before=before, after=after, descending=True)
    month = clock.now().astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    context = {
        "page": page,
        "rows": _with_cases(actor, page.rows),
        "sums": queries.sums(month),
        "missing": [by.label for by in By if by not in sending.connected()],
    }
    return render(request, "console/telling.html", context)


@require_POST
@staff_door(*READERS)
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    _whole(request)
    if operations.try_again(message_id=key, now=clock.now()):
        messages.success(request, _("已排队重发。"))
    else:
        messages.info(request, _("这条已经有人处理。"))
    return redirect("console:messages")


def _whole(request: HttpRequest) -> Actor:
    """Messages belong to no unit: only who sees every case sees them."""
    actor = actor_of(request)
    if not scope.sees_all_cases(actor):
        raise MissingDuty
    return actor


def _with_cases(actor: Actor, told: Sequence[Message]) -> list[tuple[Message, Case | None]]:
    subjects = {one.subject for one in told}
    cases = scope.visible_cases(actor).filter(pk__in=subjects).only("number").in_bulk()
    return [(one, cases.get(one.subject)) for one in told]
