"""Which days are worked in China, as announced and as changed here."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.workdays.calendar import WorkCalendar, announced_workday, announced_years
from fenbo.workdays.models import DayOverride
from fenbo.workdays.queries import calendar

CHINA = WorkCalendar()
# The State Council's notice for 2020 (国办发明电〔2019〕16号) with the Spring Festival made longer on 26 January.
FREE_2020 = [
    (date(2020, 1, 1), date(2020, 1, 1)),
    (date(2020, 1, 24), date(2020, 2, 2)),
    (date(2020, 4, 4), date(2020, 4, 6)),
    (date(2020, 5, 1), date(2020, 5, 5)),
    (date(2020, 6, 25), date(2020, 6, 27)),
    (date(2020, 10, 1), date(2020, 10, 8)),
]
MADE_UP_2020 = [
    date(2020, 1, 19),
    date(2020, 4, 26),
    date(2020, 5, 9),
    date(2020, 6, 28),
    date(2020, 9, 27),
    date(2020, 10, 10),
]


def all_days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


@pytest.mark.parametrize(("first", "last"), FREE_2020)
def test_nobody_works_on_a_holiday(first: date, last: date) -> None:
    assert [day for day in all_days(first, last) if CHINA.is_workday(day)] == []


@pytest.mark.parametrize("day", MADE_UP_2020)
def test_a_day_is_made_up_for_on_a_weekend(day: date) -> None:
    assert day.weekday() >= 5
    assert CHINA.is_workday(day)


def test_all_other_days_of_2020_follow_the_week() -> None:
    named = {day for span in FREE_2020 for day in all_days(*span)} | set(MADE_UP_2020)
    plain = [day for day in all_days(date(2020, 1, 1), date(2020, 12, 31)) if day not in named]
    assert [day for day in plain if CHINA.is_workday(day) != (day.weekday() < 5)] == []


def test_2020_had_251_working_days_less_two_of_the_longer_spring_festival() -> None:
    worked = [day for day in all_days(date(2020, 1, 1), date(2020, 12, 31)) if CHINA.is_workday(day)]
    assert len(worked) == 251 - 2


@given(st.dates(date(2050, 1, 1), date(2090, 12, 31)))
def test_a_year_that_is_not_announced_follows_the_week(day: date) -> None:
    assert announced_workday(day) is None
    assert CHINA.is_workday(day) is (day.weekday() < 5)


def test_the_years_of_the_import_and_of_the_founding_are_announced() -> None:
    assert {2019, 2020, 2021, 2022, 2023} <= set(announced_years())


def test_what_the_province_says_wins() -> None:
    here = WorkCalendar(overrides={date(2020, 3, 9): False, date(2020, 3, 8): True})
    assert not here.is_workday(date(2020, 3, 9))
    assert here.is_workday(date(2020, 3, 8))


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [
        ("08:59:59", False),
        ("09:00", True),
        ("12:30", True),
        ("17:29:59", True),
        ("17:30", False),
        ("23:00", False),
    ],
)
def test_offices_open_and_close_by_the_clocks_of_shanghai(clock: str, is_open: bool) -> None:
    local = datetime.combine(date(2020, 3, 9), time.fromisoformat(clock))
    assert CHINA.is_open((local - timedelta(hours=8)).replace(tzinfo=UTC)) is is_open


def test_offices_that_close_before_they_open_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="close after they open"):
        WorkCalendar(opens=time(18), closes=time(9))


@pytest.mark.django_db
def test_the_calendar_in_force_is_read_once_and_again_when_told() -> None:
    monday = date(2020, 3, 9)
    assert calendar().is_workday(monday)
    DayOverride.objects.create(day=monday, is_workday=False, name="大雪停工")
    assert calendar().is_workday(monday)
    calendar.forget()
    assert not calendar().is_workday(monday)
    assert str(DayOverride.objects.get()) == "2020-03-09 大雪停工"
