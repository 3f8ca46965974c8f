"""Reading notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fenbo.directory.actors import Actor
from fenbo.notices.models import Notice, TextMessage
from fenbo.notices.operations import addressed_to
from fenbo.notices.topics import Topic

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


def texts_waiting(subject: UUID) -> bool:
    """Whether a short message about it waits for a gateway."""
    return TextMessage.objects.filter(subject=subject, sent_at=None, given_up_at=None).exists()


def is_digest(subject: UUID) -> bool:
    """Whether what was told of is no thing of its own but a sum of many."""
    return Notice.objects.filter(subject=subject, topic=Topic.DIGEST).exists()


@dataclass(frozen=True, slots=True)
class TextCounts:
    """Short messages: waiting for the gateway, given up, and taken since an instant, as how many it counts those."""

    waiting: int
    given_up: int
    taken: int
    parts: int


def text_counts(since: datetime) -> TextCounts:
    rows = TextMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
        given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
        taken=Count("pk", filter=Q(sent_at__gte=since)),
        parts=Coalesce(Sum("parts", filter=Q(sent_at__gte=since)), 0),
    )
    return TextCounts(**rows)


def given_up() -> QuerySet[TextMessage]:
    """Short messages that no gateway took, the newest first."""
    return TextMessage.objects.filter(given_up_at__isnull=False).defer("to", "values", "text")


def count_given_up() -> int:
    """At most `COUNTED`."""
    return TextMessage.objects.filter(given_up_at__isnull=False).order_by()[:COUNTED].count()
