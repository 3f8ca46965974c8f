"""Rows of several tables inserted in one exchange with the database."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, Model
from django.db.models.sql import InsertQuery


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows in the order given; what the database numbers gets its key.

    The rows that `save(force_insert=True)` would write, without signals: a submission spends most of its time in
    composing four INSERTs anew and in waiting for each. Raises what `save` raises.
    """
    fresh = list(rows)
    if not fresh:
        return
    statements, parameters = [], []
    for row in fresh:
        statement, values = _statement(row)
        statements.append(statement)
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements), parameters)
        for row in fresh:
            if row._meta.auto_field:
                row.pk = cursor.fetchone()[0]
            row._state.adding, row._state.db = False, connection.alias
            cursor.nextset()


def _statement(row: Model) -> tuple[str, list[Any]]:
    before, fields, after = _frame(type(row))
    marks: list[str] = []
    values: list[Any] = []
    for field in fields:
        value = field.pre_save(row, True)
        if isinstance(value, Expression):
            mark, inside = _compiled(value, type(row))
            marks.append(mark)
            values += inside
        else:
            marks.append("%s")
            values.append(field.get_db_prep_save(value, connection))
    return f"{before}{', '.join(marks)}{after}", values


def _compiled(value: Expression, model: type[Model]) -> tuple[str, Iterable[Any]]:
    query = InsertQuery(model)
    compiler = query.get_compiler(connection=connection)
    mark, inside = compiler.compile(value.resolve_expression(query, allow_joins=False, for_save=True))
    return mark, inside


@cache
def _frame(model: type[Model]) -> tuple[str, list["Field[Any, Any]"], str]:
    """A statement up to its values, the fields that these are of, and what comes after them."""
    meta, quote = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    returning = f" RETURNING {quote(str(meta.auto_field.column))}" if meta.auto_field else ""
    return f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES (", fields, f"){returning}"
