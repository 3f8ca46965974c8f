"""Reading the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum

from fenbo.core.clock import SHANGHAI

# Others know an event by this name; its table stays the journal's own.
from fenbo.journal.models import Event as Event
from fenbo.journal.models import Head, Tally


def events_of(stream: UUID) -> QuerySet[Event]:
    """The stream's events, oldest first."""
    return Event.objects.filter(stream=stream).order_by("seq")


def count_moves(moves: Iterable[str], *, at: datetime) -> Mapping[str, int]:
    """How often each of these moves had been made by the instant `at`, which is included.

    Whole days come from the tallies of sealed events, the day itself and what is not sealed yet from the events:
    exact at any instant, past or present, and independent of how many years the journal holds.
    """
    names = list(moves)
    day = at.astimezone(SHANGHAI).date()
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    counts = dict.fromkeys(names, 0)
    for move, count in (
        Tally.objects.filter(move__in=names, day__lt=day)
        .values_list("move")
        .annotate(Sum("count"))
        .order_by()
    ):
        counts[move] += count
    for move, count in (
        Event.objects.filter(move__in=names, at__gte=midnight, at__lte=at)
        .values_list("move")
        .annotate(Count("pk"))
        .order_by()
    ):
        counts[move] += count
    for move, count in _unsealed_before(names, midnight):
        counts[move] += count
    return counts


def _unsealed_before(names: list[str], midnight: datetime) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT event.move, count(*) FROM journal_unsealed unsealed
               JOIN journal_event event ON event.id = unsealed.event_id
               WHERE event.move = ANY(%s) AND event.at < %s GROUP BY event.move""",
            [names, midnight],
        )
        return list(cursor.fetchall())


def last_event_id() -> int:
    """The highest event key so far: a live page that has seen it need not refresh."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def heads() -> QuerySet[Head]:
    """The published heads, newest first."""
    return Head.objects.select_related("seal").order_by("-day")
