"""Reading notices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fenbo.directory.actors import Actor
from fenbo.notices.models import By, Message, Notice, Way
from fenbo.notices.operations import addressed_to
from fenbo.notices.texts import Text
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


def text_waits(subject: UUID) -> bool:
    """Whether a short message about it waits for a gateway."""
    ways = Way.objects.filter(message__subject=subject, by=By.SMS, sent_at=None, given_up_at=None)
    return ways.exists()


def is_digest(subject: UUID) -> bool:
    """Whether what was told of is no thing of its own but a sum of many."""
    return Notice.objects.filter(subject=subject, topic=Topic.DIGEST).exists()


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one way: messages that wait for it, that it took since an instant, and as how many it counts those."""

    by: By
    waiting: int
    taken: int
    parts: int


def sums(since: datetime) -> list[Sums]:
    """Of each way that has anything to tell of; one query."""
    waits = Q(sent_at=None, given_up_at=None, next_try_at__isnull=False)
    rows = (
        Way.objects.filter(waits | Q(sent_at__gte=since))
        .values("by")
        .annotate(
            waiting=Count("pk", filter=waits),
            taken=Count("pk", filter=Q(sent_at__gte=since)),
            parts=Coalesce(Sum("parts", filter=Q(sent_at__gte=since)), 0),
        )
    )
    found = {row["by"]: Sums(By(row["by"]), row["waiting"], row["taken"], row["parts"]) for row in rows}
    return [found[by] for by in By if by in found]


def given_up() -> QuerySet[Message]:
    """Messages that came by no way, the newest first, each with why."""
    ways = Way.objects.defer("to").order_by("place")
    rows = Message.objects.filter(given_up_at__isnull=False).defer("values", "text")
    return rows.prefetch_related(Prefetch("ways", ways))


def count_given_up() -> int:
    """At most `COUNTED`."""
    return Message.objects.filter(given_up_at__isnull=False).order_by()[:COUNTED].count()


def told(subject: UUID) -> list[Message]:
    """What was told about it, oldest first, each with how it went by every way; two queries."""
    ways = Way.objects.defer("to").order_by("place")
    rows = Message.objects.filter(subject=subject).defer("values").order_by("created_at", "pk")
    return list(rows.prefetch_related(Prefetch("ways", ways)))


def waiting_of(kinds: Collection[Text]) -> Mapping[str, int]:
    """How many messages of these kinds wait to be sent, and how many came by no way; each at most `COUNTED`."""
    waits = Q(sent_at=None, given_up_at=None, next_try_at__isnull=False)
    waiting = Way.objects.filter(waits, message__kind__in=kinds)
    given_up = Message.objects.filter(kind__in=kinds, given_up_at__isnull=False)
    return {
        "waiting": waiting.order_by()[:COUNTED].count(),
        "given_up": given_up.order_by()[:COUNTED].count(),
    }


def sent_before(kind: Text, subjects: Collection[UUID], instant: datetime) -> set[UUID]:
    """Of which of these something of the kind was sent before then."""
    ways = Way.objects.filter(message__kind=kind, message__subject__in=subjects, sent_at__lt=instant)
    return set(ways.values_list("message__subject", flat=True))
