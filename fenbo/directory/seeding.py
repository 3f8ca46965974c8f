"""Lays the regions and units with which an installation starts. Laying them again updates the same rows."""

from datetime import date
from pathlib import Path

from fenbo.core import tables
from fenbo.directory.models import Region, RegionLevel, Unit

SEEDS = Path(__file__).parent / "seeds"
# Where the file names no first day: before any case that may be imported.
FOUNDING = date(1949, 10, 1)


def lay_regions() -> int:
    regions = [_region(row) for row in tables.rows(SEEDS / "regions.csv")]
    Region.objects.bulk_create(
        regions,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "former_names", "level", "parent"],
    )
    return len(regions)


def _region(row: dict[str, str]) -> Region:
    code = row["code"]
    level, parent = level_and_parent(code)
    return Region(
        code=code, name=row["name"], former_names=row["former_names"], level=level, parent_id=parent
    )


def level_and_parent(code: str) -> tuple[RegionLevel, str | None]:
    """What the digits tell: two for the province, two for the prefecture, two for the county (GB/T 2260).

    `90` in the middle is no prefecture but the counties and cities directly under the province.
    """
    if code.endswith("0000"):
        return RegionLevel.PROVINCE, None
    if code.endswith("00"):
        return RegionLevel.PREFECTURE, f"{code[:2]}0000"
    return RegionLevel.COUNTY, f"{code[:2]}0000" if code[2:4] == "90" else f"{code[:4]}00"


def lay_units() -> int:
    rows = tables.rows(SEEDS / "units.csv")
    Unit.objects.bulk_create(
        [_unit(row) for row in rows],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[
            "name", "short_name", "kind", "region", "phone", "opening", "valid_from", "valid_to",
        ],
    )  # fmt: skip
    _join_to_parents({row["slug"]: row["parent"] for row in rows})
    return len(rows)


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        slug=row["slug"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        region_id=row["region"] or None,
        phone=row["phone"],
        opening=row["opening"],
        valid_from=tables.day(row["valid_from"]) or FOUNDING,
        valid_to=tables.day(row["valid_to"]),
    )


def _join_to_parents(parents: dict[str, str]) -> None:
    """Parents are named by slug, so they can be set only once every row has its key."""
    units = {unit.slug: unit for unit in Unit.objects.filter(slug__in=parents)}
    for slug, parent in parents.items():
        units[slug].parent = units[parent] if parent else None
    Unit.objects.bulk_update(units.values(), ["parent"], batch_size=500)
