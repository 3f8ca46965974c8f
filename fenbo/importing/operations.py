"""Taking a file of past cases in: first every row is checked, then each is taken through the real operations."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from django.db import connection, transaction

from fenbo.core.errors import Refused
from fenbo.importing import mapping, tables
from fenbo.importing.checking import EXCERPT, BadRow, Checker, Problem, Record, Repeats
from fenbo.importing.directory import Directory
from fenbo.importing.models import Batch, Row
from fenbo.importing.tables import Line, Unreadable
from fenbo.importing.taking import take_in

# The namespace of the keys of imported rows; any constant will do, as long as it never changes.
ROWS = UUID("6f0d2b52-5f0e-4a59-9a57-2f1d3b8f7f10")
Progress = Callable[[int], None]


@dataclass(slots=True)
class Checked:
    """What one reading of the whole file found. `bad` holds the numbers of the rows with problems."""

    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)

    def blame(self, problems: list[Problem]) -> None:
        self.problems += problems
        self.bad |= {problem.row for problem in problems}


@dataclass(slots=True)
class Taken:
    """What an import did: rows taken now, rows that were in before, and those an operation refused."""

    now: int = 0
    before: int = 0
    problems: list[Problem] = field(default_factory=list)


class Stopped(Exception):
    """An operation refused a row that had passed the checks; all rows before it are in."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"row {problem.row}: {problem.reason}")
        self.problem = problem


def row_key(file_hash: bytes, number: int) -> UUID:
    return uuid5(ROWS, f"{file_hash.hex()}:{number}")


@contextmanager
def reading(path: Path, rules: mapping.Rules, now: datetime) -> Iterator[tuple[Checker, Iterator[Line]]]:
    """The file's rows and what looks at them; raises Unreadable."""
    with tables.opened(path) as table:
        places = mapping.places(table.header, rules)
        yield Checker(table.header, places, rules, Directory.load(), now), table.lines


def check(
    path: Path, rules: mapping.Rules, *, now: datetime, progress: Progress = lambda done: None
) -> Checked:
    """Look at every row and write nothing. Raises Unreadable when the file as a whole cannot be read."""
    found, repeats = Checked(), Repeats()
    taken_elsewhere = _digests_of_others(tables.fingerprint(path))
    with reading(path, rules, now) as (checker, lines):
        for line in lines:
            found.rows += 1
            found.blame(_look(checker, line, repeats, taken_elsewhere))
            progress(1)
    return found


def _look(checker: Checker, line: Line, repeats: Repeats, taken_elsewhere: set[bytes]) -> list[Problem]:
    try:
        record = checker.record(line)
    except BadRow as bad:
        return bad.problems
    if record.digest in taken_elsewhere:
        value = record.texts["origin"] or record.texts["content"][:EXCERPT]
        return [Problem(line.number, "", value, "was imported already from another file")]
    origin = checker.places.get("origin")
    return list(repeats.problems(record, checker.header[origin] if origin is not None else "origin"))


def _digests_of_others(file_hash: bytes) -> set[bytes]:
    rows = Row.objects.exclude(batch__file_hash=file_hash)
    return {bytes(digest) for digest in rows.values_list("digest", flat=True)}


def begun(path: Path) -> Batch | None:
    """The batch of this very file, if it was begun or done before."""
    return Batch.objects.filter(file_hash=tables.fingerprint(path)).first()


def take(
    path: Path,
    rules: mapping.Rules,
    checked: Checked,
    *,
    now: datetime,
    skip_refused: bool = False,
    progress: Progress = lambda done: None,
) -> Taken:
    """Take every row in that `check` found good and that is not in yet, each in a transaction of its own.

    May be interrupted at any instant and called again. Raises Stopped where an operation refuses a row, unless
    such rows are to be skipped.
    """
    file_hash = tables.fingerprint(path)
    with _alone(file_hash), reading(path, rules, now) as (checker, lines):
        batch, _created = Batch.objects.get_or_create(
            file_hash=file_hash, defaults={"file_name": path.name[:200], "started_at": now}
        )
        done = Taken()
        known = frozenset(batch.rows.values_list("number", flat=True))
        for line in lines:
            if line.number in known:
                done.before += 1
            elif line.number not in checked.bad:
                _take_row(batch, checker, line, done, now, skip_refused)
            progress(1)
        Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=now)
    return done


def _take_row(
    batch: Batch, checker: Checker, line: Line, done: Taken, now: datetime, skip_refused: bool
) -> None:
    try:
        _take_record(batch, checker.record(line), checker.directory, now)
        done.now += 1
    except Refused as refusal:
        value = str(line.cells[checker.places["content"]])[:EXCERPT]
        problem = Problem(line.number, "", value, str(refusal.message))
        if not skip_refused:
            raise Stopped(problem) from refusal
        done.problems.append(problem)


@transaction.atomic
def _take_record(batch: Batch, record: Record, directory: Directory, now: datetime) -> None:
    key = row_key(bytes(batch.file_hash), record.row)
    case = take_in(record, key=key, unit_id=directory.unit_ids.get(record.unit, 0))
    Row.objects.create(
        key=key, batch=batch, number=record.row, digest=record.digest, case=case, imported_at=now
    )


@contextmanager
def _alone(file_hash: bytes) -> Iterator[None]:
    """One process at a time takes a file; the database lets go when the process dies."""
    lock = int.from_bytes(file_hash[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            raise Unreadable("another process is importing this file")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
