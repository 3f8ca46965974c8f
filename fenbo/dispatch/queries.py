"""Reading the advice for a case."""

from uuid import UUID

from django.db.models import Prefetch

from fenbo.cases.models import WorkOrderRole
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
