"""Reading notices."""

from django.db.models import QuerySet

from fenbo.directory.actors import Actor
from fenbo.notices.models import Notice
from fenbo.notices.operations import addressed_to

# Nobody reads a larger number differently.
COUNTED = 100


def unread(actor: Actor) -> QuerySet[Notice]:
    """What the actor's posts have not read yet, newest first."""
    return Notice.objects.filter(addressed_to(actor), read_at=None).order_by("-created_at", "-id")


def count_unread(actor: Actor) -> int:
    """How many there are, at most `COUNTED`."""
    if not actor.posts:
        return 0
    return Notice.objects.filter(addressed_to(actor), read_at=None).order_by()[:COUNTED].count()
