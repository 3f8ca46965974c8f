"""Published texts by their words, however many there are: one index has the words, the week and the place of each.

A usual word is in tens of thousands of texts, and nobody reads more than the newest. So these are looked for in the
newest weeks first, then in the newest months and seasons, and in all of them only while too few were found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Max

from fenbo.core import paging
from fenbo.core.lapsing import Lapsing
from fenbo.core.paging import Page
from fenbo.publication import reading
from fenbo.publication.models import IS_PUBLIC, Publication
from fenbo.publication.reading import ANY, PUBLIC, Sql

Found = TypeVar("Found")
WEEK_SECONDS = 7 * 24 * 3600
# What is looked at first, two of a kind: how many weeks each is of.
STRETCHES = {"week": 1, "month": 4, "season": 16}
# More than anybody will ever publish. A limit keeps the planner from turning what stands within it inside out.
FENCE = 2**40
# The statistics are of a sample, and some days old: with so many times as many as were to be counted nobody counts.
SURE = 4
# How many times as many as are wanted should be there: words keep company, so that there are fewer than expected.
PLENTY = 2

# The index by age has exactly what is public, and how much that is.
STATISTICS = """
SELECT most_common_elems::text::text[], most_common_elem_freqs, reltuples
FROM pg_stats JOIN pg_class ON relname = 'public_newest'
WHERE schemaname = current_schema() AND tablename = 'public_words' AND relnamespace = current_schema()::regnamespace
"""


# What a public text is found by, as it is indexed (models.TERMS).
TERMS = "publication_terms(words, published_at, prefecture, region_id, subject, category_id, unit_id)"


def all_of(words: Iterable[str]) -> Sql:
    """A query for what has every one of these words."""
    return Sql("plainto_tsquery('simple', %s)", (" ".join(words),))


def any_mark(*marks: str) -> Sql:
    """A query for any of these marks, which `publication_terms` (migrations) puts beside the words."""
    return Sql("%s::tsquery", (" | ".join(f"'{mark}'" for mark in marks),))


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The share of public texts that have a word or a mark, of those that many have; how many texts there are, and how
    many of them appear in a week."""

    shares: Mapping[str, float] = field(default_factory=dict)
    weekly: float = 0
    total: float = 0

    def share(self, words: Iterable[str]) -> float:
        """Of those that have all of them, at most; nothing where one of them is rare."""
        return min((self.shares.get(word, 0.0) for word in words), default=0.0)


def _frequencies() -> Frequencies:
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS)
        row = cursor.fetchone()
    if not row or not row[0]:
        return Frequencies()
    # Behind the frequencies of the words stand the least and the greatest of them.
    shares = dict(zip(row[0], row[1], strict=False))
    season = max((share for word, share in shares.items() if word.startswith("season:")), default=0.0)
    return Frequencies(shares, season * row[2] / STRETCHES["season"], row[2])


frequencies = Lapsing(_frequencies, seconds=600)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: public texts that fulfil `among` and, where there is one, match the `query`.

    `share` is how many of all texts match it at most, as far as the statistics know and as if words and places were
    independent; `at_least` is how many certainly do.
    """

    query: Sql | None
    share: float = 0.0
    among: Sql = ANY
    at_least: float = 0.0

    def marked(self, mark: str) -> "Sought":
        """Those of them with this mark; to be asked only where there is a query."""
        assert self.query is not None
        share = self.share * frequencies().shares.get(mark, 0.0)
        return replace(self, query=self.query.joined("&&", any_mark(mark)), share=share, at_least=0.0)

    def filled(
        self,
        enough: int,
        look: Callable[[Sql], Found],
        number: Callable[[Found], int],
        around: datetime | None = None,
        *,
        onward: bool = False,
        by_age: bool = False,
    ) -> Found:
        """What `look` finds in as few weeks as have `enough` of it by `number`, or in all of them where none have.

        Looked at are all texts of the weeks before `around` (or the newest text, or after it where `onward`), so what is
        found first in that order is the same wherever it was found. How many were in the weeks before tells whether more
        weeks are worth a try; where their order does not matter, all of them are as quick.

        What is wanted `by_age` and few have is gathered first and put in order then: going through all texts by their
        age in the hope of meeting it soon, as the planner likes to, can mean to read every one of them.
        """
        a_week: float | None = None
        for weeks, condition in self._stretches(enough, around, onward, by_age):
            if weeks and a_week is not None and (not by_age or a_week * 2 * weeks < enough):
                continue
            found = look(condition)
            if number(found) >= enough:
                break
            a_week = number(found) / weeks if weeks else None
        return found

    def _stretches(
        self, enough: int, around: datetime | None, onward: bool, by_age: bool
    ) -> Iterator[tuple[int, Sql]]:
        """Conditions and how many weeks each is of; the last one is without bounds, which is 0."""
        if self.query is None:
            yield 0, self.among
            return
        is_scarce = not self.share
        for name, weeks in STRETCHES.items():
            if self.share * frequencies().weekly * 2 * weeks < PLENTY * enough:
                continue
            start = around or newest_published()
            if start is not None:
                is_scarce = is_scarce or around is None
                count = int(start.timestamp() // WEEK_SECONDS // weeks)
                # What the newest text is was asked a minute ago, so the time after it counts too.
                counts = (count, count + 1) if onward else (count - 1, count, count + (around is None))
                marks = any_mark(*(f"{name}:{one}" for one in sorted({*counts})))
                yield weeks, _having(self.query.joined("&&", marks)) & self.among
        everything = _having(self.query)
        if by_age and is_scarce:
            gathered = f"case_id IN (SELECT case_id FROM {PUBLIC} AND {everything.text} LIMIT {FENCE})"
            everything = Sql(gathered, everything.values)
        yield 0, everything & self.among

    def fetched(self, columns: Sequence[str], most: int, *, by_age: bool = False) -> list[tuple[Any, ...]]:
        """At most so many of them, the newest first where that matters (`by_age`)."""
        order = reading.NEWEST_FIRST if by_age else ""
        return self.filled(
            most, lambda condition: reading.fetch(columns, condition, most, order), len, by_age=by_age
        )

    def newest(self, size: int, before: str | None, after: str | None) -> Page[Publication]:
        """A page of them, the newest first."""
        onward = bool(after and not before)

        def look(condition: Sql) -> Page[Publication]:
            return reading.page(condition, before=before, after=after, size=size)

        def number(page: Page[Publication]) -> int:
            return len(page.rows) + bool(page.newer if onward else page.older)

        around = paging.instant_of(before or after)
        return self.filled(size + 1, look, number, around, onward=onward, by_age=True)

    def count(self, most: int) -> int:
        """How many there are, counted no further than to `most`, and not at all where there certainly are as many."""
        if self.at_least * frequencies().total > SURE * most:
            return most
        return self.filled(most, lambda condition: reading.count(condition, most), int)


def mark_of_region(code: str) -> str:
    """Of everything in the region, by its code (GB/T 2260)."""
    return f"in:{code[:2] if code.endswith('0000') else code[:4] if code.endswith('00') else code}"


def mark_of_category(code: str) -> str:
    """Of a category of either level."""
    return f"about:{code}"


def mark_of_unit(unit: int) -> str:
    """Of what a unit answered."""
    return f"by:{unit}"


def _having(query: Sql) -> Sql:
    return Sql(f"{TERMS} @@ ({query.text})", query.values)


def _newest() -> datetime | None:
    found: datetime | None = Publication.objects.filter(IS_PUBLIC).aggregate(at=Max("published_at"))["at"]
    return found


newest_published = Lapsing(_newest, seconds=60)
