"""What changed between two texts, word by word. Pure."""

from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

import rjieba


class Change(StrEnum):
    KEPT = "kept"
    CUT = "cut"
    ADDED = "added"


class Piece(NamedTuple):
    text: str
    change: Change


def pieces(old: str, new: str) -> list[Piece]:
    """The new text with what was cut out of the old one standing where it stood."""
    before, after = rjieba.cut(old), rjieba.cut(new)
    found: list[Piece] = []
    for tag, start, end, to, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        cut, added = "".join(before[start:end]), "".join(after[to:until])
        if tag == "equal":
            found.append(Piece(cut, Change.KEPT))
            continue
        found += [Piece(cut, Change.CUT)] if cut else []
        found += [Piece(added, Change.ADDED)] if added else []
    return found
