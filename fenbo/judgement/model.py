"""A model that tells labels with probabilities: trained, asked, and kept as a file of plain arrays.

One line between each label and all others (a linear support vector machine over both views). How far a text is from
the lines becomes a probability by one number, the sharpness, found on texts that the lines were not drawn from.
"""

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from fenbo.judgement import features
from fenbo.judgement.features import View

FORMAT = 1
FOLDS = 3
SHARPEST = 20.0
# More of these and the file is somebody's mischief.
LARGEST_FILE = 200_000_000

Progress = Callable[[int, int], None]


class CannotLearn(ValueError):
    """The lessons are too few or too alike; the message says which."""


class NoModel(ValueError):
    """The file is missing or is no model; the message says which."""


@dataclass(frozen=True, slots=True)
class Told:
    """A label with its probability, and the words of the text that spoke most for it."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    labels: tuple[str, ...]
    views: tuple[View, ...]
    # One row a feature, one column a label.
    lines: NDArray[np.float32]
    offsets: NDArray[np.float32]
    sharpness: float
    # What it was made from and how good it was, for whoever finds the file.
    card: dict[str, Any] = field(default_factory=dict)

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One for each label, in their order; they sum to one."""
        places, values = features.row(self.views, features.plain(text))
        return np.asarray(softmax(self.sharpness * (values @ self.lines[places] + self.offsets)))

    def tell(self, text: str, most: int = 3) -> list[Told]:
        """The likeliest labels, the likeliest first, each with up to three words that spoke for it."""
        chances = self.probabilities(text)
        best = np.argsort(-chances, kind="stable")[:most]
        return [Told(self.labels[at], float(chances[at]), self._words(text, int(at))) for at in best]

    def _words(self, text: str, label: int, most: int = 3) -> tuple[str, ...]:
        view = self.views[0]
        places, values = view.row(features.plain(text))
        lines = self.lines[places]
        # Against the mean of all labels: what speaks for each of them says nothing.
        for_it = values * (lines[:, label] - lines.mean(axis=1))
        cut = {view.places[word]: word for word in view.cut(features.plain(text)) if word in view.places}
        ranked = sorted(zip(for_it, places, strict=True), reverse=True)
        return tuple(cut[at] for value, at in ranked if value > 0 and len(cut[at]) > 1)[:most]


def train(
    texts: Sequence[str], labels: Sequence[str], *, progress: Progress | None = None, card: dict[str, Any]
) -> Model:
    """A model of these lessons. CannotLearn where there are fewer than two labels or nothing in common."""
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise CannotLearn("at least two different labels are needed")
    done = progress or (lambda step, of: None)
    numbers = np.array([names.index(label) for label in labels])
    known = [features.plain(text) for text in texts]
    try:
        views = features.learn(known)
    except ValueError as problem:
        raise CannotLearn(str(problem)) from None
    rows = features.rows(views, known)
    done(1, FOLDS + 2)
    sharpness = _sharpness(rows, numbers, len(names), features.families(texts), done)
    lines, offsets = draw(rows, numbers, len(names))
    done(FOLDS + 2, FOLDS + 2)
    return Model(names, views, lines, offsets, sharpness, card)


def draw(
    rows: sp.csr_matrix, numbers: NDArray[np.intp], labels: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A line for each label; what no lesson has is never told."""
    lines = np.zeros((rows.shape[1], labels), dtype=np.float32)
    offsets = np.full(labels, -1, dtype=np.float32)
    for label in range(labels):
        own = numbers == label
        if own.all():
            offsets[label] = 1
        elif own.any():
            drawn = LinearSVC(C=1.0, class_weight="balanced", random_state=0, max_iter=3000).fit(rows, own)
            lines[:, label] = drawn.coef_[0]
            offsets[label] = drawn.intercept_[0]
    return lines, offsets


def _sharpness(
    rows: sp.csr_matrix,
    numbers: NDArray[np.intp],
    labels: int,
    families: NDArray[np.intp],
    done: Progress,
) -> float:
    """How much a distance means, from lessons told by lines that were drawn without their family."""
    if len(set(families)) < FOLDS:
        return 1.0
    scores = np.zeros((len(numbers), labels))
    for step, (lessons, kept) in enumerate(GroupKFold(FOLDS).split(rows, numbers, families)):
        lines, offsets = draw(rows[lessons], numbers[lessons], labels)
        scores[kept] = rows[kept] @ lines + offsets
        done(step + 2, FOLDS + 2)

    def surprise(sharpness: float) -> float:
        return -float(log_softmax(sharpness * scores, axis=1)[np.arange(len(numbers)), numbers].mean())

    return float(minimize_scalar(surprise, bounds=(0.1, SHARPEST), method="bounded").x)


def save(model: Model, path: Path) -> None:
    """Plain arrays and a JSON card, put in place at once; nothing in the file can be run."""
    arrays: dict[str, NDArray[Any]] = {"lines": model.lines, "offsets": model.offsets}
    for view in model.views:
        known = sorted(view.places, key=view.places.__getitem__)
        arrays[f"{view.cut.__name__}_weights"] = view.weights
        arrays[f"{view.cut.__name__}_known"] = _bytes("\n".join(known))
    about = {"format": FORMAT, "labels": model.labels, "sharpness": model.sharpness, "card": model.card}
    arrays["about"] = _bytes(json.dumps(about, ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.part")
    with waiting.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    waiting.replace(path)


def load(path: Path) -> Model:
    """NoModel where there is none, or where what the file says does not fit together."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NoModel(f"{path} is too large to be a model")
        with np.load(path, allow_pickle=False) as arrays:
            return _read(arrays)
    except FileNotFoundError:
        raise NoModel(f"there is no model at {path}; train one first") from None
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as problem:
        if isinstance(problem, NoModel):
            raise
        raise NoModel(f"{path} is no model that this version can read") from problem


def _read(arrays: Any) -> Model:
    about = json.loads(bytes(arrays["about"]).decode())
    views = []
    for name, make in features.named.items():
        known = bytes(arrays[f"{name}_known"]).decode().split("\n")
        views.append(make({word: place for place, word in enumerate(known)}, arrays[f"{name}_weights"]))
    model = Model(
        tuple(about["labels"]),
        tuple(views),
        arrays["lines"],
        arrays["offsets"],
        float(about["sharpness"]),
        about["card"],
    )
    size = sum(len(view.places) for view in views)
    if about["format"] != FORMAT or model.lines.shape != (size, len(model.labels)):
        raise NoModel("the parts of the model do not fit together")
    if any(len(view.places) != len(view.weights) for view in views):
        raise NoModel("the parts of the model do not fit together")
    return model


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
