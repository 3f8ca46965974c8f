"""What a large model has drafted about a case."""

from uuid import UUID

from fenbo.assistance.models import DraftKind, MachineDraft


def newest_of(case_id: UUID) -> dict[DraftKind, MachineDraft]:
    """The newest of each kind; one query."""
    rows = MachineDraft.objects.filter(case=case_id).order_by("kind", "-asked_at").distinct("kind")
    return {DraftKind(row.kind): row for row in rows}
