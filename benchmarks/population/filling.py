"""Filling a database: two writers at once, indexes laid afterwards, one seal over everything."""

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg

from benchmarks.population.cases import Author, Sheets, Stage, moments
from benchmarks.population.sheets import copy
from fenbo.catalogue.models import Category
from fenbo.directory.models import Region, Staff, Unit, UnitKind
from fenbo.directory.queries import centre
from fenbo.journal.chain import Tree, leaf_hash

WRITERS = 2
CHUNK = 2_000
# More than the events and clocks that one case can have.
KEYS_PER_CASE = 16
FILLED = (
    "cases_requester", "cases_case", "cases_workorder", "cases_reply", "cases_answer", "cases_clock",
    "journal_event", "journal_leaf", "publication_publication",
)  # fmt: skip
# Indexes that keep no constraint; those that do stay.
INDEXES = """
SELECT pg_get_indexdef(index.indexrelid), index.indexrelid::regclass::text FROM pg_index index
WHERE index.indrelid = ANY(%s::regclass[]) AND NOT index.indisunique
"""
TALLIES = """
INSERT INTO journal_tally (day, move, count)
SELECT (at AT TIME ZONE 'Asia/Shanghai')::date, move, count(*) FROM journal_event GROUP BY 1, 2
"""


def stage(now: datetime) -> Stage:
    units = Unit.objects.exclude(kind__in=[UnitKind.CENTRE, UnitKind.OTHER_HOTLINE]).order_by("id")
    reviewer = Staff.objects.get(username="dispatcher2")
    return Stage(
        centre=centre().pk,
        units=[(unit.pk, str(unit)) for unit in units],
        categories=list(
            Category.objects.exclude(parent=None).order_by("code").values_list("code", flat=True)
        ),
        regions=list(
            Region.objects.filter(code__startswith="63").order_by("code").values_list("code", flat=True)
        ),
        staff=(reviewer.pk, f"分拨中心 {reviewer}"),
        now=now,
    )


def fill(
    address: str, cases: int, now: datetime, *, copies: Callable[[psycopg.Connection[Any]], None]
) -> dict[str, float]:
    """Write that many cases into an empty, seeded database and then the `copies`; the seconds that each step took."""
    took: dict[str, float] = {}
    scene = stage(now)
    with psycopg.connect(address) as connection, _without_indexes(connection, took):
        # The seeds have events too.
        taken = connection.execute("SELECT coalesce(max(id), 0) FROM journal_event").fetchone()
        connection.commit()
        with timed(took, "rows"):
            _write_all(address, cases, scene, after=taken[0] if taken else 0)
        with timed(took, "seal"):
            _seal(connection, now)
        with timed(took, "copies"):
            copies(connection)
            connection.execute(TALLIES)
            connection.commit()
    with psycopg.connect(address, autocommit=True) as connection, timed(took, "analyze"):
        connection.execute("VACUUM ANALYZE")
    return took


@contextmanager
def timed(took: dict[str, float], name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    took[name] = time.monotonic() - start


def _write_all(address: str, cases: int, scene: Stage, *, after: int) -> None:
    each = -(-cases // WRITERS)
    ranges = [(first, min(first + each, cases)) for first in range(0, cases, each)]
    processes = [
        multiprocessing.get_context("fork").Process(
            target=_write, args=(address, first, last, cases, scene, after)
        )
        for first, last in ranges
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a writer failed; its trace is above")


def _write(address: str, first: int, last: int, cases: int, scene: Stage, after: int) -> None:
    sheets = Sheets()
    keys = first * KEYS_PER_CASE + 1 + after
    author = Author(scene, sheets, first_event=keys, first_clock=keys, seed=first)
    with psycopg.connect(address) as connection:
        # Triggers rest: the seal is made at the end, and foreign keys are right by construction.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for number, (serial, at) in enumerate(moments(first, last, cases, scene.now), start=1):
            author.write(serial, at)
            if number % CHUNK == 0:
                copy(connection, sheets.in_order())
                connection.commit()
        copy(connection, sheets.in_order())


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any], took: dict[str, float]) -> Iterator[None]:
    kept = connection.execute(INDEXES, [list(FILLED)]).fetchall()
    for _definition, name in kept:
        connection.execute(f"DROP INDEX {name}".encode())
    connection.commit()
    yield
    with timed(took, "indexes"):
        connection.execute("SET maintenance_work_mem = '1GB'")
        for definition, _name in kept:
            connection.execute(definition.encode())
        for table in ("journal_event", "cases_clock"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))".encode()
            )
        connection.execute("SELECT setval('cases_number', (SELECT count(*) FROM cases_case))")
        connection.commit()


def _seal(connection: psycopg.Connection[Any], now: datetime) -> None:
    """Every event a leaf of one tree, as the sealing job would have made them minute by minute."""
    tree = Tree()
    with psycopg.connect(connection.info.dsn) as reader, reader.cursor("events") as events:
        events.itersize = 50_000
        events.execute("SELECT id, hash, at, move FROM journal_event ORDER BY id")
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY journal_leaf (index, event_id) FROM STDIN") as leaves,
        ):
            for event_id, digest, at, move in events:
                leaves.write_row((tree.size, event_id))
                tree.append(leaf_hash(digest, at, move))
    frontier = json.dumps([node.hex() for node in tree.frontier])
    connection.execute(
        "INSERT INTO journal_seal (size, root, frontier, sealed_at) VALUES (%s, %s, %s, %s)",
        [tree.size, tree.root(), frontier, now],
    )
    connection.execute("DELETE FROM journal_unsealed")
    connection.commit()
