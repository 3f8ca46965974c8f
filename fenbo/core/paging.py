"""Keyset paging: a page begins after a row, not after a number of rows, so page 5,000 costs what page 1 costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`older` and `newer` are the cursors of the pages after and before this one, None where there is none."""

    rows: list[Row]
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: beyond this instant and key, or at the very end where there is no cursor."""

    cursor: tuple[datetime, Any] | None
    is_backward: bool


def place(model: type[Model], before: str | None, after: str | None) -> Place:
    """Beyond the cursor `before`, or ahead of `after`. One that cannot be read is taken for none: people edit addresses."""
    return Place(_read_cursor(model, before or after), bool(after and not before))


def page(
    rows: QuerySet[Row],
    by: str,
    *,
    before: str | None = None,
    after: str | None = None,
    size: int = SIZE,
    descending: bool = False,
    read: Callable[[Row], datetime | None] | None = None,
) -> Page[Row]:
    """`size` rows ordered by an instant and the key: those beyond the cursor `before`, or those ahead of `after`.

    `by` names the instant, over relations if need be; `read` gets it from a row when an attribute of that name
    does not.
    """
    start = place(rows.model, before, after)
    down = descending != start.is_backward
    if start.cursor:
        rows = rows.filter(_beyond(by, start.cursor, down=down))
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])
    return shown(found, start, size, read or (lambda row: getattr(row, by)))


def shown(found: list[Row], start: Place, size: int, instant: Callable[[Row], datetime | None]) -> Page[Row]:
    """The page of what was found from `start` on, one row more than it shows where there are more."""
    more, found = len(found) > size, found[:size]
    if start.is_backward:
        found.reverse()

    def mark(row: Row) -> str:
        at = instant(row)
        return f"{at.isoformat() if at else ''}~{row.pk}"

    is_on = start.cursor is not None
    onward, back = (is_on, more) if start.is_backward else (more, is_on)
    return Page(
        found,
        older=mark(found[-1]) if found and onward else None,
        newer=mark(found[0]) if found and back else None,
    )


def instant_of(cursor: str | None) -> datetime | None:
    """Where a cursor stands; None where it cannot be read."""
    if not cursor:
        return None
    at = cursor.partition("~")[0]
    try:
        # In an address a plus that was not quoted arrives as a space.
        instant = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _read_cursor(model: type[Model], text: str | None) -> tuple[datetime, Any] | None:
    instant, key = instant_of(text), (text or "").partition("~")[2]
    try:
        row = model._meta.pk.to_python(key)
    except ValidationError:
        return None
    return (instant, row) if instant else None


def _beyond(by: str, cursor: tuple[datetime, Any], *, down: bool) -> Q:
    """Written so that the index on the instant is used: first the instant alone, then the tie."""
    at, key = cursor
    step = "lt" if down else "gt"
    tie: dict[str, Any] = {f"pk__{step}": key}
    return Q(**{f"{by}__{step}e": at}) & (Q(**{f"{by}__{step}": at}) | Q(**tie))
