"""Which parts of a text to mark, and which part of it to show."""

import re
from collections.abc import Sequence
from typing import NamedTuple

AROUND = 90


class Span(NamedTuple):
    text: str
    marked: bool


def spans(text: str, words: Sequence[str]) -> list[Span]:
    """The text in pieces, those that are one of the words marked. `words` come longest first."""
    if not words:
        return [Span(text, False)]
    pattern = re.compile("(" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE)
    return [Span(piece, bool(at % 2)) for at, piece in enumerate(pattern.split(text)) if piece]


def snippet(text: str, words: Sequence[str], length: int = AROUND) -> list[Span]:
    """The stretch of the text that has most of the words, with dots where it was cut."""
    flat = re.sub(r"\s+", " ", text)
    if len(flat) <= length:
        return spans(flat, words)
    hits = [(found.start(), word) for word in words for found in re.finditer(re.escape(word), flat)]
    starts = sorted({max(0, at - 20) for at, _word in hits} | {0})
    start = max(starts, key=lambda one: (len({w for at, w in hits if one <= at < one + length}), -one))
    start = min(start, len(flat) - length)
    before, behind = "…" if start else "", "…" if start + length < len(flat) else ""
    return spans(before + flat[start : start + length] + behind, words)
