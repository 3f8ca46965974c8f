"""When a line is answered. Pure."""

from datetime import datetime

from fenbo.core.clock import SHANGHAI
from fenbo.hotline.models import Line, Said
from fenbo.workdays.calendar import WorkCalendar


def is_open(line: Line, now: datetime, calendar: WorkCalendar) -> bool:
    """By the clocks of Asia/Shanghai; a line that keeps holidays is closed on every day that is not worked."""
    return why_closed(line, now, calendar) is None


def why_closed(line: Line, now: datetime, calendar: WorkCalendar) -> Said | None:
    """What a caller is told now; None while the line is answered."""
    local = now.astimezone(SHANGHAI)
    if not line.on_holidays and not calendar.is_workday(local.date()):
        return Said.HOLIDAY
    if line.opens is None or line.closes is None or line.opens <= local.time() < line.closes:
        return None
    return Said.CLOSED
