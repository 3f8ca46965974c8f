"""Public texts as the pages read that everybody opens, in SQL of our own (docs/decisions/0034).

To have the models write such a query anew for each page took longer than the database took to answer it. Every query
here begins with what `IS_PUBLIC` says; nothing else in it decides who may read what.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from fenbo.core import paging
from fenbo.core.paging import Page
from fenbo.publication.models import Publication


def _in_order(*names: str) -> tuple[str, ...]:
    """As the model has its columns, which is how `from_db` takes their values."""
    known = [column.attname for column in Publication._meta.concrete_fields]
    return tuple(sorted(names, key=known.index))


# What a line of a list shows, and what a page about one.
LISTED = _in_order(
    "case_id", "number", "title", "question", "region_id", "category_id", "unit_id", "published_at"
)
WHOLE = _in_order(*LISTED, "kind", "answer", "received_at", "answered_at")
PUBLIC = "publication_publication WHERE published_at IS NOT NULL"
NEWEST_FIRST = "ORDER BY published_at DESC, case_id DESC"
OLDEST_FIRST = "ORDER BY published_at, case_id"


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a query, and the values of its places."""

    text: str
    values: tuple[Any, ...] = ()

    def joined(self, joint: str, other: "Sql") -> "Sql":
        return Sql(f"{self.text} {joint} {other.text}", self.values + other.values)

    def __and__(self, other: "Sql") -> "Sql":
        """Both conditions; neither may have an OR outside of brackets."""
        return self.joined("AND", other)


ANY, NONE = Sql("true"), Sql("false")


def fetch(columns: Sequence[str], condition: Sql, most: int, order: str = "") -> list[tuple[Any, ...]]:
    """These columns of what is public and fulfils the condition, at most so many."""
    sql = f"SELECT {', '.join(columns)} FROM {PUBLIC} AND {condition.text} {order} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*condition.values, most])
        return list(cursor.fetchall())


def texts(
    condition: Sql, most: int, *, columns: Sequence[str] = LISTED, order: str = NEWEST_FIRST
) -> list[Publication]:
    """The same as rows of the model, without the columns that were not asked for."""
    return [made(columns, row) for row in fetch(columns, condition, most, order)]


def made(columns: Sequence[str], row: Sequence[Any]) -> Publication:
    """A row of the model; `columns` are LISTED or WHOLE."""
    return Publication.from_db(connection.alias, columns, row)


def by_key(keys: Collection[UUID], columns: Sequence[str] = LISTED) -> list[Publication]:
    """Those of them that are public, in the order of the keys."""
    if not keys:
        return []
    found = {
        row.pk: row for row in texts(Sql("case_id = ANY(%s)", (list(keys),)), len(keys), columns=columns)
    }
    return [found[key] for key in keys if key in found]


def count(condition: Sql, most: int) -> int:
    """How many there are, counted no further than to `most`."""
    sql = f"SELECT count(*) FROM (SELECT FROM {PUBLIC} AND {condition.text} LIMIT %s) AS found"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*condition.values, most])
        return int(cursor.fetchone()[0])


def page(condition: Sql, *, before: str | None, after: str | None, size: int) -> Page[Publication]:
    """A page of them, the newest first; cursors as in `core.paging`."""
    place = paging.place(Publication, before, after)
    if place.cursor:
        step = ">" if place.is_backward else "<"
        at, key = place.cursor
        # Written so that the index on the instant is used: first the instant alone, then the tie.
        tie = f"published_at {step}= %s AND (published_at {step} %s OR case_id {step} %s)"
        condition = condition & Sql(tie, (at, at, key))
    rows = texts(condition, size + 1, order=OLDEST_FIRST if place.is_backward else NEWEST_FIRST)
    return paging.shown(rows, place, size, lambda row: row.published_at)
