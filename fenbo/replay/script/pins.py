"""Making the month agree with what was published: so many open at three instants, and nobody else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from fenbo.replay.script.drafts import Draft
from fenbo.replay.script.model import ENDS, Step, Story
from fenbo.replay.script.rhythm import PUBLISHED

# What would still be open on a late evening, hardest first; then whoever asked last.
HARD = (Story.TOLD, Story.DISSATISFIED, Story.COMPLEX, Story.EXTENSION, Story.LATE, Story.HANDED_OFF)
LONGER = (Story.ORDINARY, Story.CO_HANDLED, Story.DELEGATED)
RECENT = timedelta(hours=12)


def pin(drafts: Sequence[Draft], rng: Random) -> None:
    """Hasten or lengthen rounds, the earliest instant first, until the open cases are as many as published."""
    earlier = drafts[0].received_at
    for instant, received, closed in PUBLISHED:
        _pin(drafts, instant, received - closed, earlier, rng)
        earlier = instant


def _pin(drafts: Sequence[Draft], instant: datetime, wanted: int, earlier: datetime, rng: Random) -> None:
    still = sorted((d for d in drafts if d.is_open(instant)), key=_hardness)
    for draft in still[wanted:]:
        hasten(draft, instant, rng)
    missing = wanted - len(still)
    for draft in _lately_closed(drafts, instant, earlier)[: max(missing, 0)]:
        lengthen(draft, instant, rng)


def _hardness(draft: Draft) -> tuple[int, float]:
    rank = HARD.index(draft.story) if draft.story in HARD else len(HARD)
    return rank, -draft.received_at.timestamp()


def _lately_closed(drafts: Iterable[Draft], instant: datetime, earlier: datetime) -> list[Draft]:
    lately = [
        draft
        for draft in drafts
        if draft.story in LONGER
        and max(instant - RECENT, earlier) < draft.received_at < instant < ENDS + RECENT
        and draft.rounds[0][-1].at <= instant
    ]
    return sorted(lately, key=lambda draft: -draft.received_at.timestamp())


def hasten(draft: Draft, instant: datetime, rng: Random) -> None:
    """Let the round that runs at the instant be settled shortly before it."""
    number = draft.open_round(instant)
    if number is None:
        raise ValueError(f"case {draft.index} is not open at {instant}")
    begins = draft.rounds[number][0].at if number else draft.received_at
    left = (instant - begins).total_seconds()
    _stretch(draft, number, begins, instant - timedelta(seconds=rng.uniform(0.04, 0.4) * left))


def lengthen(draft: Draft, instant: datetime, rng: Random) -> None:
    """Let the case go on into the next morning."""
    ends = instant + timedelta(hours=8, seconds=rng.randrange(4 * 3600))
    _stretch(draft, 0, draft.received_at, ends)


def _stretch(draft: Draft, number: int, begins: datetime, ends: datetime) -> None:
    """Keep the order of the steps and their proportions, between these two instants."""
    steps = draft.rounds[number]
    factor = (ends - begins) / (steps[-1].at - begins)
    draft.rounds[number] = [_moved(step, begins, factor) for step in steps]


def _moved(step: Step, begins: datetime, factor: float) -> Step:
    at = begins + (step.at - begins) * factor
    return replace(step, at=at.replace(microsecond=0))
