"""What the leaders look at: how much came, of what, from where and by which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.core.clock import SHANGHAI
from fenbo.directory.models import Region
from fenbo.reporting.cells import Parts, grouped, read
from fenbo.reporting.models import Dimension

# Smaller cells could tell who brought a case; on public pages they are put together.
SMALLEST_CELL = 5


@dataclass(frozen=True, slots=True)
class Share:
    """How many cases fall to one code; an empty code stands for those that have none."""

    code: str
    name: str
    number: int


def by_subject(since: date, until: date) -> list[Share]:
    """By first-level category, the largest first."""
    names = dict(Category.objects.filter(parent=None).values_list("code", "name"))
    return _shares(_parts(since, until, Dimension.CATEGORY), names, 2)


def most_asked(until: date, *, days: int, most: int) -> list[Share]:
    """The second-level categories that most cases of these days are about, without those of less than five."""
    names = dict(Category.objects.filter(parent__isnull=False, is_active=True).values_list("code", "name"))
    parts = _parts(until - timedelta(days=days - 1), until, Dimension.CATEGORY)
    shares = _shares({code: part for code, part in parts.items() if code in names}, names)
    return [share for share in shares[:most] if share.number >= SMALLEST_CELL]


def last_day() -> date | None:
    """The day, Shanghai's, on which the newest case was received; None before the first."""
    newest = Case.objects.exclude(state=CaseState.DRAFT).aggregate(at=Max("received_at"))["at"]
    return newest.astimezone(SHANGHAI).date() if newest else None


def by_prefecture(since: date, until: date) -> list[Share]:
    """By prefecture, the largest first; what names only its province counts for the province."""
    names = dict(Region.objects.filter(code__endswith="00").values_list("code", "name"))
    return [
        Share(share.code and f"{share.code}00", names.get(f"{share.code}00", ""), share.number)
        for share in _shares(_parts(since, until, Dimension.REGION), {}, 4)
    ]


def by_channel(since: date, until: date) -> list[Share]:
    """By the way in which they came, the largest first."""
    return _shares(
        _parts(since, until, Dimension.CHANNEL), {value: str(label) for value, label in Channel.choices}
    )


def by_kind(since: date, until: date) -> list[Share]:
    """Consultation, help, complaint and so on, the largest first."""
    return _shares(_parts(since, until, Dimension.KIND), {one: str(one.label) for one in Kind})


def suppressed(shares: Sequence[Share], rest: str) -> list[Share]:
    """The same for everybody's eyes: cells under five are put together as `rest`.

    Where they still are under five, the smallest of the others joins them: the whole is known, so that what is
    left out alone could be computed.
    """
    shown = sorted(
        (share for share in shares if share.number >= SMALLEST_CELL), key=lambda share: -share.number
    )
    left = sum(share.number for share in shares if share.number < SMALLEST_CELL)
    if 0 < left < SMALLEST_CELL and shown:
        left += shown.pop().number
    return [*shown, Share("", rest, left)] if left >= SMALLEST_CELL else shown


def _parts(since: date, until: date, dimension: Dimension) -> Parts:
    """From the figures that the database keeps: the cost does not grow with the cases of these days."""
    return read(since, until, dimension)[dimension]


def _shares(parts: Parts, names: Mapping[str, str], digits: int | None = None) -> list[Share]:
    """Put together under so many digits of their codes, the largest first."""
    sums = grouped(parts, lambda code: code[:digits])
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1].number, pair[0]))
    return [Share(code, str(names.get(code, "")), part.number) for code, part in ordered]
