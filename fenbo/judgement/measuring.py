"""How good a model is on labelled texts: how often right, and whether its probabilities mean what they say."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from fenbo.judgement import features
from fenbo.judgement.model import CannotLearn, Model, train

BINS = 15


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1. `ece` is the expected calibration error in 15 bins; `seconds` are of the processor.

    Texts are told one after the other, as they come in.
    """

    messages: int
    macro_f1: float
    accuracy: float
    top2: float
    top3: float
    ece: float
    seconds: float
    microseconds_per_message: float

    def told(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def measure(model: Model, texts: Sequence[str], labels: Sequence[str]) -> Figures:
    """Of texts that the model has not learnt from; a label that it does not know counts as wrong."""
    start = time.process_time()
    chances = np.vstack([model.probabilities(text) for text in texts])
    return _figures(chances, model.labels, labels, time.process_time() - start)


def cross(texts: Sequence[str], labels: Sequence[str], folds: int) -> Figures:
    """Each text told by a model of the others, without its near duplicates. CannotLearn where they are too few."""
    families = features.families(texts)
    if len(set(families)) < folds:
        raise CannotLearn(f"fewer than {folds} different texts")
    names = tuple(sorted(set(labels)))
    chances = np.zeros((len(texts), len(names)))
    spent = 0.0
    for lessons, kept in GroupKFold(folds, shuffle=True, random_state=0).split(texts, labels, families):
        model = train([texts[at] for at in lessons], [labels[at] for at in lessons], card={})
        columns = [names.index(label) for label in model.labels]
        start = time.process_time()
        for at in kept:
            chances[at, columns] = model.probabilities(texts[at])
        spent += time.process_time() - start
    return _figures(chances, names, labels, spent)


def _figures(
    chances: NDArray[np.float64], names: Sequence[str], labels: Sequence[str], seconds: float
) -> Figures:
    order = np.argsort(-chances, axis=1, kind="stable")
    ranked = np.array(names, dtype=object)[order]
    true = np.array(labels, dtype=object)
    hits = ranked == true[:, None]
    return Figures(
        messages=len(labels),
        macro_f1=float(f1_score(list(true), list(ranked[:, 0]), average="macro", labels=sorted(set(labels)))),
        accuracy=float(hits[:, 0].mean()),
        top2=float(hits[:, :2].any(axis=1).mean()),
        top3=float(hits[:, :3].any(axis=1).mean()),
        ece=calibration_error(chances.max(axis=1), hits[:, 0]),
        seconds=seconds,
        microseconds_per_message=1e6 * seconds / len(labels),
    )


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """How far, on average, what was said (`sure`) is from how often it was right, in bins of equal width."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        abs(sure[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean() for one in set(bins)
    ]
    return float(sum(gaps))
