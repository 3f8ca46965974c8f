"""The three rates (响应率、解决率、满意率) and that of being on time, never without what they are rates of."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fenbo.directory.models import Unit, UnitKind
from fenbo.followup.queries import Said, said_by_unit
from fenbo.supervision.burnt import Punctuality, punctuality

# A rate over fewer cases says more about chance than about the unit, so none is shown and none compared.
FEWEST = 10
# Of the normal distribution, for 95 %.
Z = 1.959964


class Rate(NamedTuple):
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """With one decimal; None where there are too few to speak of a rate."""
        return round(100 * self.part / self.whole, 1) if self.whole >= FEWEST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which per cents the true rate lies with 95 % confidence (Wilson, 1927); None where there are too few."""
        if self.whole < FEWEST:
            return None
        share, spread = self.part / self.whole, Z * Z / self.whole
        middle = (share + spread / 2) / (1 + spread)
        reach = Z / (1 + spread) * math.sqrt(share * (1 - share) / self.whole + spread / self.whole / 4)
        return round(100 * max(0.0, middle - reach), 1), round(100 * min(1.0, middle + reach), 1)

    def __add__(self, other: object) -> "Rate":
        if not isinstance(other, Rate):
            return NotImplemented
        return Rate(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class UnitRates:
    """One unit's orders answered first and finished on time, and what requesters said of its answers when called."""

    unit: Unit
    responded: Rate
    on_time: Rate
    solved: Rate
    satisfied: Rate

    @property
    def is_few(self) -> bool:
        """Whether there are too few cases for any of the rates."""
        return all(
            rate.percent is None for rate in (self.responded, self.on_time, self.solved, self.satisfied)
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """`comparable` and `few` together are all units that finished anything or were asked about."""

    comparable: list[UnitRates]
    few: list[UnitRates]
    responded: Rate
    on_time: Rate
    solved: Rate
    satisfied: Rate


def rates(since: datetime, until: datetime) -> Rates:
    """By unit, in the order of the directory and not of merit, over [since, until); three queries.

    Hotlines of other provinces are not this province's to rate.
    """
    finished, said = punctuality(since, until), said_by_unit(since, until)
    units = Unit.objects.exclude(kind=UnitKind.OTHER_HOTLINE).in_bulk([*finished, *said])
    rows = [_row(units[key], finished.get(key), said.get(key)) for key in sorted(units)]
    nothing = Rate(0, 0)
    return Rates(
        comparable=[row for row in rows if not row.is_few],
        few=[row for row in rows if row.is_few],
        responded=sum((row.responded for row in rows), nothing),
        on_time=sum((row.on_time for row in rows), nothing),
        solved=sum((row.solved for row in rows), nothing),
        satisfied=sum((row.satisfied for row in rows), nothing),
    )


def _row(unit: Unit, done: Punctuality | None, said: Said | None) -> UnitRates:
    done = done or Punctuality()
    said = said or Said(0, 0, 0)
    return UnitRates(
        unit,
        responded=Rate(done.contacted, done.contactable),
        on_time=Rate(done.on_time, done.finished),
        solved=Rate(said.solved, said.reached),
        satisfied=Rate(said.satisfied, said.reached),
    )
