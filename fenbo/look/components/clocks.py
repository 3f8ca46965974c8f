"""Instants and time left, in words. `assets/islands/clocks.js` says the same from the same phrases."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Without a known start the last stretch is amber; long enough for somebody to act within one watch.
LAST_STRETCH = timedelta(hours=2)
# With a known start the last quarter is.
LAST_SHARE = 4


@dataclass(frozen=True)
class Clock:
    """`tone` is still (paused, done), plain, amber or red; `amber_at` lets the browser go on alone."""

    due_at: datetime
    amber_at: datetime
    tone: str
    text: str


@cache
def _phrases(language: str | None) -> dict[str, str]:
    return {
        "days": _("%(days)s天%(hours)s小时"),
        "hours": _("%(hours)s小时%(minutes)s分"),
        "minutes": _("%(minutes)s分钟"),
        "moment": _("不到1分钟"),
        "left": _("剩 %(span)s"),
        "over": _("超时 %(span)s"),
    }


def phrases() -> dict[str, str]:
    """In the language in force. Every row of a list asks."""
    return _phrases(get_language())


def span(length: timedelta) -> str:
    """The two largest parts of a length, cut and never rounded up; its sign does not matter."""
    minutes = int(abs(length).total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        kind = "days"
    elif hours:
        kind = "hours"
    else:
        kind = "minutes" if minutes else "moment"
    return phrases()[kind] % {"days": days, "hours": hours, "minutes": minutes % 60}


def left(due_at: datetime, now: datetime) -> str:
    return phrases()["left" if now <= due_at else "over"] % {"span": span(due_at - now)}


def running(due_at: datetime, *, now: datetime, start_at: datetime | None = None) -> Clock:
    amber_at = due_at - ((due_at - start_at) / LAST_SHARE if start_at else LAST_STRETCH)
    tone = "red" if now > due_at else "amber" if now >= amber_at else "plain"
    return Clock(due_at, amber_at, tone, left(due_at, now))


def stopped(due_at: datetime, *, at: datetime) -> Clock:
    """The order was done at `at`: on time, or late by so much."""
    late = at > due_at
    text = _("超时 %(span)s办结") % {"span": span(at - due_at)} if late else _("按时办结")
    return Clock(due_at, due_at, "amber" if late else "still", text)


def paused(due_at: datetime) -> Clock:
    return Clock(due_at, due_at, "still", _("已暂停计时"))


def show(at: datetime, now: datetime) -> str:
    """`3月9日 12:00`, with the year when it is not this one."""
    return in_year(at, localtime(now).year)


def in_year(at: datetime, year: int) -> str:
    """The same, as it is said in that year."""
    at = localtime(at)
    return date_format(at, _("n月j日 H:i") if at.year == year else _("Y年n月j日 H:i"))
