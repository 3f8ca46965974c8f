"""Which recent cases use the same words, and what that says about a new one.

The database picks the nearest of the newest cases by the words they share, so the cost is bounded whatever the
number of cases. These are then measured: the shared words divided by all of either (Jaccard), each word weighed by
how rare it is among recent cases, since "company" and "please" say nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from fenbo.cases import words
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.catalogue import queries as catalogue
from fenbo.core.lapsing import Lapsing

WINDOW = timedelta(days=30)
# Comparing one with another costs some microseconds.
COMPARED = 3000
MEASURED, KEPT = 150, 30
# Below this two texts have no rare word in common.
FLOOR = 0.08
# From the first on two texts are read as the same matter, if they come from the same prefecture; from the second on
# wherever they come from.
SAME_HERE, SAME_ANYWHERE = 0.35, 0.6
# Left out: who never sent it in, or took it back.
IGNORED = (CaseState.DRAFT, CaseState.WITHDRAWN)

# ts_delete leaves the words that the other text does not have, which is quicker than to intersect two arrays.
OF_CASE = "SELECT words FROM cases_case WHERE id = %(id)s AND words IS NOT NULL"
OF_TEXT = "SELECT to_tsvector('simple', %(text)s) AS words"
NEAREST = """
WITH mine AS (
    SELECT words, tsvector_to_array(words) AS lexemes FROM ({mine}) AS one
), recent AS (
    SELECT id, category_id, region_id, lead_unit_id, words FROM cases_case
    WHERE received_at > %(since)s AND received_at <= %(until)s AND id IS DISTINCT FROM %(id)s::uuid
      AND words IS NOT NULL AND NOT state = ANY(%(ignored)s)
    ORDER BY received_at DESC, id DESC LIMIT %(compared)s
), counted AS (
    SELECT recent.*, length(recent.words) - length(ts_delete(recent.words, mine.lexemes)) AS shared,
           length(mine.words) AS own
    FROM mine, recent
)
SELECT id, category_id, region_id, lead_unit_id, tsvector_to_array(words) FROM counted WHERE shared > 0
ORDER BY shared::float / (own + length(words) - shared) DESC, id LIMIT %(measured)s
"""
FREQUENCIES = """
SELECT word, ndoc FROM ts_stat(
    'SELECT words FROM cases_case WHERE received_at IS NOT NULL ORDER BY received_at DESC LIMIT %d'
)
"""


def _frequencies() -> tuple[int, dict[str, int]]:
    """How many recent texts there are, and in how many of them each word occurs."""
    with connection.cursor() as cursor:
        cursor.execute(FREQUENCIES % COMPARED)
        found = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM cases_case LIMIT %s) AS few", [COMPARED])
        return int(cursor.fetchone()[0]), found


# What is rare today was rare ten minutes ago.
frequencies = Lapsing(_frequencies, seconds=600)


def weigh(lexemes: Iterable[str]) -> float:
    """How much these words say: each the logarithm of how few texts have it; single characters say nothing."""
    texts, found = frequencies()
    return sum(math.log((texts + 1) / (found.get(word, 0) + 1)) + 0.1 for word in lexemes if len(word) > 1)


def likeness_of(mine: set[str], other: set[str]) -> float:
    """From 0, nothing in common, to 1, the same words."""
    return weigh(mine & other) / (weigh(mine | other) or 1)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A recent case with something in common; `likeness` from 0 to 1."""

    case_id: UUID
    category: str | None
    region: str | None
    lead_unit_id: int | None
    likeness: float


@dataclass(frozen=True, slots=True)
class Guess:
    """`agreeing` of the `asked` nearest cases have this category; both are 0 where its name alone speaks for it."""

    category: str
    agreeing: int = 0
    asked: int = 0


def neighbours(case: Case, until: datetime) -> list[Neighbour]:
    """The most alike of the newest cases of the last 30 days, the nearest first."""
    return _nearest(OF_CASE, set(words.cut(f"{case.title} {case.content}")), until, id=case.pk, text="")


def neighbours_of(text: str, until: datetime) -> list[Neighbour]:
    """The same for a text that is no case yet."""
    cut = words.cut(text)
    return _nearest(OF_TEXT, set(cut), until, id=None, text=" ".join(cut)) if cut else []


def _nearest(of: str, mine: set[str], until: datetime, **about: Any) -> list[Neighbour]:
    values: dict[str, Any] = {
        **about,
        "since": until - WINDOW,
        "until": until,
        "ignored": list(IGNORED),
        "compared": COMPARED,
        "measured": MEASURED,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAREST.format(mine=of), values)
        rows = cursor.fetchall()
    found = [
        Neighbour(key, category, region, lead, likeness_of(mine, set(lexemes)))
        for key, category, region, lead, lexemes in rows
    ]
    near = [one for one in found if one.likeness >= FLOOR]
    return sorted(near, key=lambda one: -one.likeness)[:KEPT]


def is_same_matter(case: Case, other: Neighbour) -> bool:
    """Alike enough to be looked at side by side."""
    if other.likeness >= SAME_ANYWHERE:
        return True
    near = not case.region_id or not other.region or case.region_id[:4] == other.region[:4]
    return near and other.likeness >= SAME_HERE


# Votes are few, near and weighed by the square of their likeness, and one voice alone must be very near. Measured on
# 269 written texts in 71 categories, each guessed from all others: 74 right, 5 in the right group, 8 wrong, 182 silent.
ASKED, NEAR = 5, 0.12
SURE = 0.3


def likely_category(case: Case, found: list[Neighbour]) -> Guess | None:
    """The category for which the nearest cases vote; else the one whose name uses the same words.

    None when neither says anything clear: a wrong guess costs a dispatcher more than none.
    """
    return _by_neighbours(found) or _by_names(case)


def _by_neighbours(found: list[Neighbour]) -> Guess | None:
    nearest = [one for one in found if one.category and one.likeness >= NEAR][:ASKED]
    weights: Counter[str] = Counter()
    for one in nearest:
        weights[one.category or ""] += round(10_000 * one.likeness**2)
    if not weights:
        return None
    best, weight = weights.most_common(1)[0]
    agreeing = sum(one.category == best for one in nearest)
    if weight * 2 <= weights.total() or (agreeing < 2 and nearest[0].likeness < SURE):
        return None
    return Guess(best, agreeing, len(nearest))


def _name_words() -> dict[str, set[str]]:
    """For every word of a second-level category's name, the categories that have it."""
    found: dict[str, set[str]] = {}
    for category in catalogue.categories():
        if category.parent_id:
            for word in set(words.cut(category.name)):
                if len(word) > 1:
                    found.setdefault(word, set()).add(category.pk)
    return found


name_words = Lapsing(_name_words)
# What a word weighs that only one category has in its name; a number that divides well.
OWN = 60


def _by_names(case: Case) -> Guess | None:
    """A word counts for more the fewer categories have it in their names."""
    weights: Counter[str] = Counter()
    for word in set(words.cut(f"{case.title} {case.content}")):
        having = name_words().get(word, set())
        for code in having:
            weights[code] += OWN // len(having)
    ranked = weights.most_common(2)
    # One word alone misleads ("isolation" is in many texts that are about something else).
    if not ranked or ranked[0][1] < 1.5 * OWN or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return Guess(ranked[0][0])
