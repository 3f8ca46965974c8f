"""Labelled texts from a file: CSV with the columns `text` and `label`, plain or compressed by gzip."""

import csv
import gzip
from pathlib import Path

COLUMNS = ("text", "label")
MOST = 1_000_000
LONGEST_FIELD = 1_000_000


class BadFile(ValueError):
    """The file cannot be used; the message says in which line and why."""


def read(path: Path, *columns: str) -> list[dict[str, str]]:
    """The rows with at least these columns, none of them empty. BadFile says what is wrong and where."""
    csv.field_size_limit(LONGEST_FIELD)
    wanted = columns or COLUMNS
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            return _rows(csv.DictReader(file), wanted)
    except FileNotFoundError:
        raise BadFile(f"there is no file {path}") from None
    except UnicodeDecodeError:
        raise BadFile(f"{path} is not written in UTF-8") from None
    except (csv.Error, OSError, EOFError) as problem:
        raise BadFile(f"{path} cannot be read: {problem}") from None


def _rows(reader: "csv.DictReader[str]", wanted: tuple[str, ...]) -> list[dict[str, str]]:
    missing = [name for name in wanted if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(f"the column {missing[0]} is missing; wanted are {', '.join(wanted)}")
    found: list[dict[str, str]] = []
    for row in reader:
        empty = [name for name in wanted if not (row[name] or "").strip()]
        if empty:
            raise BadFile(f"line {reader.line_num}: {empty[0]} is empty")
        if len(found) == MOST:
            raise BadFile(f"more than {MOST} rows")
        found.append(row)
    if not found:
        raise BadFile("the file has no rows")
    return found
