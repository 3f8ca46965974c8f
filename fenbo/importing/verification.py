"""Looking from outside whether a file is in: every public row by the search that everybody has, and the counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case
from fenbo.importing import mapping
from fenbo.importing.checking import BadRow, Record
from fenbo.importing.operations import Progress, begun, reading
from fenbo.importing.tables import Unreadable
from fenbo.journal.queries import count_moves
from fenbo.publication.drafting import known
from fenbo.publication.queries import Wanted, public, public_search
from fenbo.publication.redaction import redact

# Between these a text can be cut without cutting a word.
STOPS = re.compile(r"[\s，。！？；：、“”（）《》…,.!?;:()\"'-]+")
HAN = re.compile(r"[\u4e00-\u9fff]+")
SHORTEST = 4  # characters
MISSING_SHOWN = 10


@dataclass(slots=True)
class Found:
    """What was found of a file. `missing` are rows that the search does not show, with the phrase asked for."""

    rows: int = 0
    cases: int = 0
    answered: int = 0
    public: int = 0
    searched: int = 0
    found: int = 0
    missing: list[tuple[int, str]] = field(default_factory=list)
    moves: dict[str, int] = field(default_factory=dict)
    published: int = 0

    @property
    def holds(self) -> bool:
        """Every good row is a case, every public one is found, and the journal counts no fewer than the file."""
        counted = all(
            self.moves[move] >= count
            for move, count in (
                (Move.RECEIVE, self.cases),
                (Move.CLOSE, self.answered),
                (Move.PUBLISH, self.public),
            )
        )
        return self.rows == self.cases and self.searched == self.found and counted

    def lines(self) -> Iterator[str]:
        yield f"rows of the file that can be taken: {self.rows:,}; cases: {self.cases:,}; answered: {self.answered:,}"
        yield f"found by public search for a phrase of the text: {self.found:,} / {self.searched:,}"
        for number, phrase in self.missing[:MISSING_SHOWN]:
            yield f"  row {number} is not found by “{phrase}”"
        counts = ", ".join(f"{move} {count:,}" for move, count in self.moves.items())
        yield f"counts of the journal, all cases: {counts}; public now: {self.published:,}"


def verify(
    path: Path, rules: mapping.Rules, *, now: datetime, progress: Progress = lambda done: None
) -> Found:
    """Raises Unreadable when the file cannot be read or was never imported."""
    batch = begun(path)
    if batch is None:
        raise Unreadable(f"{path.name}: was never imported")
    cases = dict(batch.rows.values_list("number", "case"))
    states = dict(Case.objects.filter(pk__in=cases.values()).values_list("pk", "publication_state"))
    found = Found()
    with reading(path, rules, now) as (checker, lines):
        for line in lines:
            progress(1)
            try:
                record = checker.record(line)
            except BadRow:
                continue
            found.rows += 1
            if case_id := cases.get(record.row):
                _count(found, record, case_id, is_public=states[case_id] == "publication_published")
    found.moves = dict(count_moves([Move.RECEIVE, Move.CLOSE, Move.PUBLISH], at=now).items())
    found.published = public().count()
    return found


def _count(found: Found, record: Record, case_id: UUID, *, is_public: bool) -> None:
    found.cases += 1
    found.answered += record.replied_at is not None
    found.public += is_public
    phrase = phrase_of(record.texts["content"])
    if not is_public or not phrase:
        return
    found.searched += 1
    if is_found(phrase, case_id):
        found.found += 1
    else:
        found.missing.append((record.row, phrase))


def is_found(phrase: str, case_id: UUID) -> bool:
    """Whether a reader who leafs through all that the search shows for the phrase comes across the case."""
    before: str | None = None
    while True:
        page = public_search(Wanted(words=phrase), before=before).page
        if any(row.pk == case_id for row in page.rows):
            return True
        if page.older is None:
            return False
        before = page.older


def phrase_of(text: str) -> str:
    """The longest stretch between two stops that is read in public as it was written; empty when there is none.

    Preferably one of Chinese characters alone, which no reader would type in another way.
    """
    shown = set(STOPS.split(redact(text, known("", ""))))
    stretches = [piece for piece in STOPS.split(text) if piece in shown and len(piece) >= SHORTEST]
    plain = [piece for piece in stretches if HAN.fullmatch(piece)]
    return max(plain or stretches, key=len, default="")
