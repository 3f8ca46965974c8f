"""Whether a reply answers what was asked (回复检查): what it lacks, and how likely a reviewer lets it pass. Pure.

What a reply lacks is found by rules that can be told in a sentence each. How much each of them counts is learnt from
what reviewers did; before they have done anything, it is what is written down here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from fenbo.judgement import features
from fenbo.judgement.signs import ASKING, BASIS, EMPTY_WORDS, PASSED_ON, PIECES, POLITE, WHEN, WHO, WISHING


class Lack(StrEnum):
    """What may be missing in a reply, or too much in it."""

    EMPTY = "empty"
    PASSED_ON = "passed_on"
    OFF_TOPIC = "off_topic"
    POINT = "point"
    BASIS = "basis"
    WHO = "who"
    WHEN = "when"
    PRIVATE = "private"


# How a reply without any lack stands, and what each takes away: log odds of passing the review.
START = 2.5
USUAL: dict[Lack, float] = {
    Lack.EMPTY: 4.5,
    Lack.PASSED_ON: 4.0,
    Lack.OFF_TOPIC: 3.5,
    Lack.POINT: 0.8,
    Lack.BASIS: 0.4,
    Lack.WHO: 0.4,
    Lack.WHEN: 0.6,
    Lack.PRIVATE: 2.5,
}
FEWEST = 40
# How far reviewers' decisions may take a weight from what is written here, before very many have been made.
TRUST = 1.0

# So many characters are an answer, so many words a point.
SUBSTANCE, LEAST_WORDS = 20, 2
MOST_POINTS, LONGEST_SHOWN = 6, 40
# Nearness of request and reply below which they are of different matters, and what share of a point's words answers it.
NEAR, ANSWERED = 0.03, 0.05


@dataclass(frozen=True, slots=True)
class Checked:
    """How likely the reply passes (0 to 100), and what it lacks, each with the words that show it."""

    score: int
    lacks: dict[Lack, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a reply without a lack has, and what each lack takes away."""

    start: float = START
    taken: Mapping[Lack, float] = field(default_factory=lambda: USUAL)

    def score(self, lacks: Sequence[Lack] | Mapping[Lack, object]) -> int:
        """In per cent, never quite sure."""
        odds = self.start - sum(self.taken[lack] for lack in lacks)
        return min(99, max(1, round(100 / (1 + math.exp(-odds)))))


def check(
    title: str,
    content: str,
    reply: str,
    basis: str = "",
    *,
    private: Sequence[str] = (),
    weights: Weights | None = None,
) -> Checked:
    """What a reply lacks as an answer to a request. `private` is what was found in it about people."""
    lacks = dict(_lacks(title, content, reply, basis))
    if private:
        lacks[Lack.PRIVATE] = tuple(private)
    return Checked((weights or Weights()).score(lacks), lacks)


def _lacks(title: str, content: str, reply: str, basis: str) -> list[tuple[Lack, tuple[str, ...]]]:
    # The heading repeated says nothing, and is not what answers.
    own = POLITE.sub("", reply.replace(title, "") if title else reply)
    phrases = tuple(dict.fromkeys(found.group().strip() for found in PASSED_ON.finditer(own)))
    substance = PASSED_ON.sub("", own)
    if _size(substance) < SUBSTANCE:
        # Nothing is left in which anything else could be missing.
        return [(Lack.PASSED_ON, phrases) if phrases else (Lack.EMPTY, ())]
    found: list[tuple[Lack, tuple[str, ...]]] = []
    said = _words(substance)
    # Short requests have too few words to be far away from.
    if len(asked := _words(f"{title} {content}")) >= 4 and _nearness(asked, said) < NEAR:
        found.append((Lack.OFF_TOPIC, ()))
    elif missed := [point for point in points(content) if not _answers(substance, point)]:
        found.append((Lack.POINT, tuple(_shown(point) for point in missed)))
    if not basis.strip() and not BASIS.search(own):
        found.append((Lack.BASIS, ()))
    found += [(lack, ()) for lack, sign in ((Lack.WHO, WHO), (Lack.WHEN, WHEN)) if not sign.search(own)]
    return found


def points(content: str) -> list[str]:
    """What a request asks or wishes, sentence by sentence: at most six."""
    pieces = (piece.strip(" \t\r\n　，,。；;、") for piece in PIECES.split(content))
    asked = [piece for piece in pieces if ASKING.search(piece) or WISHING.search(piece)]
    return [piece for piece in dict.fromkeys(asked) if len(_words(piece)) >= LEAST_WORDS][:MOST_POINTS]


def _answers(reply: str, point: str) -> bool:
    words = _words(point)
    return sum(word in reply for word in words) > ANSWERED * len(words)


def _words(text: str) -> set[str]:
    return {
        word for word in features.words(features.plain(text)) if len(word) > 1 and word not in EMPTY_WORDS
    }


def _nearness(one: set[str], other: set[str]) -> float:
    """Cosine of the two sets of words."""
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def _size(text: str) -> int:
    return len(features.WORD.findall(text))


def _shown(point: str) -> str:
    return point if len(point) <= LONGEST_SHOWN else f"{point[:LONGEST_SHOWN]}…"


LACKS = tuple(Lack)


def learn(decided: Sequence[tuple[Sequence[Lack], bool]]) -> Weights:
    """Weights of what replies lacked and whether they passed: the likeliest, near those that are written down here.

    No lack ever speaks for a reply. Raises ValueError where there are fewer than `FEWEST`.
    """
    if len(decided) < FEWEST:
        raise ValueError(f"{FEWEST} reviewed replies are needed")
    rows = np.array([[1.0, *(-float(lack in lacks) for lack in LACKS)] for lacks, _passed in decided])
    passed = np.array([float(passed) for _lacks, passed in decided])
    prior = np.array([START, *(USUAL[lack] for lack in LACKS)])

    def cost(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds, away = rows @ weights, weights - prior
        value = float(np.logaddexp(0, odds).sum() - passed @ odds + away @ away / (2 * TRUST**2))
        return value, rows.T @ (expit(odds) - passed) + away / TRUST**2

    bounds = [(None, None), *((0.0, None) for _ in LACKS)]
    found = minimize(cost, prior, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Weights(
        float(found[0]), {lack: float(weight) for lack, weight in zip(LACKS, found[1:], strict=True)}
    )


def surprise(weights: Weights, decided: Sequence[tuple[Sequence[Lack], bool]]) -> float:
    """Mean log loss of what the weights say about replies on which reviewers decided: lower is better."""
    odds = np.array(
        [weights.start - sum(weights.taken[lack] for lack in lacks) for lacks, _passed in decided]
    )
    signs = np.array([1.0 if passed else -1.0 for _lacks, passed in decided])
    return float(np.logaddexp(0, -signs * odds).mean())
