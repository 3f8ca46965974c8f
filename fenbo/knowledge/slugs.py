"""Addresses that can be read and typed: a title's pinyin."""

import re
from functools import lru_cache

from django.db.models import QuerySet
from pypinyin import lazy_pinyin

from fenbo.knowledge.models.streamed import Streamed

LONGEST = 60


def slug_for(title: str, taken: QuerySet[Streamed]) -> str:
    """The first syllables of the title, with a number behind where another has the same."""
    stem = spelt(title) or "item"
    beside = set(taken.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(beside) + 3))
    return stem if stem not in beside else next(name for name in numbered if name not in beside)


@lru_cache(maxsize=20_000)
def spelt(title: str) -> str:
    """The first syllables of a title, with dashes between; empty where nothing in it can be spelt."""
    # The package takes a list here as well and spreads it.
    syllables = lazy_pinyin(title, errors=_kept)  # type: ignore[arg-type]
    whole = "-".join(part for part in syllables if part)
    stem = re.sub(r"-{2,}", "-", whole)[:LONGEST].rpartition("-")[0] if len(whole) > LONGEST else whole
    return stem.strip("-")


def _kept(part: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", part.lower())
