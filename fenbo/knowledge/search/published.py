"""Searching published cases in the words of people: how many, of which subjects and places, and the most fitting first.

However many cases have the words, only so many are looked at: counts beyond `COUNTED` say "at least", and the order by
fitness is that of the newest `RANKED`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from fenbo.cases import words as chinese
from fenbo.core.ids import read_public_number
from fenbo.core.lapsing import LapsingEach
from fenbo.directory.queries import region_chain
from fenbo.knowledge.search import cases, terms
from fenbo.knowledge.search.engine import cut_page, highlighted, lexeme
from fenbo.publication import queries as publication
from fenbo.publication import reading
from fenbo.publication.finding import Sought, any_mark, frequencies, mark_of_region
from fenbo.publication.models import Publication
from fenbo.publication.queries import COUNTED, Wanted
from fenbo.publication.reading import Sql

SIZE = 20
RANKED = 400
# What is said beside a link to them; further nobody counts there.
BADGE = 100
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


COUNTED_BY = ("subject", "category_id", "prefecture", "region_id")


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
    sought, traits = _matching(text, query)
    if not traits:
        return Found()
    number, is_more = _counted(sought, traits, category, region)
    own = publication.narrowed(sought, Wanted(region=region, category=category))
    found = _newest(own, before, after, size) if newest else _fittest(own, query, before, after, size)
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


def fittest(text: str, *, category: str = "", region: str = "", size: int = SIZE) -> list[Publication]:
    """The most fitting of those that `search` finds; nothing is counted."""
    query = terms.parse(text)
    for sought in _tries(text, query):
        own = publication.narrowed(sought, Wanted(region=region, category=category))
        if rows := _fittest(own, query, None, None, size)[0]:
            return rows
    return []


def count(text: str, *, category: str = "", region: str = "") -> tuple[int, bool]:
    """How many fit, or did half a minute ago, up to `BADGE`, and whether there are more than that; at most four queries."""
    number = _numbers((text, category, region))
    return min(number, BADGE), number > BADGE


def _number(wanted: tuple[str, str, str]) -> int:
    text, category, region = wanted
    for sought in _tries(text, terms.parse(text)):
        if number := sought.count(BADGE + 1):
            if category or region:
                own = publication.narrowed(sought, Wanted(region=region, category=category))
                number = own.count(BADGE + 1)
            return number
    return 0


_numbers = LapsingEach(_number, most=1_000)


def _counted(sought: Sought, traits: list[Traits], category: str, region: str) -> tuple[int, bool]:
    if len(traits) > COUNTED and (category or region):
        own = publication.narrowed(sought, Wanted(region=region, category=category))
        number = own.count(COUNTED + 1)
    else:
        number = sum(_is_of(one, category, region) for one in traits)
    return min(number, COUNTED), number > COUNTED


def _matching(text: str, query: terms.Query) -> tuple[Sought, list[Traits]]:
    """Those with all the words or, where nothing has them all, with any of the rarest few; and what they are counted by."""
    sought = Sought(None)
    for sought in _tries(text, query):
        rows = sought.fetched(COUNTED_BY, COUNTED + 1)
        traits = [Traits(*(value or "" for value in row)) for row in rows]
        if traits:
            return sought, traits
    return sought, []


def _tries(text: str, query: terms.Query) -> Iterator[Sought]:
    if number := read_public_number(text):
        yield Sought(None, among=Sql("number = %s", (number,)))
        return
    if place := _only_place(text, query):
        mark = mark_of_region(place)
        share = frequencies().share([mark])
        yield Sought(any_mark(mark), share, at_least=share)
    mended = text
    for slip, word in query.read_as:
        mended = mended.replace(slip, word)
    meant = _meant(mended)
    rarest = sorted(meant, key=lambda word: (-rarity(word), -len(word), word))
    few = rarest[: cases.MOST_WORDS]
    tries = ((" & ", meant), (" & ", _meant(text)), (" & ", few), (" | ", few))
    for joint, chosen in dict.fromkeys((joint, tuple(sorted(words))) for joint, words in tries if words):
        ways = [_ways_to_say(word) for word in chosen]
        having = Sql("to_tsquery('simple', %s)", (joint.join(map(_any_of, ways)),))
        shares = [max(map(frequencies().share, each)) for each in ways]
        if joint == " & " and len(chosen) > 1:
            yield Sought(having, min(shares))
        else:
            # Whatever has the most usual of all the words is among them.
            words = [way for each in ways for way in each if len(way) == 1]
            at_least = max(map(frequencies().share, words), default=0.0)
            yield Sought(having, max(shares), at_least=at_least)


def _meant(text: str) -> list[str]:
    """The words that have to be there: without places where there is more than those."""
    said, named = _said(text)
    return [word for word in said if word not in named and (len(word) > 1 or word.isascii())] or said


def _said(text: str) -> tuple[list[str], set[str]]:
    """The words of the text without those of asking, and which are of the places that it names."""
    typed = dict.fromkeys(chinese.cut(text[: terms.LONGEST_QUERY]))
    named = {word for name, _code in terms.region_names() if name in text for word in chinese.cut(name)}
    return [word for word in typed if word not in terms.ASKING], named


def _only_place(text: str, query: terms.Query) -> str:
    """The code of the place where nothing else was asked for, the smallest where several are named."""
    said, named = _said(text)
    places = sorted(query.places, key=lambda code: -len(code.rstrip("0")))
    return places[0] if places and named.issuperset(said) else ""


Way = tuple[str, ...]


def _ways_to_say(word: str) -> list[Way]:
    """The word, or another for the same; one that has the word within it says nothing more."""
    others = (tuple(chinese.cut(other)) for group in terms.synonyms() if word in group for other in group)
    return list(dict.fromkeys([(word,), *(way for way in others if way and word not in way)]))


def _any_of(ways: list[Way]) -> str:
    return "(" + " | ".join("(" + " & ".join(map(lexeme, way)) + ")" for way in ways) + ")"


def rarity(word: str) -> float:
    """What a word says: the fewer have it, the more."""
    return -log(frequencies().shares.get(word, RARE))


def _is_of(one: Traits, category: str, region: str) -> bool:
    if category and category != (one.subject if len(category) == 2 else one.category):
        return False
    if not region:
        return True
    return region in region_chain(one.region) if one.region else False


Page = tuple[list[Publication], str | None, str | None]
RANKED_BY = ("case_id", "title", "question", "region_id")


def _newest(own: Sought, before: str | None, after: str | None, size: int) -> Page:
    found = own.newest(size, before, after)
    return publication.named(found.rows), found.older, found.newer


def _fittest(own: Sought, query: terms.Query, before: str | None, after: str | None, size: int) -> Page:
    newest = own.fetched(RANKED_BY, RANKED, by_age=True)
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
    return publication.named(reading.by_key(keys)), older, newer
