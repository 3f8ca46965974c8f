"""Finding: candidates by any of the words, weighed by how rare each is and where it stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from fenbo.core.errors import OutOfScope
from fenbo.core.lapsing import LapsingEach
from fenbo.directory.queries import region_chain
from fenbo.knowledge.models import Item, ItemKind
from fenbo.knowledge.search import terms
from fenbo.knowledge.search.terms import Query
from fenbo.publication import queries as publication

SIZE = 20
# What is looked at for one search. Nobody reads further; it bounds the cost and the counts.
CONSIDERED = 1_000
# Below this share of the best one's score, or of what a full match would have, it is not what was meant.
OF_BEST, OF_WHOLE = 0.25, 0.05
HERE, ELSEWHERE = 1.25, 0.6

# ts_rank gives a lone word in the title 0.61; D, C, B, A.
CANDIDATES = """
SELECT id, kind, category_id, region_id, updated_at, {score} AS score
FROM knowledge_item WHERE words @@ %(any)s::tsquery ORDER BY score DESC, id LIMIT %(most)s
"""
# As the model has them.
COLUMNS = ("id", "kind", "slug", "title", "body", "note", "category_id", "region_id", "updated_at")
ITEMS = f"SELECT {', '.join(COLUMNS)} FROM knowledge_item WHERE id = ANY(%(keys)s)"
ONE_TERM = "%({weight})s * ts_rank('{{0.1, 0.5, 0.8, 1.0}}', words, %({term})s::tsquery)"


@dataclass(frozen=True, slots=True)
class Candidate:
    key: UUID
    kind: str
    category: str
    region: str | None
    updated_at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """`counts` of kinds, `categories` and `regions` say how many there are beside the filter on that very thing.

    `older` and `newer` are cursors of the neighbouring pages; `words` are what to highlight.
    """

    items: list[Item]
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, int] = field(default_factory=dict)
    older: str | None = None
    newer: str | None = None
    words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()


def search(
    text: str,
    *,
    kind: str = "",
    category: str = "",
    region: str = "",
    newest: bool = False,
    before: str | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Result:
    """What fits the text, the most fitting or the newest first. `category` may be of the first level."""
    query = terms.parse(text)
    weights = _weights(query)
    raw = having_any(text)
    found = [one for one in _sifted(raw, query, weights, region) if _covers(one.region, region)]
    fitting = [one for one in found if _is_of(one, kind, category)]
    if newest:
        fitting.sort(key=lambda one: (one.updated_at, str(one.key)), reverse=True)
    keys, older, newer = cut_page([one.key for one in fitting], before, after, size)
    return Result(
        items=_rows(keys),
        total=len(fitting),
        counts=Counter(one.kind for one in found if _is_of(one, "", category)),
        categories=Counter(one.category[:2] for one in found if _is_of(one, kind, "")),
        regions=_by_region(raw, query, weights, kind, category),
        older=older,
        newer=newer,
        words=highlighted(query),
        read_as=query.read_as,
    )


def _is_of(one: Candidate, kind: str, category: str) -> bool:
    return (not kind or one.kind == kind) and one.category.startswith(category)


def _by_region(
    raw: list[Candidate], query: Query, weights: Mapping[str, float], kind: str, category: str
) -> Mapping[str, int]:
    """How many there would be in each prefecture that has something of its own."""
    own = {region_chain(one.region)[-2] for one in raw if one.region and not one.region.endswith("0000")}
    return {
        place: sum(
            _covers(one.region, place) and _is_of(one, kind, category)
            for one in _sifted(raw, query, weights, place)
        )
        for place in sorted(own)
    }


def suggest(text: str, *, region: str = "", most: int = 3) -> list[Item]:
    """The few that fit best, for somebody who is still typing."""
    query = terms.parse(text)
    found = _sifted(having_any(text), query, _weights(query), region)
    found = [one for one in found if one.kind in (ItemKind.ENTRY, ItemKind.POLICY)]
    return _rows([one.key for one in found[:most]])


def slug_of(kind: ItemKind, key: UUID) -> str:
    """The address of what can be found under this key; raises OutOfScope."""
    slug = Item.objects.filter(pk=key, kind=kind).values_list("slug", flat=True).first()
    if slug is None:
        raise OutOfScope
    return slug


def highlighted(query: Query) -> tuple[str, ...]:
    """The words worth marking in a text, longest first."""
    worth = {word for word in query.terms if len(word) > 1 or word.isdecimal()}
    return tuple(sorted(worth, key=lambda word: (-len(word), word)))


def _weights(query: Query) -> dict[str, float]:
    return {word: weight * terms.vocabulary().weight(word) for word, weight in query.terms.items()}


def _having_any(text: str) -> list[Candidate]:
    """What has any of the words, best first; one query."""
    query = terms.parse(text)
    weights = _weights(query)
    if not query.terms:
        return []
    values: dict[str, str | int | float] = {"any": " | ".join(map(lexeme, weights)), "most": CONSIDERED}
    parts = []
    for number, (word, weight) in enumerate(weights.items()):
        values |= {f"w{number}": weight, f"t{number}": lexeme(word)}
        parts.append(ONE_TERM.format(weight=f"w{number}", term=f"t{number}"))
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES.format(score=" + ".join(parts)), values)
        return [Candidate(*row) for row in cursor.fetchall()]


# As it was half a minute ago; what is shown of it is read each time. `index` says when something changed.
having_any = LapsingEach(_having_any, most=300)


def lexeme(word: str) -> str:
    """A word as a tsquery of its own."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _sifted(
    found: list[Candidate], query: Query, weights: Mapping[str, float], region: str
) -> list[Candidate]:
    """Nearer places first, and without what only shares a word by chance."""
    places = [region_chain(code) for code in ([region] if region else query.places)]
    placed = [_moved(one, places) for one in found]
    placed.sort(key=lambda one: (-one.score, str(one.key)))
    known = terms.vocabulary().counts
    whole = sum(weights[word] for word in query.typed if word in weights and word in known)
    least = max(OF_BEST * placed[0].score, OF_WHOLE * whole * 0.6) if placed else 0
    return [one for one in placed if one.score >= least]


def _moved(one: Candidate, places: Sequence[Sequence[str]]) -> Candidate:
    if not places or one.region is None:
        return one
    factor = HERE if any(one.region in around for around in places) else ELSEWHERE
    return Candidate(one.key, one.kind, one.category, one.region, one.updated_at, one.score * factor)


def _covers(own: str | None, wanted: str) -> bool:
    """Whether what holds in `own` (everywhere, when None) is of use in the wanted region, or anywhere when none is."""
    return not wanted or own is None or own in region_chain(wanted)


def cut_page(
    keys: Sequence[UUID], before: str | None, after: str | None, size: int
) -> tuple[Sequence[UUID], str | None, str | None]:
    """The keys behind `before` or ahead of `after`, and both cursors; a cursor that has gone begins anew."""
    places = {str(key): at for at, key in enumerate(keys)}
    if before in places:
        start = places[before] + 1
    elif after in places:
        start = max(0, places[after] - size)
    else:
        start = 0
    shown = keys[start : start + size]
    older = str(shown[-1]) if shown and start + size < len(keys) else None
    return shown, older, str(shown[0]) if shown and start else None


def _rows(keys: Sequence[UUID]) -> list[Item]:
    """In SQL of our own, as published texts are read (docs/decisions/0034)."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, {"keys": list(keys)})
        rows = {row[0]: Item.from_db(connection.alias, COLUMNS, row) for row in cursor.fetchall()}
    return publication.named(rows[key] for key in keys if key in rows)
