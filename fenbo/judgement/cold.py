"""A model before anybody has decided anything: from the subjects' own words, and texts that nobody has labelled.

A text is first told by how near it is to the words of each subject. The surest of these are lessons for lines between
the subjects; what the lines then tell most surely are the lessons of the next round (self-training).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import softmax

from fenbo.judgement import features
from fenbo.judgement.model import SHARPEST, CannotLearn, Model, Progress, draw

# Of what a round tells as a subject, so large a share becomes lessons of the next: the surest.
SHARES = (0.3, 0.5, 0.7, 0.9)
FEWEST = 100


def learn(
    texts: Sequence[str],
    words: Mapping[str, Sequence[str]],
    *,
    progress: Progress | None = None,
    card: dict[str, Any],
) -> Model:
    """A model of the subjects, each with what it and what belongs to it is called. CannotLearn where texts are too few."""
    if len(texts) < FEWEST or len(words) < 2:
        raise CannotLearn(f"{FEWEST} texts and two subjects are needed at least")
    done = progress or (lambda step, of: None)
    labels = tuple(sorted(words))
    known = [features.plain(text) for text in texts]
    try:
        views = features.learn(known)
    except ValueError as problem:
        raise CannotLearn(str(problem)) from None
    rows = features.rows(views, known)
    named = features.rows(views, [features.plain(" ".join(words[label])) for label in labels])
    scores = np.asarray((rows @ named.T).todense())
    first = scores.argmax(axis=1)
    done(1, len(SHARES) + 1)
    for step, share in enumerate(SHARES, 2):
        lessons, told = surest(scores, share)
        lines, offsets = draw(sp.csr_matrix(rows[lessons]), told[lessons], len(labels))
        scores = rows @ lines + offsets
        done(step, len(SHARES) + 1)
    return Model(labels, views, lines, offsets, _modest(scores, first), card)


def _modest(scores: NDArray[Any], first: NDArray[np.intp]) -> float:
    """How sharp it is to be: as sure on average as often it still says what the words alone said.

    Lessons that it gave itself cannot say how often it is right; where the rounds were worth anything, it is more often.
    """
    agreed = float((scores.argmax(axis=1) == first).mean())

    def off(sharpness: float) -> float:
        return abs(float(softmax(sharpness * scores, axis=1).max(axis=1).mean()) - agreed)

    return float(minimize_scalar(off, bounds=(0.1, SHARPEST), method="bounded").x)


def surest(scores: NDArray[Any], share: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of the surest of each label, at least one; and what each of all is told as.

    Sure is what is far ahead of the next label.
    """
    told = scores.argmax(axis=1)
    ordered = np.sort(scores, axis=1)
    ahead = ordered[:, -1] - ordered[:, -2]
    chosen = []
    for label in range(scores.shape[1]):
        own = np.flatnonzero((told == label) & (ahead > 0))
        count = max(1, round(share * len(own)))
        chosen.append(own[np.argsort(-ahead[own], kind="stable")[:count]])
    return np.concatenate(chosen), told
