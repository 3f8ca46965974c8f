"""Reading the advice for a case."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from fenbo.cases.lifecycle import OPEN
from fenbo.cases.models import Case, WorkOrderRole
from fenbo.cases.scope import sees_all_cases
from fenbo.directory.actors import Actor
from fenbo.dispatch import likeness
from fenbo.dispatch.models import Advice, Candidate, Similar


def advice_for(case_id: UUID) -> Advice | None:
    """With its candidates and similar cases in order; None until the worker has come by. Three queries."""
    similar = Similar.objects.select_related("case__category", "case__region", "case__lead_unit")
    return (
        Advice.objects.select_related("category")
        .prefetch_related(
            Prefetch("candidates", Candidate.objects.select_related("unit").order_by("place")),
            Prefetch("similar", similar.defer("case__words", "case__query_code").order_by("-likeness", "id")),
        )
        .filter(pk=case_id)
        .first()
    )


# Fewer characters have too few words to be alike in.
SHORTEST = 8


def maybe_the_same(text: str, actor: Actor, now: datetime, *, most: int = 3) -> list[tuple[Case, int]]:
    """Open cases that a text, still being typed, may say again, with their likeness in per cent; two queries.

    For those who see every case. Where the text comes from is not known yet, so it has to be as near as one from
    the same prefecture.
    """
    if len(text) < SHORTEST or not sees_all_cases(actor):
        return []
    near = [one for one in likeness.neighbours_of(text, now) if one.likeness >= likeness.SAME_HERE]
    rows = Case.objects.filter(pk__in=[one.case_id for one in near], state__in=OPEN)
    cases = {
        case.pk: case for case in rows.select_related("lead_unit").defer("content", "words", "query_code")
    }
    found = [(cases[one.case_id], round(100 * one.likeness)) for one in near if one.case_id in cases]
    return found[:most]


def lead_for(case_ids: list[UUID]) -> dict[UUID, Candidate]:
    """The first candidate to lead each of these cases; one query."""
    rows = Candidate.objects.filter(advice__in=case_ids, role=WorkOrderRole.LEAD).select_related("unit")
    found: dict[UUID, Candidate] = {}
    for row in rows.order_by("place"):
        found.setdefault(row.advice_id, row)
    return found


def leads(advice: Advice | None) -> list[Candidate]:
    return _of(advice, WorkOrderRole.LEAD)


def co_units(advice: Advice | None) -> list[Candidate]:
    return _of(advice, WorkOrderRole.CO)


def _of(advice: Advice | None, role: WorkOrderRole) -> list[Candidate]:
    return [row for row in advice.candidates.all() if row.role == role] if advice else []
