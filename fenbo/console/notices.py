"""What somebody was told and has not read."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.defects.scope import visible
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.knowledge.models import ItemKind
from fenbo.knowledge.queries import texts_among
from fenbo.notices import operations, queries
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.publication.concealing import as_read_by, prepare
from fenbo.reporting.reports.operations import runs_among
from fenbo.topics.queries import topics_among

TEXTS = {
    ItemKind.ENTRY: "console:entry",
    ItemKind.POLICY: "console:policy",
    ItemKind.COLLECTION: "console:collection",
}


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
    rows = list(_rows(actor_of(request), page.rows))
    return render(request, "console/notices.html", {"page": page, "rows": rows})


def _rows(actor: Actor, told: Sequence[Notice]) -> Iterator[tuple[Notice, str, str, str]]:
    """Each notice whose subject the actor may see, with what that is called, its number or kind, and the words said."""
    subjects = {notice.subject for notice in told}
    shown = ("number", "title", "kind", "is_confidential", "requester")
    cases = {case.pk: case for case in scope.visible_cases(actor).filter(pk__in=subjects).only(*shown)}
    prepare(actor, cases.values())
    others = subjects - cases.keys()
    texts = texts_among(actor, others) if others else {}
    defects = {row.pk: row for row in visible(actor).filter(pk__in=others)} if others else {}
    surging = topics_among(others) if others and any(notice.topic == Topic.SURGE for notice in told) else {}
    made = runs_among(others) if others and any(notice.topic == Topic.REPORT_READY for notice in told) else {}
    for notice in told:
        if case := cases.get(notice.subject):
            title, words = (as_read_by(actor, case, text) for text in (case.title, notice.text))
            yield notice, title, str(case), words
        elif text := texts.get(notice.subject):
            yield notice, text.title, str(text.kind), notice.text
        elif defect := defects.get(notice.subject):
            yield notice, str(defect), defect.page, notice.text
        elif topic := surging.get(notice.subject):
            yield notice, topic.title, "", notice.text
        elif notice.topic == Topic.DIGEST:
            yield notice, notice.text, "", ""
        elif run := made.get(notice.subject):
            yield notice, notice.text, str(run.get_form_display()), ""


@require_POST
@staff_door()
def read_all(request: HttpRequest) -> HttpResponse:
    operations.mark_read(actor=actor_of(request), now=clock.now())
    return redirect("console:notices")


@require_POST
@staff_door()
def read(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Mark what was told about a case, entry or paper as read and open it."""
    actor = actor_of(request)
    operations.mark_read(actor=actor, now=clock.now(), subject=case_id)
    if visible(actor).filter(pk=case_id).exists():
        return redirect("console:defect", case_id)
    if queries.is_digest(case_id):
        return redirect(_of_many(actor))
    if case_id in topics_among({case_id}):
        return redirect("console:topic", case_id)
    if case_id in runs_among({case_id}):
        return redirect("console:exports")
    text = texts_among(actor, {case_id}).get(case_id)
    return redirect(TEXTS[text.kind] if text else "console:open", case_id)


def _of_many(actor: Actor) -> str:
    """Where the things are that a digest has counted."""
    places = {
        "console:warnings": actor.has(Duty.SUPERVISE) or actor.has(Duty.LEAD),
        "console:inbox": actor.has(Duty.HANDLE),
        "console:calls": actor.has(Duty.FOLLOW_UP),
        "console:queue": actor.in_centre,
    }
    return next((name for name, is_theirs in places.items() if is_theirs), "console:notices")


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
