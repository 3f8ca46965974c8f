"""Reporting a defect of a page, and settling it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.queries import limit_for
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope, StaleVersion
from fenbo.defects import scope
from fenbo.defects.models import Defect, DefectKind, DefectState
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.recording import compose
from fenbo.journal import operations as journal
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.workdays.calendar import due_at
from fenbo.workdays.queries import calendar

REPORT, SETTLE = "report_defect", "settle_defect"
# What everybody reads is as urgent as a case: it gets the same time.
HOP = Hop.ANSWER
# More reports about one page say the same or are mischief; an editor looks at the page anyway.
MOST_OPEN = 20
LONGEST_PAGE = 300


def page_of(text: str) -> str:
    """The page as a path of this site; InvalidInput for anything else, so that no editor is led elsewhere."""
    path = wanted(text, field="page", most=LONGEST_PAGE)
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise InvalidInput(_("请填写本网站的页面，以“/”开头，例如 /about/。"), field="page")
    return path


@transaction.atomic
def report(*, page: str, kind: str, text: str, actor: Actor, now: datetime) -> Defect:
    """Tell the editors; the clock of an answer runs from now. The same report again is the one that is there."""
    page, text = page_of(page), wanted(text, field="text", most=500)
    if kind not in DefectKind.values:
        raise InvalidInput(_("请选择一项。"), field="kind")
    beside = Defect.objects.filter(page=page, state=DefectState.OPEN)
    if same := beside.filter(kind=kind, text=text).first():
        return same
    if beside.count() >= MOST_OPEN:
        raise InvalidInput(_("这个页面已经收到很多意见，正在处理，请过些时候再看。"))
    limit = limit_for(HOP, None, None, now.astimezone(SHANGHAI).date())
    defect = Defect(page=page, kind=kind, text=text, reported_at=now, due_at=due_at(limit, now, calendar()))
    _record(defect, REPORT, actor=actor, now=now, facts={"kind": kind})
    defect.save(force_insert=True)
    _tell_editors(defect, now)
    return defect


@transaction.atomic
def settle(
    *, defect_id: UUID, mended: bool, outcome: str, actor: Actor, now: datetime, version: int | None = None
) -> Defect:
    """Close it with what came of it; IllegalMove when it was closed already."""
    outcome = wanted(outcome, field="outcome", most=300)
    rows = scope.visible(actor).select_for_update(of=("self",), no_key=True)
    defect = rows.filter(pk=defect_id).first()
    if defect is None:
        raise OutOfScope
    if defect.state != DefectState.OPEN:
        raise IllegalMove(_("这条意见已经处理过了。"))
    if version is not None and version != defect.version:
        raise StaleVersion
    defect.state = DefectState.MENDED if mended else DefectState.REFUSED
    defect.outcome, defect.settled_at, defect.settled_by_id = outcome, now, actor.staff_id
    _record(defect, SETTLE, actor=actor, now=now, facts={"outcome": str(defect.state)})
    defect.save()
    return defect


def _record(defect: Defect, move: str, *, actor: Actor, now: datetime, facts: dict[str, str]) -> None:
    """Facts hold nothing that somebody wrote: events cannot be erased."""
    event = compose(defect, move, actor=actor, at=now, facts=facts, unit_id=centre_id())
    journal.append([event], now=now)


def _tell_editors(defect: Defect, now: datetime) -> None:
    notice = Notice(
        key=f"{defect.pk}:{Topic.DEFECT_REPORTED}",
        topic=Topic.DEFECT_REPORTED,
        unit_id=centre_id(),
        duty=Duty.EDIT,
        subject=defect.pk,
        created_at=now,
    )
    notices.post([notice])
