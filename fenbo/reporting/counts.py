"""The published counts, recomputed from the journal for any instant; nothing is stored, so nothing can be rewritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from fenbo.cases.lifecycle import SETTLING, UNSETTLING, Move
from fenbo.journal import queries as journal

COUNTED = (Move.RECEIVE, *SETTLING, *UNSETTLING, Move.PUBLISH, Move.TAKE_DOWN)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases received, and of them settled, to an instant; `published` is how many everybody can read then.

    A case that is handled again counts as open until it is settled again.
    """

    at: datetime
    received: int
    closed: int
    published: int

    @property
    def open(self) -> int:
        return self.received - self.closed

    @property
    def rate(self) -> Decimal | None:
        """Closed of received in per cent, to a tenth; None where nothing was received."""
        return rate(self.closed, self.received)


def rate(part: int, whole: int) -> Decimal | None:
    """Per cent to a tenth, halves to the even digit; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_EVEN) if whole else None


def counts(at: datetime) -> Counts:
    """The counts to this instant, which is included; the cost does not grow with the years."""
    return summed(at, journal.count_moves(COUNTED, at=at))


def counts_now(now: datetime) -> Counts:
    """The counts to this moment, for screens that ask every second: whole days by their tallies, today's too."""
    return summed(now, journal.count_all(COUNTED))


def summed(at: datetime, made: Mapping[str, int]) -> Counts:
    """The counts that follow from how often each of the `COUNTED` moves was made."""
    settled = sum(made[move] for move in SETTLING) - sum(made[move] for move in UNSETTLING)
    return Counts(at, made[Move.RECEIVE], settled, made[Move.PUBLISH] - made[Move.TAKE_DOWN])


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought, Asia/Shanghai."""

    day: date
    received: int
    closed: int


def days(since: date, until: date) -> list[Day]:
    """Every day from `since` to `until`, both included, also those on which nothing happened."""
    made = journal.count_by_day(COUNTED, since=since, until=until)

    def of(day: date) -> Day:
        settled = sum(made.get((day, move), 0) for move in SETTLING)
        unsettled = sum(made.get((day, move), 0) for move in UNSETTLING)
        return Day(day, made.get((day, Move.RECEIVE), 0), settled - unsettled)

    return [of(date.fromordinal(number)) for number in range(since.toordinal(), until.toordinal() + 1)]
