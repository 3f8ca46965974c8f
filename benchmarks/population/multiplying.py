"""Many times as many cases by copying within the database, which takes a tenth of the time of writing them.

A copy has keys, numbers and times of its own and the same texts. Its events repeat the hashes of what they were copied
from, so only the chains of the written cases verify.
"""

from typing import Any

import psycopg
from psycopg import sql

TABLES = (
    "cases_requester", "cases_case", "cases_workorder", "cases_reply", "cases_answer", "cases_clock",
    "journal_event", "publication_publication",
)  # fmt: skip
COUNTED = ("journal_event", "cases_clock")
# How much earlier each copy is than the one before it.
EARLIER = "7 minutes"
NUMBER = """
CREATE FUNCTION pg_temp.number(number text, copy int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    body text := substr(number, 1, 6) || lpad(((substr(number, 7, 6)::int + copy * 60000) % 1000000)::text, 6, '0');
    product int := 10;
    total int;
BEGIN
    FOR place IN 1..12 LOOP
        total := (product + substr(body, place, 1)::int) % 10;
        product := (2 * CASE total WHEN 0 THEN 10 ELSE total END) % 11;
    END LOOP;
    RETURN body || (11 - product) % 10;
END $$
"""
COLUMNS = """
SELECT column_name, udt_name FROM information_schema.columns
WHERE table_name = %s AND table_schema = 'public' ORDER BY ordinal_position
"""


def multiply(connection: psycopg.Connection[Any], times: int) -> None:
    """Make it `times` as many cases as there are now, at most 16 times."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute(NUMBER.encode())
    for table in TABLES:
        connection.execute(f"CREATE TEMPORARY TABLE written_{table} AS TABLE {table}".encode())
    for number in range(1, times):
        for table in TABLES:
            connection.execute(_copying(connection, table, number))
        connection.commit()
    for table in TABLES:
        connection.execute(f"DROP TABLE written_{table}".encode())
    connection.execute("SET session_replication_role = origin")
    connection.commit()


def _copying(connection: psycopg.Connection[Any], table: str, number: int) -> sql.Composed:
    columns = connection.execute(COLUMNS, [table]).fetchall()
    highest = (
        connection.execute(f"SELECT max(id) FROM written_{table}".encode()).fetchone()
        if table in COUNTED
        else None
    )
    step = highest[0] * number if highest else 0
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, _kind in columns),
        sql.SQL(", ").join(_shifted(table, name, kind, number, step) for name, kind in columns),
        sql.Identifier(f"written_{table}"),
    )


def _shifted(table: str, name: str, kind: str, number: int, step: int) -> sql.Composable:
    column = sql.Identifier(name)
    if kind == "uuid":
        # The version digit is 7 in every written key and another one in every copy.
        digit = sql.Literal(f"{(7 + number) % 16:x}")
        return sql.SQL("overlay({}::text placing {} from 15)::uuid").format(column, digit)
    if kind == "timestamptz":
        return sql.SQL("{} - {} * {}::interval").format(column, sql.Literal(number), sql.Literal(EARLIER))
    if name == "number":
        return sql.SQL("pg_temp.number({}, {})").format(column, sql.Literal(number))
    if name == "id" and table in COUNTED:
        return sql.SQL("{} + {}").format(column, sql.Literal(step))
    return column
