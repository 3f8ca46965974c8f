"""When a limit expires: over nights, weekends, holidays and make-up days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.core.clock import SHANGHAI
from fenbo.workdays.calendar import Limit, LimitUnit, WorkCalendar, amber_at, due_at

CHINA = WorkCalendar()
MINUTES, HOURS = LimitUnit.MINUTES, LimitUnit.HOURS
WORKING_HOURS, WORKING_DAYS = LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS
# Years whose holidays are known.
instants = st.datetimes(datetime(2018, 1, 1), datetime(2022, 12, 1), timezones=st.just(UTC))
units = st.sampled_from(LimitUnit)


def at(text: str) -> datetime:
    """`03-09 10:00` of 2020, in China."""
    return datetime.strptime(f"2020-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def due(amount: int, unit: LimitUnit, start: str) -> str:
    return f"{due_at(Limit(amount, unit), at(start), CHINA):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("amount", "unit", "start", "expires"),
    [
        (30, MINUTES, "03-09 10:00", "03-09 10:30"),
        (30, MINUTES, "03-09 23:45", "03-10 00:15"),
        (24, HOURS, "03-07 15:00", "03-08 15:00"),
        (24, HOURS, "05-01 00:00", "05-02 00:00"),
        # The day on which it starts is not counted, however early.
        (1, WORKING_DAYS, "03-09 00:01", "03-10 17:30"),
        (1, WORKING_DAYS, "03-09 23:59", "03-10 17:30"),
        (5, WORKING_DAYS, "03-09 10:00", "03-16 17:30"),
        (1, WORKING_DAYS, "03-06 10:00", "03-09 17:30"),
        # Qingming: Monday 6 April was free.
        (1, WORKING_DAYS, "04-03 10:00", "04-07 17:30"),
        # Labour Day: Saturday 9 May was worked.
        (4, WORKING_DAYS, "04-30 10:00", "05-09 17:30"),
        # Sunday 26 April was worked.
        (1, WORKING_DAYS, "04-24 10:00", "04-26 17:30"),
        # National Day: nothing from 1 to 8 October, but Saturday the 10th.
        (2, WORKING_DAYS, "09-30 10:00", "10-10 17:30"),
        # From within a holiday, and from within a weekend.
        (1, WORKING_DAYS, "01-25 10:00", "02-03 17:30"),
        (1, WORKING_DAYS, "03-07 10:00", "03-09 17:30"),
        (4, WORKING_HOURS, "03-09 10:00", "03-09 14:00"),
        (4, WORKING_HOURS, "03-09 15:30", "03-10 11:00"),
        (4, WORKING_HOURS, "03-06 17:00", "03-09 12:30"),
        (4, WORKING_HOURS, "03-07 12:00", "03-09 13:00"),
        (4, WORKING_HOURS, "03-09 05:00", "03-09 13:00"),
        (8, WORKING_HOURS, "03-09 09:30", "03-09 17:30"),
        (17, WORKING_HOURS, "03-09 09:00", "03-10 17:30"),
        (0, WORKING_DAYS, "03-07 10:00", "03-07 10:00"),
        (0, WORKING_HOURS, "03-07 10:00", "03-07 10:00"),
    ],
)
def test_a_limit_expires(amount: int, unit: LimitUnit, start: str, expires: str) -> None:
    assert due(amount, unit, start) == expires


@pytest.mark.parametrize("amount", [-1, -100])
def test_a_limit_cannot_be_negative(amount: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        Limit(amount, HOURS)


def test_a_limit_reads_as_rules_write_it() -> None:
    assert str(Limit(5, WORKING_DAYS)) == "5 工作日"


def test_a_snowday_moves_the_end() -> None:
    snow = WorkCalendar(overrides={date(2020, 3, 10): False})
    assert due_at(Limit(1, WORKING_DAYS), at("03-09 10:00"), snow) == at("03-11 17:30")


@given(instants, st.integers(0, 200), units)
def test_nothing_expires_before_it_began(start: datetime, amount: int, unit: LimitUnit) -> None:
    assert due_at(Limit(amount, unit), start, CHINA) >= start


@given(instants, st.integers(0, 100), st.integers(1, 100), units)
def test_a_longer_limit_never_expires_earlier(
    start: datetime, amount: int, more: int, unit: LimitUnit
) -> None:
    assert due_at(Limit(amount, unit), start, CHINA) <= due_at(Limit(amount + more, unit), start, CHINA)


@given(instants, st.integers(0, 600_000), st.integers(0, 60), units)
def test_a_later_start_never_expires_earlier(
    start: datetime, seconds: int, amount: int, unit: LimitUnit
) -> None:
    if amount == 0 and unit in (WORKING_DAYS, WORKING_HOURS):
        return
    limit = Limit(amount, unit)
    assert due_at(limit, start, CHINA) <= due_at(limit, start + timedelta(seconds=seconds), CHINA)


@given(instants, st.integers(1, 30))
def test_working_days_end_when_offices_close_on_a_worked_day(start: datetime, amount: int) -> None:
    end = due_at(Limit(amount, WORKING_DAYS), start, CHINA).astimezone(SHANGHAI)
    assert CHINA.is_workday(end.date())
    assert end.time() == CHINA.closes
    first = start.astimezone(SHANGHAI).date()
    between = [first + timedelta(days=step) for step in range(1, (end.date() - first).days + 1)]
    assert sum(CHINA.is_workday(day) for day in between) == amount


@given(instants, st.integers(1, 60))
def test_working_hours_are_just_those_in_which_offices_were_open(start: datetime, amount: int) -> None:
    end = due_at(Limit(amount, WORKING_HOURS), start, CHINA)
    opened = timedelta()
    day = start.astimezone(SHANGHAI).date()
    while day <= end.astimezone(SHANGHAI).date():
        if CHINA.is_workday(day):
            begins, ends = max(start, CHINA.opening(day)), min(end, CHINA.closing(day))
            opened += max(timedelta(), ends - begins)
        day += timedelta(days=1)
    assert opened == timedelta(hours=amount)


@given(instants, st.integers(1, 100), units)
def test_the_warning_comes_after_three_quarters(start: datetime, amount: int, unit: LimitUnit) -> None:
    end = due_at(Limit(amount, unit), start, CHINA)
    warning = amber_at(start, end)
    assert start < warning < end
    assert abs((warning - start) / (end - start) - 0.75) < 1e-6
