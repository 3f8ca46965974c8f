"""Intake through HTTP against the same rows under pgbench, in one run: what the service costs over its database."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

from benchmarks import ground
from benchmarks.client import CLIENTS, Load, load, open_form
from benchmarks.recording import section
from benchmarks.submissions import PATH, sending

ROUNDS = 5
WARM_UP, SUBMISSIONS = 40, 800
TEXT = """
Eight clients submit the public form (CSRF, validation, encryption, journal, clock, job) to the web process;
then `pgbench -M prepared` with eight clients inserts the same rows into the same tables with their triggers and
indexes, fsync on. {rounds} rounds in turn, {each:,} submissions each. The inserts per submission, as the database counts
them: {tables}. Aim: 0.3, later 0.5.
"""


def run() -> None:
    ground.settle("intake")
    ground.prepare()
    ground.ready_django()
    from benchmarks.samerows import script as same_rows

    machine = ground.machine()
    with ground.web_only():
        serials = count(1)
        submit(WARM_UP, serials)
        before = inserted()
        submit(WARM_UP, serials)
        tables = {name: round((n - before.get(name, 0)) / WARM_UP) for name, n in inserted().items()}
        tables = {name: n for name, n in tables.items() if n}
        script = same_rows(tables)
        rounds = [(submit(SUBMISSIONS, serials), pgbench(script)) for _ in range(ROUNDS)]
    ground.stop_database()
    record(rounds, tables, machine)


def submit(submissions: int, serials: Iterator[int]) -> Load:
    form = open_form(PATH)
    done = load((sending(form, uuid4(), next(serials)) for _ in range(submissions)), expect=302)
    if done.failures:
        raise RuntimeError(f"{len(done.failures)} submissions failed: {done.failures[0]}")
    return done


def inserted() -> dict[str, int]:
    """Rows ever inserted, by table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        # Each connection of the web process tells what it did a little later.
        cursor.execute("SELECT pg_sleep(1.5)")
        cursor.execute("SELECT relname, n_tup_ins FROM pg_stat_user_tables")
        return dict(cursor.fetchall())


def pgbench(script: str) -> float:
    """Transactions a second."""
    from config import embedded
    from config.places import CLUSTER

    address = embedded.start(CLUSTER)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        Path(file.name).chmod(0o644)
        program = Path(embedded._programs()) / "pgbench"
        done = subprocess.run(
            [program, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-t", str(SUBMISSIONS // CLIENTS),
             "-f", file.name, address],
            capture_output=True, text=True, check=False,
            env={**os.environ, "LD_LIBRARY_PATH": str(program.parent.parent / "lib")},
        )  # fmt: skip
    found = [line for line in done.stdout.splitlines() if line.startswith("tps")]
    if not found or "number of failed transactions: 0" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[0].split()[2])


def record(rounds: list[tuple[Load, float]], tables: dict[str, int], machine: str) -> None:
    rows = [
        [str(number), *http.row(), f"{tps:.0f}", f"{http.rate / tps:.2f}"]
        for number, (http, tps) in enumerate(rounds, start=1)
    ]
    http_rate = sum(http.rate for http, _tps in rounds)
    ratio = http_rate / sum(tps for _http, tps in rounds)
    rows.append(["all", f"{http_rate / len(rounds):.0f}", "", "", "", "", f"**{ratio:.2f}**"])
    told = ", ".join(f"{name} {n}" for name, n in sorted(tables.items()))
    section(
        "intake",
        TEXT.format(rounds=ROUNDS, each=SUBMISSIONS, tables=told),
        ["round", "HTTP /s", "p50 ms", "p99 ms", "failed", "pgbench /s", "ratio"],
        rows,
        machine,
    )
