"""Reading the journal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncDate

from fenbo.core.clock import SHANGHAI

# Others know an event by this name; its table stays the journal's own.
from fenbo.journal.models import Event as Event
from fenbo.journal.models import Head, Tally

CHUNK = 5_000


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


def count_all(moves: Iterable[str]) -> Mapping[str, int]:
    """How often each of these moves has been made until this moment; what is sealed costs one row a day and move."""
    counts = dict.fromkeys(moves, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT move, sum(count)::bigint FROM (
                   SELECT move, count FROM journal_tally WHERE move = ANY(%(moves)s)
                   UNION ALL
                   SELECT event.move, 1 FROM journal_unsealed unsealed
                   JOIN journal_event event ON event.id = unsealed.event_id WHERE event.move = ANY(%(moves)s)
               ) AS made GROUP BY move""",
            {"moves": list(counts)},
        )
        counts.update(cursor.fetchall())
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


def count_by_day(moves: Iterable[str], *, since: date, until: date) -> Mapping[tuple[date, str], int]:
    """How often each move was made on each day, Asia/Shanghai, both days included; sealed or not."""
    names, counts = list(moves), Counter[tuple[date, str]]()
    sealed = Tally.objects.filter(move__in=names, day__gte=since, day__lte=until)
    for day, move, count in sealed.values_list("day", "move", "count"):
        counts[(day, move)] += count
    waiting = Event.objects.filter(unsealed__isnull=False, move__in=names, at__gte=_midnight(since))
    waiting = waiting.filter(at__lt=_midnight(until + timedelta(days=1))).order_by()
    rows = waiting.values_list(TruncDate("at", tzinfo=SHANGHAI), "move").annotate(Count("pk"))
    for day, move, count in rows:
        counts[(day, move)] += count
    return counts


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def count_afresh(moves: Iterable[str]) -> Mapping[tuple[date, str], int]:
    """The same for every day, counted event by event: slow, and right whatever the tallies say."""
    day = TruncDate("at", tzinfo=SHANGHAI)
    rows = (
        Event.objects.filter(move__in=list(moves)).values_list(day, "move").annotate(Count("pk")).order_by()
    )
    return {(made_on, move): count for made_on, move, count in rows}


def last_facts(streams: Iterable[UUID], move: str) -> Mapping[UUID, Mapping[str, Any]]:
    """What the last event of this move says in each of these streams that has one."""
    rows = Event.objects.filter(stream__in=list(streams), move=move).order_by("stream", "-seq")
    return dict(rows.distinct("stream").values_list("stream", "facts"))


def last_events(streams: Iterable[UUID], *, leaving_out: Iterable[str] = ()) -> Mapping[UUID, Event]:
    """The newest event of each of these streams, apart from some moves; one query."""
    rows = Event.objects.filter(stream__in=list(streams)).exclude(move__in=list(leaving_out))
    return {event.stream: event for event in rows.order_by("stream", "-seq").distinct("stream")}


def last_moves(moves: Iterable[str]) -> Iterator[tuple[UUID, str]]:
    """For each stream that made any of these moves, the one that it made last; in the order of the streams."""
    rows = Event.objects.filter(move__in=list(moves)).order_by("stream", "-seq")
    yield from rows.distinct("stream").values_list("stream", "move").iterator(CHUNK)


def moments_of(move: str) -> Iterator[tuple[UUID, datetime]]:
    """Each stream that made this move and when it did so last, in the order of the streams."""
    rows = Event.objects.filter(move=move).order_by("stream", "-seq")
    yield from rows.distinct("stream").values_list("stream", "at").iterator(CHUNK)


class Made(NamedTuple):
    """One move, without what it says."""

    stream: UUID
    move: str
    at: datetime
    actor_id: int | None


def made_between(moves: Iterable[str], since: datetime, until: datetime) -> Iterator[Made]:
    """Each of these moves in [since, until), in the order in which they were made."""
    rows = Event.objects.filter(move__in=list(moves), at__gte=since, at__lt=until).order_by("at", "pk")
    for row in rows.values_list("stream", "move", "at", "actor_id").iterator(CHUNK):
        yield Made(*row)


def last_event_id() -> int:
    """The highest event key so far: a live page that has seen it need not refresh."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def heads() -> QuerySet[Head]:
    """The published heads, newest first."""
    return Head.objects.select_related("seal").order_by("-day")
