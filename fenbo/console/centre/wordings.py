"""Who changed what in a public wording, version by version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from fenbo.directory.models import Staff
from fenbo.knowledge import diffing
from fenbo.publication.models import PublicText
from fenbo.publication.queries import Review

# Beyond these nobody reads, and every comparison costs.
MOST = 6
FIELDS = {"title": _("公示标题"), "question": _("公示诉求"), "answer": _("公示答复")}
Changes = Sequence[tuple[object, Sequence[diffing.Piece]]]


@dataclass(frozen=True, slots=True)
class Wording:
    """One version: who wrote it (nobody: the system), when, and what it changed in the one before."""

    version: int
    by: Staff | None
    at: datetime
    changes: Changes
    is_first: bool


def told(review: Review) -> list[Wording]:
    """The newest versions, the last one first; nothing before there is a text."""
    if not review.publication.answer:
        return []
    texts: list[PublicText] = [review.publication, *review.earlier]
    newest = [_wording(new, old) for new, old in pairwise(texts[: MOST + 1])]
    return newest if len(texts) > MOST else [*newest, _wording(texts[-1], None)]


def _wording(new: PublicText, old: PublicText | None) -> Wording:
    changes = [
        (label, diffing.pieces(getattr(old, name), getattr(new, name)))
        for name, label in FIELDS.items()
        if old is not None and getattr(old, name) != getattr(new, name)
    ]
    return Wording(new.version, new.proposed_by, new.proposed_at, changes, old is None)
