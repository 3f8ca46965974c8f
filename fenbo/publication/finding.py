"""Published texts by their words, however many there are: one index has the words, the week and the place of each.

A usual word is in tens of thousands of texts, and nobody reads more than the newest. So these are looked for in the
newest weeks first, then in the newest months and seasons, and in all of them only while too few were found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection
from django.db.models import Max

from fenbo.core import paging
from fenbo.core.lapsing import Lapsing
from fenbo.core.paging import Page
from fenbo.publication import reading
from fenbo.publication.models import IS_PUBLIC, Publication
from fenbo.publication.reading import ANY, PUBLIC, Sql

WEEK_SECONDS = 7 * 24 * 3600
# What is looked at first, two of a kind: how many weeks each is of.
STRETCHES = {"week": 1, "month": 4, "season": 16}
# More than anybody will ever publish. A limit keeps the planner from turning what stands within it inside out.
FENCE = 2**40
# How many times as many as are wanted should be there: words keep company, so that there are fewer than expected.
PLENTY = 2

STATISTICS = """
SELECT most_common_elems::text::text[], most_common_elem_freqs, reltuples
FROM pg_stats JOIN pg_class ON relname = 'publication_publication'
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
    """The share of public texts that have a word or a mark, of those that many have; and how many appear in a week."""

    shares: Mapping[str, float] = field(default_factory=dict)
    weekly: float = 0

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
    return Frequencies(shares, season * row[2] / STRETCHES["season"])


frequencies = Lapsing(_frequencies, seconds=600)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: public texts that fulfil `among` and, where there is one, match the `query`.

    `share` is how many of all texts match it, as far as the statistics know and as if words and places were independent.
    """

    query: Sql | None
    share: float = 0.0
    among: Sql = ANY

    def marked(self, mark: str) -> "Sought":
        """Those of them with this mark; to be asked only where there is a query."""
        assert self.query is not None
        share = self.share * frequencies().shares.get(mark, 0.0)
        return replace(self, query=self.query.joined("&&", any_mark(mark)), share=share)

    def stretches(
        self, enough: int, around: datetime | None = None, *, onward: bool = False, by_age: bool = False
    ) -> Iterator[Sql]:
        """Conditions to be tried in turn until one has found enough; the last one is without bounds.

        Each has all texts of the weeks before `around` (or the newest text, or after it where `onward`), so what is
        found first in that order is the same whichever of them found it.

        What is wanted `by_age` and few have is gathered first and put in order then: going through all texts by their
        age in the hope of meeting it soon, as the planner likes to, can mean to read every one of them.
        """
        if self.query is None:
            yield self.among
            return
        is_scarce = not self.share
        for name, weeks in STRETCHES.items():
            if self.share * frequencies().weekly * 2 * weeks < PLENTY * enough:
                continue
            start = around or newest_published()
            if start is not None:
                is_scarce = is_scarce or around is None
                number = int(start.timestamp() // WEEK_SECONDS // weeks)
                # What the newest text is was asked a minute ago, so the time after it counts too.
                numbers = (number, number + 1) if onward else (number - 1, number, number + (around is None))
                marks = any_mark(*(f"{name}:{one}" for one in sorted({*numbers})))
                yield _having(self.query.joined("&&", marks)) & self.among
        everything = _having(self.query)
        if by_age and is_scarce:
            gathered = f"case_id IN (SELECT case_id FROM {PUBLIC} AND {everything.text} LIMIT {FENCE})"
            everything = Sql(gathered, everything.values)
        yield everything & self.among

    def newest(self, size: int, before: str | None, after: str | None) -> Page[Publication]:
        """A page of them, the newest first, from as few weeks as fill it."""
        shown: Page[Publication] = Page([], None, None)
        onward = bool(after and not before)
        for condition in self.stretches(size, paging.instant_of(before or after), onward=onward, by_age=True):
            shown = reading.page(condition, before=before, after=after, size=size)
            if shown.newer if onward else shown.older:
                break
        return shown

    def count(self, most: int) -> int:
        """How many there are, counted no further than to `most`."""
        number = 0
        for condition in self.stretches(most):
            number = reading.count(condition, most)
            if number == most:
                break
        return number


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
