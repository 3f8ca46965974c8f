"""When somebody may be called again: three attempts at different hours of the day. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from fenbo.core.clock import SHANGHAI

ATTEMPTS = 3
# Two attempts in the same three hours of the day meet the same shift, whatever the date.
BAND_HOURS = 3
APART = timedelta(hours=2)
# Nobody is called for a survey at night.
OPENS, CLOSES = 8, 21


def band(at: datetime) -> int:
    """Which three hours of the day, by the clocks of Asia/Shanghai: 0 is midnight to three."""
    return at.astimezone(SHANGHAI).hour // BAND_HOURS


def band_words(number: int) -> str:
    """`9:00–12:00`."""
    return f"{number * BAND_HOURS}:00–{(number + 1) * BAND_HOURS}:00"


def is_allowed(at: datetime, earlier: Sequence[datetime]) -> bool:
    """Whether an attempt at this instant differs in hour from every earlier one and keeps its distance."""
    return all(band(at) != band(one) and at - one >= APART for one in earlier)


def next_try(after: datetime, earlier: Sequence[datetime]) -> datetime:
    """The first instant from `after` on at which an attempt is allowed and people may be called."""
    return next(
        at for at in _candidates(after, earlier) if OPENS <= _hour(at) < CLOSES and is_allowed(at, earlier)
    )


def _candidates(after: datetime, earlier: Sequence[datetime]) -> Iterator[datetime]:
    """`after`, and the full hours that follow it; only at these can the answer change."""
    yield after
    if earlier and after < max(earlier) + APART:
        yield max(earlier) + APART
    hour = after.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    while True:
        hour += timedelta(hours=1)
        yield hour


def _hour(at: datetime) -> int:
    return at.astimezone(SHANGHAI).hour
