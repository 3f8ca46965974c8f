"""Photographs beside a public text: hidden until somebody has covered faces and plates, or found none.

The original is never public. What everybody sees is a copy drawn anew, in which every covered part keeps sixteen colours
of the thousands that were there; nothing of it can be brought back.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move, PublicationState
from fenbo.cases.models import Case
from fenbo.cases.operations.texts import clean, wanted
from fenbo.cases.operations.turn import turn
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.files import operations as files
from fenbo.files import storage
from fenbo.files.models import Attachment
from fenbo.files.queries import attachments_of
from fenbo.publication.drafting import known_of
from fenbo.publication.models import Publication, PublicPicture, Showing
from fenbo.publication.operations import make
from fenbo.publication.redaction import left_over

WIDEST = 1_600
# What is left of a covered part, each way.
GRAIN = 4
MOST_AREAS = 50
LONGEST_WORDS = 200
QUALITY = 85
# The copy's name tells nothing of the original's.
NAME = "photo.jpg"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle to cover, in hundredths of the picture's width and height from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def read_areas(text: str) -> list[Area]:
    """One rectangle a line: left, top, width and height in per cent; InvalidInput where a line is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_AREAS:
        raise InvalidInput(_("最多遮盖 %(most)s 处。") % {"most": MOST_AREAS}, field="areas")
    return [_area(line) for line in lines]


def _area(line: str) -> Area:
    try:
        left, top, width, height = (float(part) for part in line.replace(",", " ").replace("，", " ").split())
    except ValueError:
        left = top = width = height = -1.0
    if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100):
        message = _("“%(line)s”不是一处：请写左、上、宽、高四个百分数，例如 10 20 15 30。")
        raise InvalidInput(message % {"line": line[:60]}, field="areas")
    return Area(left, top, width, height)


def show(
    *,
    case_id: UUID,
    file_id: UUID,
    areas: Sequence[Area],
    words: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> PublicPicture:
    """Let a photograph stand beside the public text with these parts covered; with none, because there is nothing to cover.

    `words` say what it shows to those who do not see it. Another person agrees to it with the text.
    """
    words = clean(wanted(words, field="words", most=LONGEST_WORDS))
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        row = _proposed(mine.case, actor)
        if left_over(words, known_of(mine.case.requester)):
            raise InvalidInput(_("图片说明里不能有姓名、电话等个人信息。"), field="words")
        original = _original(mine.case, file_id)
        picture = _picture(row, file_id, actor, now)
        picture.showing = Showing.COVERED if areas else Showing.WHOLE
        picture.areas = [[area.left, area.top, area.width, area.height] for area in areas]
        picture.words = words
        content = ContentFile(covered(storage.place(original.stored_name).read_bytes(), areas), NAME)
        copy = files.attach(
            owner=picture.pk, upload=content, actor_name=actor.name, now=now, label=f"{mine.case.version}"
        )
        picture.copy = copy.pk
        picture.save()
        told = _("照片：遮盖 %(count)s 处后随文公示") % {"count": len(areas)}
        make(mine, Move.PROPOSE, {"digest": row.digest, "version": row.version, "remark": told})
        return picture


def hide(
    *, case_id: UUID, file_id: UUID, actor: Actor, now: datetime, version: int | None = None
) -> PublicPicture:
    """Keep a photograph from the public after all."""
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        row = _proposed(mine.case, actor)
        _original(mine.case, file_id)
        picture = _picture(row, file_id, actor, now)
        picture.showing, picture.copy, picture.areas, picture.words = Showing.HIDDEN, None, [], ""
        picture.save()
        told = _("照片：不公示")
        make(mine, Move.PROPOSE, {"digest": row.digest, "version": row.version, "remark": told})
        return picture


def _proposed(case: Case, actor: Actor) -> Publication:
    """The text that waits for a second person: only then are its pictures decided about."""
    scope.require(actor, Move.PROPOSE, case)
    row = Publication.objects.filter(pk=case.pk, case__publication_state=PublicationState.PROPOSED).first()
    if row is None:
        raise InvalidInput(_("只有待复核的公示可以处理照片；已公示的请先撤下。"))
    return row


def _original(case: Case, file_id: UUID) -> Attachment:
    found = attachments_of(case.pk).filter(pk=file_id).first()
    if found is None or not found.is_image:
        raise OutOfScope
    return found


def _picture(row: Publication, file_id: UUID, actor: Actor, now: datetime) -> PublicPicture:
    known = PublicPicture.objects.filter(publication=row, original=file_id).first()
    picture = known or PublicPicture(publication=row, original=file_id)
    picture.decided_by_id, picture.decided_at = actor.staff_id, now
    return picture


def covered(content: bytes, areas: Iterable[Area]) -> bytes:
    """The picture drawn anew as JPEG, without anything but its points, and these parts made unreadable."""
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    for area in areas:
        box = _box(area, picture.width, picture.height)
        part = picture.crop(box)
        coarse = part.resize((GRAIN, GRAIN), Image.Resampling.BOX)
        picture.paste(coarse.resize(part.size, Image.Resampling.NEAREST), box)
    picture.thumbnail((WIDEST, WIDEST))
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def _box(area: Area, width: int, height: int) -> tuple[int, int, int, int]:
    """In points of the picture, at least one each way and never beyond its edge."""
    left, top = int(area.left * width / 100), int(area.top * height / 100)
    right = min(width, max(left + 1, -int(-(area.left + area.width) * width // 100)))
    bottom = min(height, max(top + 1, -int(-(area.top + area.height) * height // 100)))
    return left, top, right, bottom
