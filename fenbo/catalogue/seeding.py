"""Lays the subjects, the dispatch catalogue and the time limits with which an installation starts.

Categories are updated in place. Rules and limits are kept by date, so they are laid only where their periods are
still those of the file: what an editor ended or replaced here is left alone.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from django.conf import settings

from fenbo.catalogue.models import FOUNDING, Category, DispatchRule, TimeLimit
from fenbo.catalogue.queries import time_limits
from fenbo.core import tables
from fenbo.directory.models import RegionLevel, Unit, UnitKind

SEEDS = Path(__file__).parent / "seeds"
# What rooms above this one lay for a demonstration, by its name: they put it here when they get ready.
demonstrations: dict[str, Callable[[datetime], int]] = {}
EACH, ABROAD, LOCAL = "each", "abroad", "local"


class Dated(Protocol):
    valid_from: date
    valid_to: date | None


Row = TypeVar("Row", bound=Dated)


def lay_categories() -> int:
    categories = [
        Category(code=row["code"], name=row["name"], parent_id=row["code"][:2] if row["code"][2:] else None)
        for row in tables.rows(SEEDS / "categories.csv")
    ]
    Category.objects.bulk_create(
        categories, update_conflicts=True, unique_fields=["code"], update_fields=["name", "parent"]
    )
    return len(categories)


def lay_limits() -> int:
    wanted = [
        TimeLimit(
            hop=row["hop"],
            kind=row["kind"] or None,
            urgency=row["urgency"] or None,
            amount=int(row["amount"]),
            unit=row["unit"],
            valid_from=tables.day(row["valid_from"]) or FOUNDING,
            valid_to=tables.day(row["valid_to"]),
        )
        for row in tables.rows(SEEDS / "limits.csv")
    ]
    standing = list(TimeLimit.objects.order_by("id"))
    new, same = compare(wanted, standing, key=lambda row: (row.hop, row.kind, row.urgency))
    for seed, row in same:
        row.amount, row.unit = seed.amount, seed.unit
    TimeLimit.objects.bulk_create(new)
    TimeLimit.objects.bulk_update([row for _seed, row in same], ["amount", "unit"])
    time_limits.forget()
    return len(wanted)


def compare(
    wanted: Iterable[Row], standing: Iterable[Row], *, key: Callable[[Row], Hashable]
) -> tuple[list[Row], list[tuple[Row, Row]]]:
    """The rows to add, and the pairs (wanted, standing) whose periods agree; others were edited and stay."""
    present: dict[Hashable, list[Row]] = {}
    for row in standing:
        present.setdefault(key(row), []).append(row)
    groups: dict[Hashable, list[Row]] = {}
    for row in wanted:
        groups.setdefault(key(row), []).append(row)
    new: list[Row] = []
    same: list[tuple[Row, Row]] = []
    for name, rows in groups.items():
        by_period = {(row.valid_from, row.valid_to): row for row in present.get(name, [])}
        if not by_period:
            new += rows
        elif set(by_period) == {(row.valid_from, row.valid_to) for row in rows}:
            same += [(row, by_period[row.valid_from, row.valid_to]) for row in rows]
    return new, same


@dataclass(frozen=True, slots=True)
class RuleSeed:
    """One line of the file, spread to one region."""

    category: str
    region: str | None
    lead: int
    co_units: frozenset[int]
    valid_from: date = field(default=FOUNDING)
    valid_to: date | None = None


def lay_rules() -> int:
    wanted = list(spread(tables.rows(SEEDS / "rules.csv"), Places.load()))
    seeds = {(seed.category, seed.region, seed.valid_from): seed for seed in wanted}
    new, same = compare(
        [_rule(seed) for seed in wanted],
        list(DispatchRule.objects.order_by("id")),
        key=lambda row: (row.category_id, row.region_id),
    )
    for seed_row, row in same:
        row.lead_id = seed_row.lead_id
    DispatchRule.objects.bulk_update([row for _seed, row in same], ["lead"], batch_size=500)
    laid = DispatchRule.objects.bulk_create(new, batch_size=500) + [row for _seed, row in same]
    _set_co_units({row.pk: seeds[row.category_id, row.region_id, row.valid_from].co_units for row in laid})
    return len(wanted)


def _rule(seed: RuleSeed) -> DispatchRule:
    return DispatchRule(
        category_id=seed.category,
        region_id=seed.region,
        lead_id=seed.lead,
        valid_from=seed.valid_from,
        valid_to=seed.valid_to,
    )


def _set_co_units(wanted: dict[int, frozenset[int]]) -> None:
    through = DispatchRule.co_units.through
    through.objects.filter(dispatchrule_id__in=wanted).delete()
    through.objects.bulk_create(
        [
            through(dispatchrule_id=rule, unit_id=unit)
            for rule, units in wanted.items()
            for unit in sorted(units)
        ],
        batch_size=2000,
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Units by slug, and the unit of each place at home and of each other province's hotline."""

    units: dict[str, int]
    home: dict[str, int]
    abroad: dict[str, int]

    @classmethod
    def load(cls) -> "Places":
        units = Unit.objects.exclude(region=None)
        home = units.filter(kind__in=[UnitKind.PREFECTURE, UnitKind.COUNTY])
        hotlines = units.filter(kind=UnitKind.OTHER_HOTLINE, region__level=RegionLevel.PROVINCE)
        return cls(
            units=dict(Unit.objects.values_list("slug", "id")),
            home={
                region: unit
                for region, unit in home.values_list("region_id", "id")
                if region and region[:2] == settings.HOME_PROVINCE[:2]
            },
            abroad={region: unit for region, unit in hotlines.values_list("region_id", "id") if region},
        )


def spread(rows: Iterable[dict[str, str]], places: Places) -> Iterator[RuleSeed]:
    """Each line once, or once for every place when its region is `each` or `abroad`."""
    for row in rows:
        if row["region"] in (EACH, ABROAD):
            for region, unit in (places.home if row["region"] == EACH else places.abroad).items():
                yield _seed(row, region, places.units | {LOCAL: unit})
        else:
            yield _seed(row, row["region"] or None, places.units)


def _seed(row: dict[str, str], region: str | None, units: dict[str, int]) -> RuleSeed:
    """Raises `KeyError` with the slug that the directory lacks."""
    return RuleSeed(
        category=row["category"],
        region=region,
        lead=units[row["lead"]],
        co_units=frozenset(units[slug] for slug in row["co"].split()),
        valid_from=tables.day(row["valid_from"]) or FOUNDING,
        valid_to=tables.day(row["valid_to"]),
    )
