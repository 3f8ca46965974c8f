"""Three attempts at different hours of the day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.core.clock import SHANGHAI
from fenbo.followup.hours import APART, CLOSES, OPENS, band, band_words, is_allowed, next_try


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 3, day, hour, minute, tzinfo=SHANGHAI)


def test_the_first_attempt_may_be_made_whenever_the_clerk_calls() -> None:
    assert is_allowed(at(9, 22), [])


@pytest.mark.parametrize(
    ("second", "allowed"),
    [
        (at(9, 9, 30), False),  # minutes later
        (at(9, 11, 59), False),  # the same three hours
        (at(9, 12), True),
        (at(10, 10), False),  # another day, the same three hours
        (at(10, 8, 59), True),
    ],
)
def test_a_second_attempt_keeps_its_distance_in_hours(second: datetime, allowed: bool) -> None:
    assert is_allowed(second, [at(9, 9)]) is allowed


def test_two_attempts_across_the_edge_of_a_band_are_still_two_hours_apart() -> None:
    assert not is_allowed(at(9, 12, 1), [at(9, 11, 58)])
    assert is_allowed(at(9, 13, 58), [at(9, 11, 58)])


def test_nobody_is_called_at_night() -> None:
    assert next_try(at(9, 23), []) == at(10, 8)
    assert next_try(at(9, 6, 30), []) == at(9, 8)


def test_a_case_closed_in_daytime_may_be_called_about_at_once() -> None:
    assert next_try(at(9, 15, 7), []) == at(9, 15, 7)


def test_the_third_attempt_skips_both_hours_that_were_tried() -> None:
    assert next_try(at(9, 16), [at(9, 9), at(9, 16)]) == at(9, 18)


def test_the_hours_are_those_of_china_wherever_the_server_stands() -> None:
    assert band(datetime(2020, 3, 9, 1, tzinfo=UTC)) == band(at(9, 9)) == 3
    assert band_words(3) == "9:00–12:00"


moments = st.datetimes(datetime(2020, 1, 1), datetime(2021, 1, 1)).map(
    lambda one: one.replace(tzinfo=SHANGHAI)
)


@given(first=moments, wait=st.integers(0, 72 * 60))
def test_the_time_that_is_named_is_always_allowed_and_never_at_night(first: datetime, wait: int) -> None:
    second = next_try(first + timedelta(minutes=wait), [first])
    third = next_try(second, [first, second])

    assert len({band(first), band(second), band(third)}) == 3
    assert second - first >= APART <= third - second
    assert all(OPENS <= one.astimezone(SHANGHAI).hour < CLOSES for one in (second, third))
