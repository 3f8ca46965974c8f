"""What every test may ask of the database: the seeds, laid once, and a way to empty append-only tables again."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from pytest_django import DjangoDbBlocker

from fenbo.core import lapsing

# Everything that `fenbo seed --demo` lays.
SEEDED = (
    "directory_region",
    "directory_unit",
    "directory_staff",
    "directory_post",
    "directory_shift",
    "catalogue_category",
    "catalogue_dispatchrule",
    "catalogue_dispatchrule_co_units",
    "catalogue_timelimit",
)
# The tables of the jobs belong to a package that keeps them out of Django's sight.
JOBS = "procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events, procrastinate_workers"
GUARDS = """
SELECT format('ALTER TABLE %s %%s TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
WHERE NOT tgisinternal AND tgtype & 32 = 32 ORDER BY 1
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end a browser's last request may still be under way; nobody waits for its answer any more."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )


@pytest.fixture(scope="session")
def _seeds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Lay the seeds as the command does, and put them aside: each test that asks copies them within milliseconds.

    Whatever else the command writes, in the journal for instance, is rolled back.
    """
    with django_db_blocker.unblock():
        rows = _rows_of_the_seeds()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS seeds CASCADE; CREATE SCHEMA seeds")
            for table, content in rows.items():
                cursor.execute(f"CREATE TABLE seeds.{table} (LIKE {table})")
                with cursor.copy(f"COPY seeds.{table} FROM STDIN") as copy:
                    copy.write(content)


def _rows_of_the_seeds() -> dict[str, bytes]:
    rows: dict[str, bytes] = {}
    # What an earlier test left in memory is of another centre.
    lapsing.forget_all()
    with transaction.atomic(), connection.cursor() as cursor:
        call_command("seed", demo=True, verbosity=0, stdout=StringIO())
        for table in SEEDED:
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                rows[table] = b"".join(copy)
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def seeded(_seeds: None, db: None) -> None:
    """Regions, units, catalogue, limits and the demo staff, as a new installation of the demo has them."""
    with connection.cursor() as cursor:
        for table in SEEDED:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM seeds.{table}")
            _go_on_after_last_key(table)


def _go_on_after_last_key(table: str) -> None:
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
        if "id" in columns:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )


@pytest.fixture(scope="session", autouse=True)
def _emptying() -> Iterator[None]:
    """Transactional tests end by emptying every table, which the journal's triggers refuse: they look away then."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def lift_guards_and_flush(operations: BaseDatabaseOperations, sql: list[str]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(GUARDS)
            guards = [row[0] for row in cursor.fetchall()]
            for guard in guards:
                cursor.execute(guard % "DISABLE")
            flush(operations, [*sql, f"TRUNCATE {JOBS} CASCADE"])
            for guard in guards:
                cursor.execute(guard % "ENABLE")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lift_guards_and_flush)
        yield
