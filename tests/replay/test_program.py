"""The order in which the script is played."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from fenbo.replay.acting import submission_key
from fenbo.replay.program import Cue, days, lanes, of_day, still_to_play
from fenbo.replay.script.model import BEGINS, ENDS, CaseScript

Month = Sequence[CaseScript]


def test_there_are_29_days_and_the_last_ends_with_the_script() -> None:
    all_days = list(days(ENDS))
    assert len(all_days) == 29
    assert all_days[0].begins == BEGINS
    assert all_days[-1].ends == ENDS
    assert all(one.ends == other.begins for one, other in pairwise(all_days))


def test_until_noon_the_day_ends_at_noon() -> None:
    noon = BEGINS + timedelta(hours=12)
    (day,) = days(noon)
    assert day.ends == noon


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lanes_hold_every_cue_once_in_order_of_time(month: Month, count: int) -> None:
    split = lanes(month, count)
    assert len(split) == count
    assert sum(map(len, split)) == sum(1 + len(case.steps) for case in month)
    for lane in split:
        instants = [cue.at for cue in lane]
        assert instants == sorted(instants)


def test_merged_cases_are_played_in_the_lane_of_their_lead(month: Month) -> None:
    where = {cue.case.index: number for number, lane in enumerate(lanes(month, 3)) for cue in lane}
    for case in month:
        if case.merged_into is not None:
            assert where[case.index] == where[case.merged_into]


def test_the_days_of_a_lane_are_the_whole_lane(month: Month) -> None:
    (lane,) = lanes(month, 1)
    played: list[Cue] = [cue for day in days(ENDS) for cue in of_day(lane, day)]
    assert played == lane


def test_a_case_is_submitted_before_anything_is_done_to_it(month: Month) -> None:
    (lane,) = lanes(month[:200], 1)
    seen: dict[int, int] = {}
    for cue in lane:
        assert cue.number == seen.get(cue.case.index, 0)
        seen[cue.case.index] = cue.number + 1


def test_what_was_played_is_not_played_again(month: Month) -> None:
    (lane,) = lanes(month[:3], 1)
    done = {submission_key(2020, 0): 2, submission_key(2020, 1): 1 + len(month[1].steps)}
    rest = still_to_play(lane, 2020, done)
    assert min(cue.number for cue in rest if cue.case.index == 0) == 2
    assert not [cue for cue in rest if cue.case.index == 1]
    assert len([cue for cue in rest if cue.case.index == 2]) == 1 + len(month[2].steps)


def test_another_seeds_progress_says_nothing(month: Month) -> None:
    (lane,) = lanes(month[:3], 1)
    assert still_to_play(lane, 7, {submission_key(2020, 0): 5}) == lane
