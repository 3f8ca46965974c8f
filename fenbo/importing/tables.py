"""Reading tables row by row, whatever program wrote them; a file of any size takes little memory."""

import csv
import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

# UTF-8 is tried first: a text in GB 18030 is hardly ever valid UTF-8, while the reverse often is.
ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_CELL = 200_000
LONGEST_LINE = 1_000_000
DELIMITERS = ",\t;"
# What a workbook may unpack to, in bytes; one that unpacks to more is a trap or belongs in a CSV.
LARGEST_WORKBOOK = 512 * 1024 * 1024
MEGABYTE = 1024 * 1024
Cell = str | datetime


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why and where."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `number` is what a spreadsheet shows beside it, the header being row 1."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    lines: Iterator[Line]


def fingerprint(path: Path) -> bytes:
    """SHA-256 of the file; raises Unreadable."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(MEGABYTE):
                digest.update(block)
    except OSError as problem:
        raise Unreadable(f"{path}: {problem.strerror}") from problem
    return digest.digest()


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """The table in a .csv, .csv.gz or .xlsx file; raises Unreadable, also while its lines are read."""
    lines = _workbook(path) if path.name.lower().endswith((".xlsx", ".xlsm")) else _text_table(path)
    try:
        first = next(lines, None)
        if first is None:
            raise Unreadable(f"{path.name}: the file is empty")
        yield Table([str(cell).strip() for cell in first.cells], lines)
    finally:
        lines.close()  # type: ignore[attr-defined]


def _text_table(path: Path) -> Iterator[Line]:
    encoding = _encoding(path)
    with _bytes(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        first = text.readline(LONGEST_LINE)
        delimiter = max(DELIMITERS, key=first.count)
        text.seek(0)
        yield from _records(_bounded(text, path), delimiter, path)


def _records(text: Iterator[str], delimiter: str, path: Path) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield Line(number, [*cells])
    except csv.Error as problem:
        # After a quote that is never closed nobody can say where a row begins.
        raise Unreadable(f"{path.name}: row {number + 1} (line {reader.line_num}): {problem}") from problem
    except (OSError, EOFError) as problem:
        raise Unreadable(f"{path.name}: row {number + 1}: {problem}") from problem


def _bounded(text: IO[str], path: Path) -> Iterator[str]:
    """The lines, or Unreadable for one that would fill the memory."""
    for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), start=1):
        if len(line) >= LONGEST_LINE:
            raise Unreadable(f"{path.name}: line {number} is longer than {LONGEST_LINE} characters")
        yield line


def _bytes(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _encoding(path: Path) -> str:
    """The first encoding in which the whole file can be read."""
    reasons = []
    for encoding in ENCODINGS:
        try:
            with _bytes(path) as raw, io.TextIOWrapper(raw, encoding) as text:
                while text.read(MEGABYTE):
                    pass
        except UnicodeDecodeError as problem:
            reasons.append(f"{encoding}: {problem.reason} at byte {problem.start}")
        except (OSError, EOFError) as problem:
            raise Unreadable(f"{path.name}: {problem}") from problem
        else:
            return encoding
    raise Unreadable(f"{path.name}: neither UTF-8 nor GB 18030 ({'; '.join(reasons)})")


def _workbook(path: Path) -> Iterator[Line]:
    """The first sheet. Formulas are read as the values that the program last saved, never computed."""
    _check_size(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise Unreadable(f"{path.name}: not a workbook: {problem}") from problem
    try:
        sheet = book.worksheets[0]
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in values]
            if any(cells):
                yield Line(number, cells)
    finally:
        book.close()


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (OSError, zipfile.BadZipFile) as problem:
        raise Unreadable(f"{path.name}: not a workbook: {problem}") from problem
    if unpacked > LARGEST_WORKBOOK:
        raise Unreadable(f"{path.name}: unpacks to {unpacked // MEGABYTE} MB; save it as CSV")


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    # 2554.0 is how a spreadsheet keeps the number 2554.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
