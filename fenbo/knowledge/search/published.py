"""Searching published cases in the words of people: how many, of which subjects and places, and the most fitting first.

However many cases have the words, only so many are looked at: counts beyond `COUNTED` say "at least", and the order by
fitness is that of the newest `RANKED`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from fenbo.cases import words as chinese
from fenbo.core import paging
from fenbo.core.ids import read_public_number
from fenbo.directory.queries import region_chain
from fenbo.knowledge.search import cases, terms
from fenbo.knowledge.search.engine import cut_page, highlighted, lexeme
from fenbo.publication import queries as publication
from fenbo.publication.models import Publication
from fenbo.publication.queries import COUNTED, Wanted

SIZE = 20
RANKED = 400
READ = 1_000
# In how large a share of the cases a word is that the statistics do not know.
RARE = 0.001
IN_TITLE, HERE = 2.0, 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """`count` and the counts of `subjects` and `prefectures` are exact, or where there `is_more` at least so many.

    Each of the two is counted beside the filter on that very thing, and at least so many where they are `is_sampled`.
    `is_cut` says that only the newest were ordered by
    fitness.
    """

    rows: list[Publication] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    is_sampled: bool = False
    subjects: Mapping[str, int] = field(default_factory=dict)
    prefectures: Mapping[str, int] = field(default_factory=dict)
    older: str | None = None
    newer: str | None = None
    words: tuple[str, ...] = ()
    is_cut: bool = False


class Traits(NamedTuple):
    """What one case is counted by."""

    subject: str
    category: str
    prefecture: str
    region: str


def search(
    text: str,
    *,
    category: str = "",
    region: str = "",
    newest: bool = False,
    before: str | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Found:
    """The published cases that fit, the most fitting or the newest first; at most five queries."""
    query = terms.parse(text)
    having, traits = _matching(text, query)
    if not traits:
        return Found()
    number, is_more = _counted(having, traits, category, region)
    rows = having.filter(publication.fits(Wanted(region=region, category=category)))
    found = _newest(rows, before, after, size) if newest else _fittest(rows, query, before, after, size)
    return Found(
        rows=found[0],
        count=number,
        is_more=is_more,
        is_sampled=len(traits) > COUNTED,
        subjects=Counter(one.subject for one in traits[:COUNTED] if one.subject and _is_of(one, "", region)),
        prefectures=Counter(
            f"{one.prefecture}00" for one in traits[:COUNTED] if one.prefecture and _is_of(one, category, "")
        ),
        older=found[1],
        newer=found[2],
        words=highlighted(query),
        is_cut=not newest and (is_more or number > RANKED),
    )


def count(text: str, *, category: str = "", region: str = "") -> tuple[int, bool]:
    """How many fit, and whether there are more than that; at most four queries."""
    having, traits = _matching(text, terms.parse(text))
    return _counted(having, traits, category, region)


def _counted(
    having: QuerySet[Publication], traits: list[Traits], category: str, region: str
) -> tuple[int, bool]:
    if len(traits) > COUNTED and (category or region):
        fitting = having.filter(publication.fits(Wanted(region=region, category=category)))
        number = fitting[: COUNTED + 1].count()
    else:
        number = sum(_is_of(one, category, region) for one in traits)
    return min(number, COUNTED), number > COUNTED


def _matching(text: str, query: terms.Query) -> tuple[QuerySet[Publication], list[Traits]]:
    """Those with all the words or, where nothing has them all, with any of the rarest few; and what they are counted by."""
    for condition in _conditions(text, query):
        having = publication.public().filter(condition)
        values = having.values_list("subject", "category_id", "prefecture", "region_id")[: COUNTED + 1]
        traits = [Traits(*(value or "" for value in row)) for row in values]
        if traits:
            return having, traits
    return publication.public().none(), []


def _conditions(text: str, query: terms.Query) -> Iterator[Q]:
    if number := read_public_number(text):
        yield Q(number=number)
        return
    mended = text
    for slip, word in query.read_as:
        mended = mended.replace(slip, word)
    meant = _meant(mended)
    rarest = sorted(meant, key=lambda word: (-rarity(word), -len(word), word))
    few = rarest[: cases.MOST_WORDS]
    ways = ((" & ", meant), (" & ", _meant(text)), (" & ", few), (" | ", few))
    for joint, chosen in dict.fromkeys((joint, tuple(words)) for joint, words in ways if words):
        yield Q(words=SearchQuery(joint.join(map(_any_of, chosen)), config="simple", search_type="raw"))


def _meant(text: str) -> list[str]:
    """The words that have to be there: without places where there is more than those."""
    typed = dict.fromkeys(chinese.cut(text[: terms.LONGEST_QUERY]))
    said = [word for word in typed if word not in terms.ASKING]
    named = {word for name, _code in terms.region_names() if name in text for word in chinese.cut(name)}
    matter = [word for word in said if word not in named and (len(word) > 1 or word.isascii())]
    return matter or said


def _any_of(word: str) -> str:
    """The word, or another for the same."""
    ways = [[word], *(chinese.cut(other) for group in terms.synonyms() if word in group for other in group)]
    return "(" + " | ".join("(" + " & ".join(map(lexeme, way)) + ")" for way in ways if way) + ")"


def rarity(word: str) -> float:
    """What a word says: the fewer have it, the more."""
    return -log(cases.frequencies().get(word, RARE))


def _is_of(one: Traits, category: str, region: str) -> bool:
    if category and category != (one.subject if len(category) == 2 else one.category):
        return False
    if not region:
        return True
    return region in region_chain(one.region) if one.region else False


Page = tuple[list[Publication], str | None, str | None]


def _newest(rows: QuerySet[Publication], before: str | None, after: str | None, size: int) -> Page:
    shown = paging.page(_shown(rows), "published_at", before=before, after=after, size=size, descending=True)
    return shown.rows, shown.older, shown.newer


def _fittest(
    rows: QuerySet[Publication], query: terms.Query, before: str | None, after: str | None, size: int
) -> Page:
    newest = rows.order_by("-published_at", "-pk").values_list("pk", "title", "question", "region_id")[
        :RANKED
    ]
    places = [region_chain(code)[0] for code in query.places]
    weights = {word: weight * rarity(word) for word, weight in query.terms.items() if len(word) > 1}

    def score(title: str, question: str, region: str | None) -> float:
        said = sum(
            weight * (IN_TITLE * (word in title) + (word in question)) for word, weight in weights.items()
        )
        near = any(code in region_chain(region) for code in places) if region else False
        # A long text has every word by chance.
        return (said + HERE * near) / (1 + len(question) / READ)

    # Sorting is stable: what fits alike stays the newest first.
    ranked = sorted(newest, key=lambda row: -score(row[1], row[2], row[3]))
    keys, older, newer = cut_page([row[0] for row in ranked], before, after, size)
    by_key = _shown(rows).in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key], older, newer


def _shown(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    return rows.select_related("region", "category", "unit").defer("words")
