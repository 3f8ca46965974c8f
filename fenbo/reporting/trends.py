"""What the leaders look at: how much came, of what, from where and by which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Value
from django.db.models.functions import Coalesce, Left

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.core.clock import SHANGHAI
from fenbo.directory.models import Region

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
    rows = _received(since, until).annotate(code=Left(Coalesce(F("category_id"), Value("")), 2))
    return _shares(rows, names)


def most_asked(until: date, *, days: int, most: int) -> list[Share]:
    """The second-level categories that most cases of these days are about, without those of less than five."""
    names = dict(Category.objects.filter(parent__isnull=False, is_active=True).values_list("code", "name"))
    rows = _received(until - timedelta(days=days - 1), until)
    rows = rows.filter(category_id__in=names).annotate(code=F("category_id"))
    return [share for share in _shares(rows, names)[:most] if share.number >= SMALLEST_CELL]


def last_day() -> date | None:
    """The day, Shanghai's, on which the newest case was received; None before the first."""
    newest = Case.objects.exclude(state=CaseState.DRAFT).aggregate(at=Max("received_at"))["at"]
    return newest.astimezone(SHANGHAI).date() if newest else None


def by_prefecture(since: date, until: date) -> list[Share]:
    """By prefecture, the largest first; what names only its province counts for the province."""
    names = dict(Region.objects.filter(code__endswith="00").values_list("code", "name"))
    rows = _received(since, until).annotate(code=Left(Coalesce(F("region_id"), Value("")), 4))
    return [
        Share(share.code and f"{share.code}00", names.get(f"{share.code}00", ""), share.number)
        for share in _shares(rows, {})
    ]


def by_channel(since: date, until: date) -> list[Share]:
    """By the way in which they came, the largest first."""
    return _shares(
        _received(since, until).annotate(code=F("channel")),
        {value: str(label) for value, label in Channel.choices},
    )


def by_kind(since: date, until: date) -> list[Share]:
    """Consultation, help, complaint and so on, the largest first."""
    return _shares(_received(since, until).annotate(code=F("kind")), {one: str(one.label) for one in Kind})


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


def _received(since: date, until: date) -> QuerySet[Case]:
    """The cases received on these days; the index on the instant bounds what is read."""
    start, end = (
        datetime.combine(day, time(), tzinfo=SHANGHAI) for day in (since, until + timedelta(days=1))
    )
    return (
        Case.objects.filter(received_at__gte=start, received_at__lt=end)
        .exclude(state=CaseState.DRAFT)
        .order_by()
    )


def _shares(rows: QuerySet[Any], names: Mapping[str, str]) -> list[Share]:
    """Of rows annotated with the `code` that they fall to."""
    counted = rows.values_list("code").annotate(number=Count("pk")).order_by("-number", "code")
    return [Share(code, str(names.get(code, "")), number) for code, number in counted]
