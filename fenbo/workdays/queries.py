"""The calendar in force."""

from datetime import time

from django.conf import settings

from fenbo.core.lapsing import Lapsing
from fenbo.workdays.calendar import WorkCalendar
from fenbo.workdays.models import DayOverride


def _load() -> WorkCalendar:
    opens, closes = (time.fromisoformat(text) for text in settings.WORKING_HOURS.split("-"))
    overrides = dict(DayOverride.objects.values_list("day", "is_workday"))
    return WorkCalendar(overrides=overrides, opens=opens, closes=closes)


# Every new case asks for it; a correction made by another process is followed within half a minute.
calendar = Lapsing(_load)
