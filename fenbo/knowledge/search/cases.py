"""Published cases that are about the same, for somebody who is still typing; quick among a million."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fenbo.core.errors import OutOfScope
from fenbo.core.lapsing import LapsingEach
from fenbo.knowledge.search import terms
from fenbo.publication import finding, reading
from fenbo.publication import queries as publication
from fenbo.publication.finding import Sought, frequencies
from fenbo.publication.models import Publication

# What suggestions and openings of published cases are called, beside the kinds of items.
KIND = "case"
# What is compared of the newest that have the words; it bounds the cost however many have them.
COMPARED = 60
# So many words at once, the rarest ones: with more of them almost nothing has all.
MOST_WORDS = 4


class Compared(NamedTuple):
    """What is looked at of each case before the few that are shown are read."""

    pk: UUID
    title: str
    question: str
    published_at: datetime


COLUMNS = ("case_id", "title", "question", "published_at")


def like(text: str, *, most: int = 3) -> list[Publication]:
    """The published cases that share most with the text, or did half a minute ago, the newest first where equal.

    Whether everybody may still read them is asked each time.
    """
    return publication.named(reading.by_key(_ranked((text, most)), reading.WHOLE))


def _rank(wanted: tuple[str, int]) -> list[UUID]:
    text, most = wanted
    words = _words(text)
    found: dict[UUID, Compared] = {}
    for some in _narrowing(words):
        for row in _having(some):
            found.setdefault(row.pk, row)
        if len(found) >= most:
            break
    ranked = sorted(found.values(), key=lambda row: (-_shared(row, words), -row.published_at.timestamp()))
    return [row.pk for row in ranked[:most]]


_ranked = LapsingEach(_rank, most=1_000)


def number_of(key: UUID) -> str:
    """The number of a case that everybody may read; raises OutOfScope."""
    number = publication.public().filter(pk=key).values_list("number", flat=True).first()
    if number is None:
        raise OutOfScope
    return number


def _words(text: str) -> list[str]:
    """The words that say most, the rarest first, slips mended."""
    query = terms.parse(text)
    meant = [word for word, weight in query.terms.items() if weight >= terms.SLIP and len(word) > 1]
    common = frequencies().shares
    return sorted(meant, key=lambda word: (common.get(word, 0), -len(word), word))[:MOST_WORDS]


def _narrowing(words: list[str]) -> Iterator[list[str]]:
    """All of them, then the two rarest. One word alone says too little, unless it is all that was typed."""
    if words:
        yield words
    if len(words) > 2:
        yield words[:2]


def _having(words: list[str]) -> list[Compared]:
    sought = Sought(finding.all_of(words), frequencies().share(words))
    return [Compared(*row) for row in sought.fetched(COLUMNS, COMPARED, by_age=True)]


def _shared(row: Compared, words: list[str]) -> int:
    return sum(2 * (word in row.title) + (word in row.question) for word in words)
