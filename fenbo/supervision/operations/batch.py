"""The same for many cases at once; each stands on its own, so that one that moved on does not stop the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput, MissingDuty, Refused
from fenbo.directory.actors import Actor
from fenbo.supervision.operations.orders import supervise
from fenbo.supervision.operations.reminders import remind
from fenbo.supervision.rules import MOST_AT_ONCE


@dataclass(slots=True)
class Outcome:
    """Which cases it was done for, and why not for the others."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)


def remind_many(*, case_ids: Sequence[UUID], text: str, actor: Actor, now: datetime) -> Outcome:
    return _each(case_ids, lambda case_id: remind(case_id=case_id, text=text, actor=actor, now=now))


def supervise_many(
    *, case_ids: Sequence[UUID], text: str, due_at: datetime, actor: Actor, now: datetime
) -> Outcome:
    """Supervise the lead unit of each case. What is wrong for all is raised; what for one is told of that one."""
    if due_at <= now:
        raise InvalidInput(_("督办期限应当晚于现在。"), field="due_at")
    if not text.strip():
        raise InvalidInput(_("请填写这一项。"), field="text")
    return _each(
        case_ids,
        lambda case_id: supervise(case_id=case_id, text=text, due_at=due_at, actor=actor, now=now),
    )


def _each(case_ids: Sequence[UUID], operation: Callable[[UUID], object]) -> Outcome:
    outcome = Outcome()
    if not case_ids:
        raise InvalidInput(_("请先选择诉求。"))
    if len(case_ids) > MOST_AT_ONCE:
        raise InvalidInput(_("一次最多 %(most)s 件。") % {"most": MOST_AT_ONCE})
    for case_id in dict.fromkeys(case_ids):
        try:
            operation(case_id)
        except MissingDuty:
            raise
        except Refused as refusal:
            outcome.refused[case_id] = str(refusal.message)
        else:
            outcome.done.append(case_id)
    return outcome
