"""Reading notices."""

from django.db.models import QuerySet

from fenbo.directory.actors import Actor
from fenbo.notices.models import Notice
from fenbo.notices.operations import addressed_to


def unread(actor: Actor) -> QuerySet[Notice]:
    """What the actor's posts have not read yet, newest first."""
    return Notice.objects.filter(addressed_to(actor), read_at=None).order_by("-created_at")
