"""Checking that what everybody reads is what was agreed to: part of `fenbo journal verify`."""

from collections.abc import Callable, Iterator
from uuid import UUID

from fenbo.cases.lifecycle import Move, PublicationState
from fenbo.journal.queries import last_facts
from fenbo.journal.verification import register
from fenbo.publication.models import IS_PUBLIC, Publication

CHUNK = 1_000


def texts_hold(progress: Callable[[int], None]) -> Iterator[str]:
    """Every public wording hashes to what the journal says was published, and its case says that it is public."""
    batch: list[Publication] = []
    rows = Publication.objects.filter(IS_PUBLIC).select_related("case").defer("words").order_by("pk")
    for row in rows.iterator(CHUNK):
        batch.append(row)
        if len(batch) == CHUNK:
            yield from _bad(batch)
            batch.clear()
    yield from _bad(batch)


def _bad(rows: list[Publication]) -> Iterator[str]:
    streams: list[UUID] = [row.pk for row in rows]
    agreed = last_facts(streams, Move.PUBLISH)
    for row in rows:
        if row.case.publication_state != PublicationState.PUBLISHED:
            yield f"publication {row.number}: everybody reads it, its case says {row.case.publication_state}"
        if agreed.get(row.pk, {}).get("digest") != row.digest:
            yield f"publication {row.number}: its text is not the one that was agreed to"


def enlist() -> None:
    register("publications", texts_hold)
