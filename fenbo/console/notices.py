"""What somebody was told and has not read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.notices import operations, queries


@require_GET
@staff_door()
def index(request: HttpRequest) -> HttpResponse:
    page = paging.page(
        queries.unread(actor_of(request)),
        "created_at",
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        descending=True,
    )
    subjects = {notice.subject for notice in page.rows}
    cases = scope.visible_cases(actor_of(request)).filter(pk__in=subjects).only("number", "title")
    about = {case.pk: case for case in cases}
    rows = [(notice, about[notice.subject]) for notice in page.rows if notice.subject in about]
    return render(request, "console/notices.html", {"page": page, "rows": rows})


@require_POST
@staff_door()
def read_all(request: HttpRequest) -> HttpResponse:
    operations.mark_read(actor=actor_of(request), now=clock.now())
    return redirect("console:notices")


@require_POST
@staff_door()
def read(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Mark what was told about a case as read and open the case."""
    operations.mark_read(actor=actor_of(request), now=clock.now(), subject=case_id)
    return redirect("console:open", case_id)


@require_GET
@staff_door()
def open_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The page on which this person works on a case: the centre's, or that of their unit's order."""
    return redirect(*place_of(actor_of(request), case_id))


def place_of(actor: Actor, case_id: UUID) -> tuple[str, UUID]:
    """The route and key of that page; raises OutOfScope where there is none."""
    if scope.sees_all_cases(actor) and scope.visible_cases(actor).filter(pk=case_id).exists():
        return "console:case", case_id
    order = scope.visible_orders(actor).filter(case_id=case_id).order_by("-given_at").first()
    if order is None:
        raise OutOfScope
    return "console:order", order.pk
