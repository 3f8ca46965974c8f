"""A pgbench script that inserts what one submission inserts, made from the rows of a real one."""

import re
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from fenbo.cases import words
from fenbo.cases.models import Case

# Keys as the service makes them, by time, from the transaction's own instant and a random number.
MILLISECONDS = "lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0')"
KEY = f"({MILLISECONDS} || '7' || lpad(to_hex({{variable}}::bigint), 19, '8'))::uuid"
CASE, REQUESTER, SUBMISSION = (KEY.format(variable=name) for name in (":a", ":b", ":c"))
HEAD = "".join(f"\\set {name} random(1, 1000000000000000)\n" for name in "abc") + "BEGIN;\n"
# A table is filled before those that point to it. What triggers fill is left to the triggers.
ORDER = (
    "cases_requester",
    "cases_case",
    "cases_clock",
    "journal_event",
    "procrastinate_jobs",
)
BY_TRIGGER = ("journal_unsealed", "procrastinate_events", "reporting_change")


# What pgbench would take for one of its variables, even in a literal.
VARIABLE = re.compile(":[A-Za-z_]")


def script(tables: dict[str, int]) -> str:
    """The transaction; raises KeyError for a table that this module does not know how to fill."""
    if unknown := set(tables) - set(ORDER) - set(BY_TRIGGER):
        raise KeyError(f"a submission now also writes {unknown}: add it here")
    case = Case.objects.select_related("requester").latest("received_at")
    samples = {
        "cases_requester": ("id", case.requester_id),
        "cases_case": ("id", case.pk),
        "cases_clock": ("case_id", case.pk),
        "journal_event": ("stream", case.pk),
        "procrastinate_jobs": ("id", _newest("procrastinate_jobs", "id")),
    }
    statements = [
        _insert(table, *samples[table], case) * tables[table] for table in ORDER if tables.get(table)
    ]
    return HEAD + "".join(statements) + "COMMIT;\n"


def _newest(table: str, by: str, key: str = "id") -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} ORDER BY {by} DESC LIMIT 1")
        return cursor.fetchone()[0]


def _insert(table: str, column: str, key: Any, case: Case) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s LIMIT 1", [key])
        row = cursor.fetchone()
        described = [(found.name, found.type_code) for found in cursor.description or ()]
    values = {
        name: _value(table, name, value, case)
        for (name, _kind), value in zip(described, row, strict=True)
        if not (name == "id" and isinstance(value, int))
    }
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())});\n"


def _value(table: str, name: str, value: Any, case: Case) -> str:
    """The value as SQL; what must be unique is made anew for every transaction."""
    if value is not None and value == case.pk:
        return CASE
    if value is not None and value == case.requester_id:
        return REQUESTER
    own = {
        ("cases_case", "number"): "'26' || lpad((nextval('cases_number'))::text, 11, '0')",
        ("cases_case", "submission_key"): SUBMISSION,
        ("cases_case", "words"): "to_tsvector('simple', {})".format(
            _literal(" ".join([*words.cut(case.title), *words.cut(case.content)]))
        ),
    }
    return own.get((table, name)) or _literal(value)


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        value = Jsonb(value)
    elif isinstance(value, memoryview):
        value = bytes(value)
    elif isinstance(value, str) and VARIABLE.search(value):
        return " || chr(58) || ".join(map(_literal, value.split(":")))
    return sql.Literal(value).as_string(connection.connection)
