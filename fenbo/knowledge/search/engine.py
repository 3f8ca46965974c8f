"""Finding: candidates by any of the words, weighed by how rare each is and where it stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from fenbo.core.errors import OutOfScope
from fenbo.directory.queries import region_chain
from fenbo.knowledge.models import Item, ItemKind
from fenbo.knowledge.search import terms
from fenbo.knowledge.search.terms import Query

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
    """`counts` and `categories` say how many there are beside the filter on that very thing.

    `older` and `newer` are cursors of the neighbouring pages; `words` are what to highlight.
    """

    items: list[Item]
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
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
    found = [one for one in candidates(query, region) if not region or _covers(one.region, region)]
    of_kind = [one for one in found if not kind or one.kind == kind]
    of_both = [one for one in of_kind if one.category.startswith(category)]
    of_category = [one for one in found if one.category.startswith(category)]
    if newest:
        of_both.sort(key=lambda one: (one.updated_at, str(one.key)), reverse=True)
    shown, older, newer = _page(of_both, before, after, size)
    return Result(
        items=_rows(shown),
        total=len(of_both),
        counts=Counter(one.kind for one in of_category),
        categories=Counter(one.category[:2] for one in of_kind),
        older=older,
        newer=newer,
        words=highlighted(query),
        read_as=query.read_as,
    )


def suggest(text: str, *, region: str = "", most: int = 3) -> list[Item]:
    """The few that fit best, for somebody who is still typing."""
    query = terms.parse(text)
    found = [one for one in candidates(query, region) if one.kind in (ItemKind.ENTRY, ItemKind.POLICY)]
    return _rows(found[:most])


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


def candidates(query: Query, region: str = "") -> list[Candidate]:
    """What has any of the words, best first; one query."""
    if not query.terms:
        return []
    weights = {word: weight * terms.vocabulary().weight(word) for word, weight in query.terms.items()}
    values: dict[str, str | int | float] = {"any": " | ".join(map(lexeme, weights)), "most": CONSIDERED}
    parts = []
    for number, (word, weight) in enumerate(weights.items()):
        values |= {f"w{number}": weight, f"t{number}": lexeme(word)}
        parts.append(ONE_TERM.format(weight=f"w{number}", term=f"t{number}"))
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES.format(score=" + ".join(parts)), values)
        found = [Candidate(*row) for row in cursor.fetchall()]
    return _sifted(found, query, weights, region)


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
    """Whether what holds in `own` (everywhere, when None) is of use in the wanted region."""
    return own is None or own in region_chain(wanted)


def _page(
    found: list[Candidate], before: str | None, after: str | None, size: int
) -> tuple[list[Candidate], str | None, str | None]:
    """The rows behind the item `before` or ahead of the item `after`; a cursor that has gone begins anew."""
    places = {str(one.key): at for at, one in enumerate(found)}
    if before in places:
        start = places[before] + 1
    elif after in places:
        start = max(0, places[after] - size)
    else:
        start = 0
    shown = found[start : start + size]
    older = str(shown[-1].key) if shown and start + size < len(found) else None
    return shown, older, str(shown[0].key) if shown and start else None


def _rows(found: Sequence[Candidate]) -> list[Item]:
    rows = (
        Item.objects.select_related("category", "region").defer("words").in_bulk([one.key for one in found])
    )
    return [rows[one.key] for one in found if one.key in rows]
