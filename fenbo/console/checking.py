"""What a reply lacks (回复检查), as it is shown beside the form of who writes and of who reviews it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from fenbo.cases.models import Case, Reply, ReplyKind
from fenbo.cases.operations.units import is_lead
from fenbo.directory.actors import Actor
from fenbo.judgement.replies import Checked
from fenbo.replycheck import operations
from fenbo.replycheck.sayings import HELP, NAMES

# Below this a reviewer should look twice.
DOUBTFUL = 70


@dataclass(frozen=True, slots=True)
class Told:
    """The score, whether to look twice, and of each lack its name, what helps, and the words that show it."""

    score: int
    is_doubtful: bool
    lacks: list[tuple[Promise, Promise, tuple[str, ...]]]


def checked(case: Case, text: str, basis: str, reader: Actor) -> Told | None:
    """Nothing while there is no text."""
    return _told(operations.check(case, text, basis, reader=reader)) if text.strip() else None


def is_checked(draft: Reply) -> bool:
    """Only what is to become the answer."""
    return draft.kind == ReplyKind.FINAL and is_lead(draft.order)


def of_draft(draft: Reply, writer: Actor) -> Told | None:
    """What the writer is told when the draft is kept."""
    return _told(operations.tell_writer(draft.order.case, draft, writer)) if draft.text.strip() else None


def _told(checked: Checked) -> Told:
    lacks = [(NAMES[lack], HELP[lack], words) for lack, words in checked.lacks.items()]
    return Told(checked.score, checked.score < DOUBTFUL, lacks)
