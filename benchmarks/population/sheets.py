"""Rows for COPY, made from the models themselves, so that a new column gets its default here too."""

from collections.abc import Iterable
from typing import Any

from django.db.models import NOT_PROVIDED, Model
from psycopg import Connection, sql


class Sheet:
    """Gathers rows of one table."""

    def __init__(self, model: type[Model]) -> None:
        self.table = model._meta.db_table
        fields = model._meta.concrete_fields
        self.columns = [str(field.column) for field in fields]
        self.places: dict[str, int] = {field.attname: index for index, field in enumerate(fields)}
        self.usual = [_default(field) for field in fields]
        self.rows: list[list[Any]] = []

    def add(self, **values: Any) -> None:
        row = self.usual.copy()
        for name, value in values.items():
            row[self.places[name]] = value
        self.rows.append(row)


def _default(field: Any) -> Any:
    default = field.default
    if default is NOT_PROVIDED or callable(default):
        return "" if field.empty_strings_allowed and not field.null and default is NOT_PROVIDED else None
    return getattr(default, "value", default) if field.get_internal_type() != "EncryptedText" else b""


def copy(connection: Connection[Any], sheets: Iterable[Sheet]) -> None:
    """Write and forget the rows gathered so far."""
    with connection.cursor() as cursor:
        for sheet in sheets:
            columns = sql.SQL(", ").join(sql.Identifier(column) for column in sheet.columns)
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(sheet.table), columns)
            with cursor.copy(statement) as target:
                for row in sheet.rows:
                    target.write_row(row)
            sheet.rows.clear()
