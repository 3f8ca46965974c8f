"""Reading briefings; those who may are decided by the page, since every reader of the centre reads them alike."""

from uuid import UUID

from django.db.models import QuerySet

from fenbo.core.errors import OutOfScope
from fenbo.reporting.models import Briefing


def briefings() -> QuerySet[Briefing]:
    """All of them without what they say, the newest first."""
    return Briefing.objects.defer("content").order_by("-until", "edition")


def briefing(briefing_id: UUID) -> Briefing:
    """One of them; raises OutOfScope."""
    found = Briefing.objects.filter(pk=briefing_id).first()
    if found is None:
        raise OutOfScope
    return found
