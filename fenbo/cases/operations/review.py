"""The centre reads replies and answers the requester (审核、答复)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import CaseState, Move, advance
from fenbo.cases.models import Answer, AnswerKind, Case, Reply, ReplyKind, ReplyState
from fenbo.cases.operations.merging import lock_members
from fenbo.cases.operations.orders import judge_reply, lead_order, submitted_reply
from fenbo.cases.operations.texts import optional, wanted
from fenbo.cases.operations.turn import Turn, turn
from fenbo.cases.operations.units import accept, back_to_unit
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.notices.topics import Topic


def send_back(*, case_id: UUID, remark: str, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """The lead's reply does not answer: back to the unit, saying what it lacks."""
    remark = wanted(remark, field="remark", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        order = lead_order(mine.case)
        mine.make(Move.SEND_BACK, remark=remark)
        if order is None:
            raise IllegalMove
        mine.stop_clocks(Hop.REVIEW)
        back_to_unit(mine, order, remark)
        return mine.case


def issue(
    *,
    case_id: UUID,
    text: str | None = None,
    basis: str | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Answer the requester and close the case. `text` is the reviewed wording; None takes the reply as it is.

    The answer reaches the requesters of every case that was merged into this one.
    """
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.ISSUE, mine.case)
        # The table also has the move for merged cases, which get their lead's answer and none of their own.
        if mine.case.state != CaseState.REPLIED:
            raise IllegalMove
        order = lead_order(mine.case)
        written = submitted_reply(order) if order else None
        if order is None or written is None:
            raise InvalidInput(_("没有可以答复的回复内容。"))
        told = wanted(text if text is not None else written.text, field="text")
        said = optional(basis if basis is not None else written.basis, field="basis")
        mine.make(Move.ISSUE, basis=said)
        accept(mine, order)
        settle(mine, text=told, basis=said, kind=AnswerKind.FINAL, reply=written)
        return mine.case


def settle(mine: Turn, *, text: str, basis: str, kind: AnswerKind, reply: Reply | None = None) -> None:
    """Write the answer, close the case, and do the same for those merged into it."""
    _answer_and_close(mine, mine.case.lead_unit_id, text, basis, kind, reply)
    for member in lock_members(mine):
        member.follow(Move.ISSUE, other_case=str(mine.case.pk), other_number=mine.case.number)
        _answer_and_close(member, mine.case.lead_unit_id, text, basis, kind, reply)
        member.end()


def _answer_and_close(
    mine: Turn, unit_id: int | None, text: str, basis: str, kind: AnswerKind, reply: Reply | None
) -> None:
    Answer.objects.create(
        case=mine.case,
        kind=kind,
        text=text,
        basis=basis,
        outcome=reply.outcome if reply else "",
        unit_id=unit_id or scope.centre_id(),
        reply=reply,
        issued_at=mine.now,
        round=mine.case.round,
    )
    mine.stop_clocks(everywhere=True)
    mine.follow(Move.CLOSE)
    mine.set(answered_at=mine.now, settled_at=mine.now)


def issue_interim(
    *,
    case_id: UUID,
    text: str | None = None,
    basis: str | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Tell the requester how far it has come; the final answer is still due."""
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.INTERIM, mine.case)
        order = lead_order(mine.case)
        written = submitted_reply(order, ReplyKind.INTERIM) if order else None
        if written is None:
            raise InvalidInput(_("没有待审核的阶段回复。"))
        told = wanted(text if text is not None else written.text, field="text")
        said = optional(basis if basis is not None else written.basis, field="basis")
        mine.make(Move.INTERIM, basis=said)
        judge_reply(written, ReplyState.ACCEPTED)
        Answer.objects.create(
            case=mine.case,
            kind=AnswerKind.INTERIM,
            text=told,
            basis=said,
            unit_id=mine.case.lead_unit_id,
            reply=written,
            issued_at=now,
            round=mine.case.round,
        )
        mine.stop_clocks(Hop.REVIEW)
        return mine.case


def refuse_interim(
    *, case_id: UUID, remark: str, actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """An interim reply is not good enough to pass on; the unit writes another."""
    remark = wanted(remark, field="remark", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.INTERIM, mine.case)
        order = lead_order(mine.case)
        written = submitted_reply(order, ReplyKind.INTERIM) if order else None
        advance(mine.case.state, Move.INTERIM)
        if order is None or written is None:
            raise InvalidInput(_("没有待审核的阶段回复。"))
        mine.record(Move.NOTE, order.unit_id, remark=remark, unit=str(order.unit))
        judge_reply(written, ReplyState.SENT_BACK, remark)
        mine.stop_clocks(Hop.REVIEW)
        mine.start_clock(Hop.INTERIM, order.unit_id, order)
        mine.tell(order.unit_id, Duty.HANDLE, Topic.REPLY_SENT_BACK, remark)
        return mine.case
