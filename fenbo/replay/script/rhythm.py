"""When people ask: how many on which day, at which hour. The sums are those that were published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from fenbo.replay.script.model import BEGINS, ENDS

# Published: instant, received and closed by then.
PUBLISHED = (
    (datetime(2020, 3, 10, tzinfo=BEGINS.tzinfo), 4127, 4104),
    (datetime(2020, 3, 11, tzinfo=BEGINS.tzinfo), 4278, 4257),
    (ENDS, 5661, 5651),
)
# A rush in the first week, quieter week-ends, the fading of the third and fourth week.
DAYS = (
    (242, 318, 352, 371, 358, 262, 238, 318, 301, 282, 263, 241, 166, 148, 172),
    (151,),
    (140, 134, 127, 95, 86, 124, 117, 110, 106, 101, 74, 68, 78),
)  # fmt: skip
HOURS = (
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.6, 2, 6, 9.5, 10, 9, 6, 5, 8, 9, 8.5, 7, 5, 4.5, 4, 3.4, 2, 0.9,
)  # fmt: skip
HOUR = timedelta(hours=1)
# Nobody is settled in the last minutes before an instant at which everything must be.
LAST_MINUTES = timedelta(minutes=4)


def arrivals(rng: Random) -> list[datetime]:
    """The instants of every case, in order, in whole seconds and no two the same."""
    edges = [BEGINS, *(instant for instant, _received, _closed in PUBLISHED)]
    totals = [0, *(received for _instant, received, _closed in PUBLISHED)]
    chosen: set[datetime] = set()
    for (start, end), (before, after), weights in zip(pairwise(edges), pairwise(totals), DAYS, strict=True):
        for day, count in enumerate(share(after - before, weights)):
            midnight = start + timedelta(days=day)
            chosen |= _of_day(rng, midnight, min(midnight + timedelta(days=1), end), count)
    return sorted(chosen)


def _of_day(rng: Random, midnight: datetime, until: datetime, count: int) -> set[datetime]:
    chosen: set[datetime] = set()
    while len(chosen) < count:
        instant = moment(rng, midnight)
        if BEGINS + timedelta(minutes=6) < instant < until - LAST_MINUTES:
            chosen.add(instant)
    return chosen


def moment(rng: Random, midnight: datetime) -> datetime:
    """Some second of the day, as often as people are about."""
    hour = rng.choices(range(24), weights=HOURS)[0]
    return midnight + hour * HOUR + timedelta(seconds=rng.randrange(3600))


def share(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainder)."""
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(number) for number in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: counts[at] - exact[at])
    for at in by_remainder[: total - sum(counts)]:
        counts[at] += 1
    return counts
