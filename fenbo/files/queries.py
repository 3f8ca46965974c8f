"""Reading attachments. Whoever calls has made sure that the reader may see the owner."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from fenbo.files.models import Attachment


def attachments_of(owner: UUID) -> QuerySet[Attachment]:
    """All that belongs to the owner, in the order in which it came."""
    return Attachment.objects.filter(owner=owner).order_by("uploaded_at", "id")


def attachments_among(keys: Iterable[UUID]) -> QuerySet[Attachment]:
    """Those with these keys, whomever they belong to."""
    return Attachment.objects.filter(pk__in=list(keys))
