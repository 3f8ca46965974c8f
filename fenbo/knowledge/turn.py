"""One actor's turn at one locked entry or paper: permission, state, journal and notices in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypedDict, TypeVar, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fenbo.core.errors import OutOfScope, Refused, StaleVersion
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.recording import compose
from fenbo.journal import operations as journal
from fenbo.journal.queries import Event
from fenbo.knowledge import scope
from fenbo.knowledge.lifecycle import Move, advance
from fenbo.knowledge.models import Collection, Entry, Policy, Version
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic

Row = TypeVar("Row", Entry, Policy, Collection)


class SecondPersonWanted(Refused):
    """Whoever wrote a text may not be the one who lets it out."""

    status = 409
    message = _("编写人不能复核自己写的内容，请交给另一位同事。")


class Facts(TypedDict, total=False):
    """What an event may say. No personal data and no text that a member of the public wrote."""

    number: int
    digest: str
    reason: str
    unit: str
    case: str
    second_person: str
    outcome: str
    valid_to: str


@dataclass(slots=True)
class Turn(Generic[Row]):
    row: Row
    actor: Actor
    now: datetime
    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def make(self, move: Move, **facts: Unpack[Facts]) -> None:
        """Advance the row by this move and record it; raises MissingDuty or IllegalMove."""
        scope.require(self.actor, move, self.row.owner_id)
        self.row.state = advance(self.row.state, move)
        self._record(move, facts)

    def make_version(self, version: Version, move: Move, **facts: Unpack[Facts]) -> None:
        """Advance one of an entry's versions; its event stands in the entry's chain. The caller saves it."""
        scope.require(self.actor, move, self.row.owner_id)
        version.state = advance(version.state, move)
        named: Facts = {"number": version.number, **facts}
        self._record(move, named)

    def _record(self, move: Move, facts: Facts) -> None:
        self.events.append(
            compose(
                self.row,
                move.value,
                actor=self.actor,
                at=self.now,
                facts=facts,
                unit_id=self.row.owner_id,
            )
        )

    def tell(self, topic: Topic, duty: Duty, *unit_ids: int) -> None:
        """Leave a notice of the move just made for those who hold the duty at these units."""
        for unit_id in dict.fromkeys(unit_ids):
            self.notices.append(
                Notice(
                    key=f"{self.row.pk}:{self.row.version}:{topic}:{unit_id}:{duty}",
                    topic=topic,
                    unit_id=unit_id,
                    duty=duty,
                    subject=self.row.pk,
                    created_at=self.now,
                )
            )

    def end(self) -> None:
        self.row.save()
        if self.events:
            journal.append(self.events, now=self.now)
        if self.notices:
            notices.post(self.notices)


@contextmanager
def turn(
    rows: QuerySet[Row], pk: UUID, *, actor: Actor, now: datetime, version: int | None = None
) -> Iterator[Turn[Row]]:
    """Lock the row out of those that the actor may see. `version` is what the page showed: StaleVersion if old."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        if row is None:
            raise OutOfScope
        if version is not None and version != row.version:
            raise StaleVersion
        mine = Turn(row, actor, now)
        yield mine
        mine.end()


@contextmanager
def first_turn(row: Row, *, actor: Actor, now: datetime) -> Iterator[Turn[Row]]:
    """The turn in which a new row is made; it has to exist before anything can point to it."""
    with transaction.atomic():
        row.save(force_insert=True)
        mine = Turn(row, actor, now)
        yield mine
        mine.end()
