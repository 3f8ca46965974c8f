"""Answering a case from an entry: the answer cites the version, and the entry remembers the case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.knowledge.lifecycle import PUBLIC, Move
from fenbo.knowledge.models import Entry, Version
from fenbo.knowledge.turn import turn


def citation(version: Version) -> str:
    """How a version is named in an answer: what it rests on, and which wording was read."""
    about = {
        "question": version.question,
        "number": version.number,
        "basis": " ".join(filter(None, [version.basis or str(version.policy or ""), version.clause])),
    }
    return _("%(basis)s（知识库“%(question)s”第 %(number)s 版）") % about


def answer_from_entry(
    *,
    case_id: UUID,
    entry_id: UUID,
    actor: Actor,
    now: datetime,
    text: str = "",
    number: int | None = None,
    version: int | None = None,
) -> Case:
    """Answer at once with the entry's version in force, or with `text` that an agent made of it.

    `number` is the version that the agent read: InvalidInput where another one has come into force since.
    """
    with transaction.atomic():
        cited = cite(entry_id=entry_id, number=number, subject=case_id, actor=actor, now=now)
        return centre.answer_at_once(
            case_id=case_id,
            text=text or cited.answer,
            basis=citation(cited),
            actor=actor,
            now=now,
            version=version,
        )


@transaction.atomic
def cite(*, entry_id: UUID, subject: UUID, number: int | None = None, actor: Actor, now: datetime) -> Version:
    """The version in force, remembered by its entry as what this case or call was answered from."""
    readable = Entry.objects.filter(state__in=PUBLIC).select_related("current__policy")
    with turn(readable, entry_id, actor=actor, now=now) as mine:
        current = mine.row.current
        if current is None:
            raise InvalidInput(_("这一条没有现行版本。"))
        if number is not None and number != current.number:
            message = _("这一条知识已更新到第 %(number)s 版，请核对后再答复。") % {"number": current.number}
            raise InvalidInput(message, field="answer")
        mine.make(Move.CITE, number=current.number, case=str(subject))
        version: Version = current
        return version
