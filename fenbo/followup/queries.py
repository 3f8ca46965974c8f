"""Who is to be called, and what the calls have brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fenbo.cases import scope
from fenbo.cases.models import Answer
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.followup.models import FollowUp, FollowUpState

# Of a case, what no list shows; the query code is also dear to decrypt.
UNSHOWN = ("case__content", "case__words", "case__query_code")


def call_list(actor: Actor) -> QuerySet[FollowUp]:
    """Whom this actor is to call; page it by `due_at`."""
    return _visible(actor).filter(state=FollowUpState.DUE).select_related("case", "unit").defer(*UNSHOWN)


def ended(actor: Actor) -> QuerySet[FollowUp]:
    """The follow-ups that are over; page it by `ended_at`, descending."""
    return _visible(actor).exclude(ended_at=None).select_related("case", "unit").defer(*UNSHOWN)


def callable_at(now: datetime) -> Q:
    """Those whose next attempt is allowed at this instant."""
    return Q(next_at__lte=now)


def count_due(actor: Actor, now: datetime) -> Mapping[str, int]:
    """How many can be called now and how many have to wait for another hour; one query over what is due."""
    due = _visible(actor).filter(state=FollowUpState.DUE)
    counts: dict[str, int] = due.aggregate(
        now=Count("pk", callable_at(now)), later=Count("pk", ~callable_at(now))
    )
    return counts


def answers_of(follow_up: FollowUp) -> list[Answer]:
    """What the requester was told in the round that is asked about."""
    answers = Answer.objects.filter(case=follow_up.case_id, round=follow_up.round).select_related("unit")
    return list(answers.order_by("issued_at", "id"))


def of_case(case_id: UUID, actor: Actor) -> FollowUp:
    """The latest follow-up of a case; raises OutOfScope where the actor sees none."""
    found = _visible(actor).filter(case=case_id).select_related("case__requester", "case__category", "unit")
    latest = found.order_by("-created_at", "-id").first()
    if latest is None:
        raise OutOfScope
    return latest


def _visible(actor: Actor) -> QuerySet[FollowUp]:
    follow_ups = FollowUp.objects.order_by()
    if scope.sees_all_cases(actor):
        return follow_ups
    return follow_ups.filter(case__in=scope.visible_cases(actor))


@dataclass(frozen=True, slots=True)
class Said:
    """How many answered the call, and how many of these said solved and satisfied."""

    reached: int
    solved: int
    satisfied: int


def said_by_unit(since: datetime, until: datetime) -> Mapping[int, Said]:
    """What requesters said of each unit's answers, in calls that ended in [since, until)."""
    rows = (
        FollowUp.objects.filter(state=FollowUpState.REACHED, ended_at__gte=since, ended_at__lt=until)
        .order_by()
        .values("unit")
        .annotate(reached=Count("id"), yes=Count("id", Q(solved=True)), glad=Count("id", Q(satisfied=True)))
    )
    return {row["unit"]: Said(row["reached"], row["yes"], row["glad"]) for row in rows}
