"""How an actor's move becomes an event on the chain of what it changed, whichever room that belongs to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from fenbo.directory.actors import Actor
from fenbo.journal import operations as journal
from fenbo.journal.chain import Entry, Link
from fenbo.journal.queries import Event


class Recorded(Protocol):
    """A row that is a stream of the journal and remembers where its chain stands."""

    pk: Any
    version: int
    chain: Any

    @property
    def link(self) -> Link: ...


def compose(
    row: Recorded,
    move: str,
    *,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    unit_id: int | None = None,
) -> Event:
    """The event that continues the row's chain; the row's link goes on with it. Nothing is written."""
    stream: UUID = row.pk
    entry = Entry(
        stream=stream,
        seq=row.link.seq + 1,
        move=move,
        at=at,
        actor_kind=str(actor.kind),
        actor_id=actor.staff_id,
        actor_name=actor.name,
        unit_id=unit_id,
        on_behalf_of=actor.on_behalf_of,
        facts=facts,
    )
    event = journal.compose(entry, row.link.hash)
    row.version, row.chain = event.seq, event.hash
    return event
