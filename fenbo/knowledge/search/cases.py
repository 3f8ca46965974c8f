"""Published cases that are about the same, for somebody who is still typing; quick among a million."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import prefetch_related_objects

from fenbo.core.errors import OutOfScope
from fenbo.core.lapsing import Lapsing
from fenbo.knowledge.search import terms
from fenbo.publication import queries as publication
from fenbo.publication.models import Publication

# What suggestions and openings of published cases are called, beside the kinds of items.
KIND = "case"
# What is compared of the newest that have the words; it bounds the cost however many have them.
COMPARED = 60
# So many words at once, the rarest ones: with more of them almost nothing has all.
MOST_WORDS = 4

STATISTICS = """
SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
WHERE schemaname = current_schema() AND tablename = %s AND attname = 'words'
"""


def _frequencies() -> Mapping[str, float]:
    """The share of published cases that have a word, for common words, as the database's statistics know it."""
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS, [Publication._meta.db_table])
        row = cursor.fetchone()
    # Behind the frequencies of the words stand the least and the greatest of them.
    return dict(zip(row[0], row[1], strict=False)) if row and row[0] else {}


frequencies = Lapsing(_frequencies, seconds=600)


def like(text: str, *, most: int = 3) -> list[Publication]:
    """The published cases that share most with the text, the newest first where equal."""
    wanted = _words(text)
    found: dict[object, Publication] = {}
    for words in _narrowing(wanted):
        for row in _having(words):
            found.setdefault(row.pk, row)
        if len(found) >= most:
            break
    ranked = sorted(found.values(), key=lambda row: (-_shared(row, wanted), -_when(row)))
    shown = ranked[:most]
    # Joined to each of the many that are compared, they would cost more than the comparison.
    prefetch_related_objects(shown, "region", "category", "unit")
    return shown


def number_of(key: UUID) -> str:
    """The number of a case that everybody may read; raises OutOfScope."""
    number = publication.public().filter(pk=key).values_list("number", flat=True).first()
    if number is None:
        raise OutOfScope
    return number


def _when(row: Publication) -> float:
    return row.published_at.timestamp() if row.published_at else 0.0


def _words(text: str) -> list[str]:
    """The words that say most, the rarest first, slips mended."""
    query = terms.parse(text)
    meant = [word for word, weight in query.terms.items() if weight >= terms.SLIP and len(word) > 1]
    common = frequencies()
    return sorted(meant, key=lambda word: (common.get(word, 0), -len(word), word))[:MOST_WORDS]


def _narrowing(words: list[str]) -> Iterator[list[str]]:
    """All of them, then the two rarest. One word alone says too little, unless it is all that was typed."""
    if words:
        yield words
    if len(words) > 2:
        yield words[:2]


def _having(words: list[str]) -> list[Publication]:
    query = SearchQuery(" ".join(words), config="simple", search_type="plain")
    rows = publication.public().filter(words=query).defer("words")
    return list(rows.order_by("-published_at", "-pk")[:COMPARED])


def _shared(row: Publication, words: list[str]) -> int:
    return sum(2 * (word in row.title) + (word in row.question) for word in words)
