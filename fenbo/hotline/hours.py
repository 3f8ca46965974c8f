"""When a line is answered. Pure."""

from datetime import datetime

from fenbo.core.clock import SHANGHAI
from fenbo.hotline.models import Line
from fenbo.workdays.calendar import WorkCalendar


def is_open(line: Line, now: datetime, calendar: WorkCalendar) -> bool:
    """By the clocks of Asia/Shanghai; a line that keeps holidays is closed on every day that is not worked."""
    local = now.astimezone(SHANGHAI)
    if not line.on_holidays and not calendar.is_workday(local.date()):
        return False
    if line.opens is None or line.closes is None:
        return True
    return line.opens <= local.time() < line.closes
