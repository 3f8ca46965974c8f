"""Collected answers: published cases of one topic on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import PublicationState
from fenbo.cases.models import Case
from fenbo.cases.operations.texts import wanted
from fenbo.core.errors import InvalidInput
from fenbo.core.ids import read_public_number
from fenbo.directory.actors import Actor
from fenbo.knowledge import index, scope, slugs
from fenbo.knowledge.lifecycle import Move
from fenbo.knowledge.models import Collection, Source
from fenbo.knowledge.turn import Turn, first_turn, turn


@dataclass(frozen=True, slots=True)
class Gathering:
    """What an editor writes: `sources` are (public number of a published case, heading), in order."""

    title: str
    introduction: str
    category: str
    sources: Sequence[tuple[str, str]]


def begin(*, gathering: Gathering, owner: int, actor: Actor, now: datetime) -> Collection:
    """A new page, as a draft."""
    scope.require(actor, Move.WRITE, owner)
    slug = slugs.slug_for(gathering.title, Collection.objects.all())
    page = Collection(slug=slug, owner_id=owner, updated_at=now, category_id=gathering.category)
    with first_turn(page, actor=actor, now=now) as mine:
        _fill(mine, gathering)
    return page


def write(
    *,
    collection_id: UUID,
    gathering: Gathering,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Collection:
    """Change a page; it is reviewed again before the public reads it. Looking at its sources clears their flags."""
    mine_to_edit = scope.editable(actor, Collection.objects.all())
    with turn(mine_to_edit, collection_id, actor=actor, now=now, version=version) as mine:
        _fill(mine, gathering)
        index.drop(collection_id)
        return mine.row


def _fill(mine: Turn[Collection], gathering: Gathering) -> None:
    page = mine.row
    page.title = wanted(gathering.title, field="title", most=120)
    page.introduction = wanted(gathering.introduction, field="introduction")
    page.category_id = gathering.category
    page.author_id, page.reviewer_id, page.updated_at = mine.actor.staff_id, None, mine.now
    found = [
        (_published(number), wanted(heading, field="sources", most=120))
        for number, heading in gathering.sources
    ]
    if not found:
        raise InvalidInput(_("至少要有一件已公示的诉求。"), field="sources")
    mine.make(Move.WRITE)
    page.sources.all().delete()
    Source.objects.bulk_create(
        Source(collection=page, case=case, place=place, heading=heading)
        for place, (case, heading) in enumerate(dict(found).items())
    )


def _published(number: str) -> Case:
    """Only what the public can read already may be gathered."""
    case = Case.objects.filter(
        number=read_public_number(number) or "", publication_state=PublicationState.PUBLISHED
    ).first()
    if case is None:
        message = _("没有找到编号为 %(number)s 的已公示诉求。")
        raise InvalidInput(message % {"number": number}, field="sources")
    return case
