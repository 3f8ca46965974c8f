"""Working time in China, and the instants at which limits expire. Pure: nothing here reads the database.

Minutes and hours are clock time. Working hours run only while offices are open. A limit of n working days does
not count the day on which it starts and expires when offices close on the n-th working day after it (Civil Code,
articles 201 and 203: the first day is not counted, and where there are business hours their end is the end).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar
from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.clock import SHANGHAI

ONE_DAY = timedelta(days=1)
AMBER_SHARE = 0.75


class LimitUnit(models.TextChoices):
    MINUTES = "minutes", _("分钟")
    HOURS = "hours", _("小时")
    WORKING_HOURS = "working_hours", _("工作小时")
    WORKING_DAYS = "working_days", _("工作日")


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time as rules write it: 30 minutes, 5 working days."""

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a limit cannot be negative")

    def __str__(self) -> str:
        return f"{self.amount} {LimitUnit(self.unit).label}"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked and when offices open and close, by the clocks of Asia/Shanghai.

    `overrides` win over the State Council's yearly notice; where that is not known, Monday to Friday are worked.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    opens: time = time(9)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("offices close after they open")

    def is_workday(self, day: date) -> bool:
        override = self.overrides.get(day)
        if override is not None:
            return override
        announced = announced_workday(day)
        return day.weekday() < 5 if announced is None else announced

    def is_open(self, instant: datetime) -> bool:
        local = instant.astimezone(SHANGHAI)
        return self.is_workday(local.date()) and self.opens <= local.time() < self.closes

    def workdays_after(self, day: date) -> Iterator[date]:
        while True:
            day += ONE_DAY
            if self.is_workday(day):
                yield day

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, SHANGHAI)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, SHANGHAI)


@cache
def announced_workday(day: date) -> bool | None:
    """What the State Council's notice says, make-up days included; None for a year not (yet) announced."""
    try:
        return bool(chinese_calendar.is_workday(day))  # type: ignore[no-untyped-call]
    except NotImplementedError:
        return None


def announced_years() -> range:
    """The years whose notices are known here; outside them a weekday counts as worked."""
    days = chinese_calendar.constants.holidays
    return range(min(days).year, max(days).year + 1)


def due_at(limit: Limit, start: datetime, calendar: WorkCalendar) -> datetime:
    """The instant at which `limit` expires when its clock starts at `start`; in the time zone of Shanghai."""
    start = start.astimezone(SHANGHAI)
    if limit.unit == LimitUnit.MINUTES:
        return start + timedelta(minutes=limit.amount)
    if limit.unit == LimitUnit.HOURS:
        return start + timedelta(hours=limit.amount)
    if limit.amount == 0:
        return start
    if limit.unit == LimitUnit.WORKING_HOURS:
        return _after_working_time(timedelta(hours=limit.amount), start, calendar)
    days = calendar.workdays_after(start.date())
    return calendar.closing([next(days) for _ in range(limit.amount)][-1])


def _after_working_time(left: timedelta, start: datetime, calendar: WorkCalendar) -> datetime:
    """Where `left` of opening hours has passed; a limit that fits the day exactly ends at closing time."""
    today = start.date()
    if not calendar.is_workday(today) or start >= calendar.closing(today):
        today = next(calendar.workdays_after(today))
    position = max(start, calendar.opening(today))
    while left > (open_today := calendar.closing(today) - position):
        left -= open_today
        today = next(calendar.workdays_after(today))
        position = calendar.opening(today)
    return position + left


def amber_at(start: datetime, due: datetime) -> datetime:
    """The instant of the early warning: three quarters of the time have gone."""
    return start + (due - start) * AMBER_SHARE
