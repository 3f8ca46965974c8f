"""All cases of a topic behind one lead case, by the same operation as one alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fenbo.cases import scope
from fenbo.cases.models import Case
from fenbo.cases.operations import merging
from fenbo.core.errors import Refused
from fenbo.directory.actors import Actor


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of one case: it follows the lead case, or `told` says why not."""

    case: Case
    done: bool
    told: str = ""


def join(*, case_ids: Sequence[UUID], into: UUID, reason: str, actor: Actor, now: datetime) -> list[Joined]:
    """Let each of these cases follow `into`, each in a transaction of its own and with its own result.

    Refused as a whole (InvalidInput, MissingDuty, OutOfScope) only by what `merging.merge` refuses of each of them.
    """
    cases = scope.visible_cases(actor).filter(pk__in=case_ids).exclude(pk=into).order_by("received_at", "pk")
    found = []
    for case in cases:
        try:
            merging.merge(case_id=case.pk, into=into, reason=reason, actor=actor, now=now)
            found.append(Joined(case, done=True))
        except Refused as refusal:
            found.append(Joined(case, done=False, told=str(refusal.message)))
    return found
