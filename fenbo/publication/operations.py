"""Publishing (公示): proposed, agreed to by a second person, withheld, taken down."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope, words
from fenbo.cases.lifecycle import Move, PublicationState, advance
from fenbo.cases.models import Answer, Case
from fenbo.cases.operations.texts import clean, wanted
from fenbo.cases.operations.turn import Facts, Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.notices.topics import Topic
from fenbo.publication.drafting import READY, Draft, barred, draft_of, known_of, last_answer
from fenbo.publication.models import EarlierText, Publication
from fenbo.publication.redaction import left_over

P = PublicationState
LONGEST_TITLE = 120


def make(mine: Turn, move: Move, facts: Facts | None = None) -> None:
    """Advance the case's publication by this move and record it; raises MissingDuty or IllegalMove."""
    scope.require(mine.actor, move, mine.case)
    mine.set(publication_state=advance(mine.case.publication_state, move))
    mine.record(move, **(facts or {}))


def propose(
    *,
    case_id: UUID,
    title: str | None = None,
    question: str | None = None,
    answer: str | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Publication:
    """Prepare the public wording, for another person to agree to; what is not given the system redacts.

    InvalidInput when the case may not be public, is not answered, or the wording still says what is private.
    """
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.PROPOSE, mine.case)
        told = _answer_to_publish(mine.case)
        draft = _draft(mine.case, told, title, question, answer)
        return _propose(mine, told, draft, by=actor.staff_id)


def propose_after(*, case_id: UUID, by: int | None, actor: Actor, now: datetime) -> Publication | None:
    """When a case closes: propose the redacted wording in the name of who issued the answer, or withhold it.

    None when the case has moved on, or when a person was faster: such news may come late or twice.
    """
    with turn(case_id, actor=actor, now=now) as mine:
        told = last_answer(mine.case)
        if mine.case.state not in READY or told is None or not _awaits_proposal(mine.case, told):
            return None
        if reason := barred(mine.case):
            return _withhold(mine, reason)
        return _propose(mine, told, draft_of(mine.case, told), by=by)


def _awaits_proposal(case: Case, told: Answer) -> bool:
    """Nobody has decided about this answer yet: what was decided about an earlier round's no longer counts."""
    if case.publication_state == P.NONE:
        return True
    shown = Publication.objects.filter(pk=case.pk).values_list("answered_at", flat=True).first()
    again = case.publication_state in (P.PROPOSED, P.TAKEN_DOWN)
    return again and (shown is None or shown < told.issued_at)


def _answer_to_publish(case: Case) -> Answer:
    if reason := barred(case):
        raise InvalidInput(reason)
    told = last_answer(case)
    if case.state not in READY or told is None:
        raise InvalidInput(_("办结之后才能公示。"))
    return told


def _draft(case: Case, told: Answer, title: str | None, question: str | None, answer: str | None) -> Draft:
    """The given texts, checked, in place of the system's own."""
    own = draft_of(case, told)
    draft = Draft(
        own.title if title is None else clean(wanted(title, field="title", most=LONGEST_TITLE)),
        own.question if question is None else wanted(question, field="question"),
        own.answer if answer is None else wanted(answer, field="answer"),
    )
    for field in ("title", "question", "answer"):
        found = left_over(getattr(draft, field), known_of(case.requester))
        if found:
            message = _("公示文本里还有%(what)s，请删去后再提交。")
            what = "、".join(dict.fromkeys(str(span.mark.label) for span in found))
            raise InvalidInput(message % {"what": what}, field=field)
    return draft


def _propose(mine: Turn, told: Answer, draft: Draft, *, by: int | None) -> Publication:
    row = _row(mine.case)
    if not row._state.adding and row.answer:
        _keep_earlier(row, mine.now)
    row.title, row.question, row.answer = draft.title[:LONGEST_TITLE], draft.question, draft.answer
    row.proposed_by_id, row.proposed_at, row.reason = by, mine.now, ""
    row.published_by_id = row.published_at = None
    row.unit_id, row.answered_at = told.unit_id, told.issued_at
    row.words = words.vector(row.title, row.question, row.answer)
    make(mine, Move.PROPOSE, {"digest": row.digest, "version": row.version})
    row.save()
    return row


def _row(case: Case) -> Publication:
    """The case's publication, new or as it is, with what the public filters by."""
    row = Publication.objects.filter(pk=case.pk).first() or Publication(pk=case.pk, number=case.number)
    row.kind, row.region_id, row.category_id = case.kind, case.region_id, case.category_id
    row.prefecture, row.subject = (case.region_id or "")[:4], (case.category_id or "")[:2]
    if case.received_at:
        row.received_at = case.received_at
    return row


def _keep_earlier(row: Publication, now: datetime) -> None:
    EarlierText.objects.create(
        publication=row,
        version=row.version,
        title=row.title,
        question=row.question,
        answer=row.answer,
        proposed_by_id=row.proposed_by_id,
        proposed_at=row.proposed_at,
        replaced_at=now,
    )
    row.version += 1


def publish(*, case_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> Publication:
    """Agree to the proposed wording, as somebody other than who prepared it; from now on everybody reads it."""
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.PUBLISH, mine.case)
        told = _answer_to_publish(mine.case)
        row = _row(mine.case)
        if row.answered_at is not None and row.answered_at < told.issued_at:
            raise InvalidInput(_("拟公示的文本还是上一次的答复，请重新拟稿。"))
        if actor.staff_id is not None and row.proposed_by_id == actor.staff_id:
            raise InvalidInput(_("公示要由第二个人复核：这份文本由您拟稿或答复，请同事来公示。"))
        if (
            actor.staff_id is not None
            and row.pictures.filter(decided_by=actor.staff_id, copy__isnull=False).exists()
        ):
            raise InvalidInput(_("照片由您处理，要由第二个人复核，请同事来公示。"))
        make(mine, Move.PUBLISH, {"digest": row.digest, "version": row.version})
        row.published_by_id, row.published_at, row.take_down_asked_at = actor.staff_id, now, None
        row.save()
        return row


def withhold(
    *, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Publication:
    """Decide that the case is not for the public, and why. One that is withheld already stays as it is."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.WITHHOLD, mine.case)
        if mine.case.publication_state == P.WITHHELD:
            return mine.case.publication
        return _withhold(mine, reason)


def _withhold(mine: Turn, reason: str) -> Publication:
    make(mine, Move.WITHHOLD, {"reason": reason})
    row = _row(mine.case)
    row.reason = reason
    if row._state.adding:
        row.proposed_at = mine.now
    row.save()
    return row


def take_down(
    *, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Publication:
    """Nobody reads it any more from this instant; the wording is kept, and may be proposed anew."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        make(mine, Move.TAKE_DOWN, {"reason": reason})
        mine.stop_clocks(Hop.TAKE_DOWN_DECISION)
        row = _row(mine.case)
        row.reason, row.published_at, row.take_down_asked_at = reason, None, None
        row.save()
        return row


def take_down_for_new_round(*, case_id: UUID, actor: Actor, now: datetime) -> None:
    """The case is handled again, so the answer that everybody reads may not be the last word."""
    with turn(case_id, actor=actor, now=now) as mine:
        if mine.case.publication_state == P.PUBLISHED:
            reason = _("重新办理，办结后再公示。")
            make(mine, Move.TAKE_DOWN, {"reason": reason})
            mine.stop_clocks(Hop.TAKE_DOWN_DECISION)
            Publication.objects.filter(pk=case_id).update(
                published_at=None, reason=reason, take_down_asked_at=None
            )


def ask_take_down(
    *, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Publication:
    """The requester no longer wants it public; a publisher decides within the time of that hop.

    What they write stays out of the journal.
    """
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        row = _row(mine.case)
        if row.take_down_asked_at is not None and row.published_at is not None:
            raise InvalidInput(_("您已经申请过，正在处理，请等待答复。"), field="reason")
        make(mine, Move.ASK_TAKE_DOWN)
        mine.start_clock(Hop.TAKE_DOWN_DECISION, scope.centre_id())
        row.take_down_asked_at, row.take_down_wish = now, reason
        row.save()
        mine.tell(scope.centre_id(), Duty.PUBLISH, Topic.TAKE_DOWN_ASKED, reason)
        return row


def keep_public(
    *, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Publication:
    """Answer a request to take it down with no; the requester reads why. InvalidInput when nobody asked."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.KEEP_PUBLIC, mine.case)
        row = _row(mine.case)
        if row.take_down_asked_at is None:
            raise InvalidInput(_("没有待答复的撤下申请。"))
        make(mine, Move.KEEP_PUBLIC, {"reason": reason})
        mine.stop_clocks(Hop.TAKE_DOWN_DECISION)
        row.take_down_asked_at = None
        row.save()
        return row
