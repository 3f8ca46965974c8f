"""Upward reactions: rooms above subscribe to moves; each event reaches each consumer once.

An event's delivery is a job enqueued in the event's own transaction, so it is neither lost nor early. The receipt,
unique on (consumer, event), is written in the transaction of the reaction, so a repeated delivery does nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction

from fenbo.journal.models import Event

Reaction = Callable[[Event, datetime], None]

_reactions: dict[str, Reaction] = {}
_by_move: dict[str, list[str]] = {}
# None: by a job. Else at once, but for these.
_at_once: ContextVar[frozenset[str] | None] = ContextVar("at_once", default=None)


def subscribe(consumer: str, *moves: str, reaction: Reaction) -> None:
    """Let `reaction(event, now)` follow every event with one of these moves. Called when an app gets ready."""
    _reactions[consumer] = reaction
    for move in moves:
        if consumer not in _by_move.setdefault(move, []):
            _by_move[move].append(consumer)


def announce(event: Event, *, now: datetime) -> None:
    """Enqueue the event for those who follow its move, in the current transaction."""
    left_out = _at_once.get()
    for consumer in _by_move.get(event.move, ()):
        if left_out is not None:
            if consumer not in left_out:
                deliver(consumer, event.pk, now=now)
        else:
            from fenbo.journal.jobs import consume

            consume.defer(consumer=consumer, event_id=event.pk)


def deliver(consumer: str, event_id: int, *, now: datetime) -> bool:
    """React to an event unless that was done before; True when the reaction ran."""
    with transaction.atomic():
        if not _take_receipt(consumer, event_id, now):
            return False
        _reactions[consumer](Event.objects.get(pk=event_id), now)
    return True


def _take_receipt(consumer: str, event_id: int, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO journal_receipt (consumer, event_id, done_at) VALUES (%s, %s, %s)
               ON CONFLICT DO NOTHING""",
            [consumer, event_id, now],
        )
        return int(cursor.rowcount) == 1


@contextmanager
def at_once(*, leaving_out: Iterable[str] = ()) -> Iterator[None]:
    """React inside the announcing transaction: for playing back a past in which no worker ran.

    Consumers `leaving_out` hear nothing: those that prepare what nobody looks at in a past that is over.
    """
    token = _at_once.set(frozenset(leaving_out))
    try:
        yield
    finally:
        _at_once.reset(token)
