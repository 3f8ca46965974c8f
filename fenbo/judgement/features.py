"""A text as numbers: its words and its characters side by side, each weighed by how rare it is.

Words carry the meaning; characters, alone and in twos, find it again where the words were cut or written otherwise.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import rjieba
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

# Longer texts say what they are about in their beginning, and none may hold up the others.
READ = 5_000
# What stands in one text alone teaches nothing about another.
FEWEST = 2
SPACE = re.compile(r"\s+")
WORD = re.compile(r"\w")


def plain(text: str) -> str:
    """Half width, lower case, single spaces; halves of characters, which cannot be written, become `?`."""
    whole = text[:READ].encode("utf-8", "replace").decode()
    return SPACE.sub(" ", unicodedata.normalize("NFKC", whole).lower()).strip()


def words(text: str) -> list[str]:
    """The words of a `plain` text, which may already be cut at spaces."""
    return [word for part in text.split(" ") for word in rjieba.cut(part) if WORD.search(word)]


def characters(text: str) -> list[str]:
    """The characters of a `plain` text, alone and in twos, without the spaces."""
    joined = text.replace(" ", "")
    return [*joined, *(joined[at : at + 2] for at in range(len(joined) - 1))]


def threes(text: str) -> list[str]:
    """Three characters at a time."""
    joined = text.replace(" ", "")
    return [joined[at : at + 3] for at in range(len(joined) - 2)]


# How much each view counts: chosen on three of five parts of the public messages (docs/judgement.md).
VIEWS: dict[Callable[[str], list[str]], float] = {words: 0.7, characters: 1.0, threes: 0.5}


@dataclass(frozen=True, slots=True)
class View:
    """One way to see a text: its features' places and weights (inverse document frequency)."""

    cut: Callable[[str], list[str]]
    places: dict[str, int]
    weights: NDArray[np.float32]

    def row(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Places and values: (1 + log count) times weight, as long as the view counts. Unknown features are left out."""
        counts = Counter(place for one in self.cut(text) if (place := self.places.get(one)) is not None)
        places = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(values)) * self.weights[places]
        length = float(np.sqrt(values @ values))
        return places, VIEWS[self.cut] * values / length if length else values


def learn(texts: Sequence[str]) -> tuple[View, ...]:
    """The views of these texts, which are `plain`. ValueError where they have nothing in common."""
    return tuple(_learn(texts, cut) for cut in VIEWS)


def _learn(texts: Sequence[str], cut: Callable[[str], list[str]]) -> View:
    seen: dict[str, int] = {}
    for text in texts:
        for feature in set(cut(text)):
            seen[feature] = seen.get(feature, 0) + 1
    kept = sorted(feature for feature, count in seen.items() if count >= FEWEST)
    if not kept:
        raise ValueError("no word stands in two of the texts")
    counts = np.array([seen[feature] for feature in kept], dtype=np.float32)
    weights = (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32)
    return View(cut, {feature: place for place, feature in enumerate(kept)}, weights)


def row(views: Sequence[View], text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """All views of a `plain` text side by side."""
    before, parts = 0, []
    for view in views:
        places, values = view.row(text)
        parts.append((places + before, values))
        before += len(view.places)
    return np.concatenate([places for places, _ in parts]), np.concatenate([values for _, values in parts])


def rows(views: Sequence[View], texts: Sequence[str]) -> sp.csr_matrix:
    """The same of many texts, a row each."""
    made = [row(views, text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in made)])
    shape = (len(texts), sum(len(view.places) for view in views))
    places = np.concatenate([places for places, _ in made])
    values = np.concatenate([values for _, values in made])
    matrix = sp.csr_matrix((values, places, ends), shape=shape)
    matrix.sort_indices()
    return matrix


# Two texts with so large a share of their words in common say the same; so does a long one that is part of another.
SAME, PART, LONG = 0.5, 0.8, 15
USUAL = 0.2
AT_ONCE = 1_000


def families(texts: Sequence[str]) -> NDArray[np.intp]:
    """For each text the number of its family of near duplicates, so that a test set has no cousin of a lesson."""
    usual = max(2, int(USUAL * len(texts)))
    maker = CountVectorizer(analyzer=lambda text: set(words(text)), min_df=1, max_df=usual, dtype=np.float32)
    try:
        matrix = sp.csr_matrix(maker.fit_transform([plain(text) for text in texts]))
    except ValueError:
        return np.arange(len(texts))
    pairs = np.array(list(_pairs(matrix)), dtype=np.intp).reshape(-1, 2)
    edges = sp.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(texts),) * 2)
    found: NDArray[np.intp] = sp.csgraph.connected_components(edges, directed=False)[1]
    return found


def _pairs(matrix: sp.csr_matrix) -> Iterator[tuple[int, int]]:
    sizes = np.diff(matrix.indptr)
    for start in range(0, matrix.shape[0], AT_ONCE):
        shared = (matrix[start : start + AT_ONCE] @ matrix.T).tocoo()
        one, other = shared.row + start, shared.col
        least = np.minimum(sizes[one], sizes[other])
        either = sizes[one] + sizes[other] - shared.data
        same = (shared.data > SAME * either) | ((shared.data > PART * least) & (least > LONG))
        yield from zip(one[same], other[same], strict=True)


named = {cut.__name__: partial(View, cut) for cut in VIEWS}
