from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from fenbo.core.ids import new_id
from fenbo.journal import operations
from fenbo.journal.chain import EMPTY, Entry, Link
from fenbo.journal.models import Event

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)
Write = Callable[..., Event]


class Pen:
    """Writes moves as a room does: `pen.write("dispatch", stream, at=…, remark="…")`."""

    def __init__(self) -> None:
        self.links: dict[UUID, Link] = {}

    def write(self, move: str, stream: UUID | None = None, *, at: datetime = NOON, **facts: object) -> Event:
        stream = stream or new_id()
        link = self.links.get(stream, Link(0, EMPTY))
        entry = Entry(stream, link.seq + 1, move, at, "staff", 7, "分拨中心 王海青", 3, "", facts)
        event = operations.compose(entry, link.hash)
        with transaction.atomic():
            operations.append([event], now=at)
        self.links[stream] = Link(event.seq, bytes(event.hash))
        return event


@pytest.fixture
def pen(db: None) -> Pen:
    return Pen()
