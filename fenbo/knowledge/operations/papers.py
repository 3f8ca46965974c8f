"""The way that policies and collected answers share: sent for review, sent back, let out, taken out of use."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.knowledge import index, scope
from fenbo.knowledge.lifecycle import Move
from fenbo.knowledge.models import Collection, Policy
from fenbo.knowledge.turn import SecondPersonWanted, turn
from fenbo.notices.topics import Topic

Paper = TypeVar("Paper", Policy, Collection)


def submit(
    *, papers: QuerySet[Paper], paper_id: UUID, actor: Actor, now: datetime, version: int | None = None
) -> Paper:
    """Hand a draft to a second person."""
    with turn(scope.editable(actor, papers), paper_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.SUBMIT)
        mine.tell(Topic.TEXT_TO_REVIEW, Duty.EDIT, mine.row.owner_id, centre_id())
        mine.tell(Topic.TEXT_TO_REVIEW, Duty.REVIEW, centre_id())
        return mine.row


def send_back(
    *,
    papers: QuerySet[Paper],
    paper_id: UUID,
    remark: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Paper:
    """Give it back to its author, saying what is missing."""
    remark = wanted(remark, field="remark", most=300)
    with turn(scope.editable(actor, papers), paper_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.SEND_BACK, reason=remark)
        return mine.row


def publish(
    *, papers: QuerySet[Paper], paper_id: UUID, actor: Actor, now: datetime, version: int | None = None
) -> Paper:
    """Let the public read it; raises SecondPersonWanted for its author. A new policy is told to its subscribers."""
    with turn(scope.editable(actor, papers), paper_id, actor=actor, now=now, version=version) as mine:
        paper = mine.row
        if paper.author_id is not None and paper.author_id == actor.staff_id:
            raise SecondPersonWanted
        mine.make(Move.GO_LIVE, second_person=actor.name)
        paper.reviewer_id, paper.updated_at = actor.staff_id, now
        if isinstance(paper, Policy):
            if paper.published_at is None:
                _tell_subscribers(paper.pk)
            paper.published_at = paper.published_at or now
            index.put_policy(paper, now)
        else:
            index.put_collection(paper, now)
        return paper


def _tell_subscribers(policy_id: UUID) -> None:
    """By a job, in the transaction that lets it out: there may be very many."""
    from fenbo.knowledge.jobs import tell_subscribers

    tell_subscribers.defer(policy_id=str(policy_id))


def retire(
    *,
    papers: QuerySet[Paper],
    paper_id: UUID,
    reason: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Paper:
    """Take it out of use."""
    reason = wanted(reason, field="reason", most=300)
    with turn(scope.editable(actor, papers), paper_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.RETIRE, reason=reason)
        mine.row.updated_at = now
        index.drop(mine.row.pk)
        return mine.row
