"""Reads about units, regions and who watches."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from fenbo.core.errors import OutOfScope
from fenbo.core.lapsing import Lapsing
from fenbo.directory.duties import Duty
from fenbo.directory.models import Region, Shift, Staff, Unit, UnitKind

# UNION (not UNION ALL) drops ids already met, so that a loop in the data ends the walk instead of the server.
BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM directory_unit WHERE id = %s
    UNION SELECT unit.id FROM directory_unit unit JOIN below ON unit.parent_id = below.id
) SELECT id FROM below
"""
ABOVE = """
WITH RECURSIVE above(id, parent_id, step, path) AS (
    SELECT id, parent_id, 0, ARRAY[id] FROM directory_unit WHERE id = %s
    UNION ALL SELECT unit.id, unit.parent_id, above.step + 1, above.path || unit.id
    FROM directory_unit unit JOIN above ON unit.id = above.parent_id
    WHERE NOT unit.id = ANY(above.path)
) SELECT id FROM above WHERE step > 0 ORDER BY step
"""


def valid_on(day: date) -> Q:
    """Rows whose days include `day`; both ends count."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def unit_ids_below(unit_id: int) -> frozenset[int]:
    """The unit itself and every unit beneath it, at any depth; one query."""
    return frozenset(_ids(BELOW, unit_id))


def unit_ids_above(unit_id: int) -> tuple[int, ...]:
    """The units above it, nearest first; one query."""
    return tuple(_ids(ABOVE, unit_id))


def _ids(walk: str, unit_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(walk, [unit_id])
        return [row[0] for row in cursor.fetchall()]


def region_chain(code: str) -> tuple[str, ...]:
    """The region and those around it, closest first: county, prefecture, province (GB/T 2260 digits)."""
    return tuple(dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000"))) if code else ()


def centre() -> Unit:
    """The dispatch centre of this installation; raises `Unit.DoesNotExist` before the seeds are laid."""
    return Unit.objects.filter(kind=UnitKind.CENTRE).earliest("id")


def units_valid_on(day: date, *kinds: UnitKind) -> QuerySet[Unit]:
    """Units that exist on that day, of these kinds or of any."""
    units = Unit.objects.filter(valid_on(day))
    return units.filter(kind__in=kinds) if kinds else units


def units_without(*kinds: UnitKind) -> QuerySet[Unit]:
    """Every unit there is or was, of other kinds than these, kind by kind."""
    return Unit.objects.exclude(kind__in=kinds).order_by("kind", "id")


def unit_by_slug(slug: str, on: date) -> Unit:
    """The unit that exists on that day, with its parent and region; raises OutOfScope."""
    found = units_valid_on(on).select_related("parent", "region").filter(slug=slug).first()
    if found is None:
        raise OutOfScope
    return found


def on_duty(unit_id: int, at: datetime) -> QuerySet[Staff]:
    """Who watches for the unit at that instant; whoever began first comes first."""
    return Staff.objects.filter(
        is_active=True, shifts__unit=unit_id, shifts__starts_at__lte=at, shifts__ends_at__gt=at
    ).order_by("shifts__starts_at", "id")


def watches(unit_ids: Collection[int], at: datetime) -> dict[int, list[Shift]]:
    """Who watches for each of the units at that instant, with when they began and until when; one query."""
    rows = Shift.objects.filter(
        unit__in=unit_ids, starts_at__lte=at, ends_at__gt=at, staff__is_active=True
    ).select_related("staff")
    found: dict[int, list[Shift]] = {unit_id: [] for unit_id in unit_ids}
    for row in rows.order_by("starts_at", "id"):
        found[row.unit_id].append(row)
    return found


def next_watch(unit_id: int, at: datetime) -> Shift | None:
    """The first watch of the unit that begins after that instant."""
    return Shift.objects.filter(unit=unit_id, starts_at__gt=at).order_by("starts_at", "id").first()


def staff_with(duty: Duty, unit_id: int, on: date) -> QuerySet[Staff]:
    """The active people who hold the duty at that unit on that day."""
    held = Q(posts__valid_from__lte=on) & (Q(posts__valid_to=None) | Q(posts__valid_to__gte=on))
    return Staff.objects.filter(held, is_active=True, posts__unit=unit_id, posts__duty=duty).order_by("id")


def parents() -> dict[int, int | None]:
    """Every unit's parent, by key: the whole tree in one query."""
    return dict(Unit.objects.values_list("id", "parent_id"))


# Every submission is checked against them.
region_codes = Lapsing(lambda: frozenset(Region.objects.values_list("code", flat=True)))


def regions() -> QuerySet[Region]:
    """Every region with the one around it, in the order of their codes."""
    return Region.objects.select_related("parent").order_by("code")
