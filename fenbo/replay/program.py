"""In which order the script is played: by the clock, day after day, in lanes that never touch the same case."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fenbo.replay.acting import submission_key
from fenbo.replay.script.model import BEGINS, CaseScript, Step


@dataclass(frozen=True, slots=True)
class Cue:
    """Step `number` of a case; 0 is its submission, which has no step."""

    at: datetime
    case: CaseScript
    number: int
    step: Step | None


@dataclass(frozen=True, slots=True)
class Day:
    begins: datetime
    ends: datetime


def days(until: datetime) -> Iterator[Day]:
    begins = BEGINS
    while begins < until:
        ends = min(begins + timedelta(days=1), until)
        yield Day(begins, ends)
        begins = ends


def lanes(month: Sequence[CaseScript], count: int) -> list[list[Cue]]:
    """Every cue of the month in so many lanes, each in order of time; merged cases share their lead's lane."""
    split: list[list[Cue]] = [[] for _lane in range(count)]
    for case in month:
        lane = split[(case.index if case.merged_into is None else case.merged_into) % count]
        lane.append(Cue(case.received_at, case, 0, None))
        lane += [Cue(step.at, case, number, step) for number, step in enumerate(case.steps, start=1)]
    return [sorted(lane, key=lambda cue: (cue.at, cue.case.index, cue.number)) for lane in split]


def of_day(lane: Sequence[Cue], day: Day) -> Sequence[Cue]:
    """The lane's cues after the day's beginning until its end, both as published counts mean it."""
    first = bisect_right(lane, day.begins, key=lambda cue: cue.at)
    last = bisect_right(lane, day.ends, key=lambda cue: cue.at)
    return lane[first:last]


def still_to_play(cues: Sequence[Cue], seed: int, done: Mapping[UUID, int]) -> list[Cue]:
    """What of it has not been played yet."""
    return [cue for cue in cues if cue.number >= done.get(submission_key(seed, cue.case.index), 0)]
