"""Any program's table is read, or it is said why not."""

import gzip
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from fenbo.importing import tables
from fenbo.importing.tables import Line, Unreadable, fingerprint, opened
from tests.importing.makers import HEADER, ROWS, csv_text, text_file, workbook


def read(path: Path) -> tuple[list[str], list[Line]]:
    with opened(path) as table:
        return table.header, list(table.lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("name", ["past.csv", "past.csv.gz"])
def test_a_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    header, lines = read(text_file(tmp_path, csv_text(), encoding=encoding, name=name))
    assert header == list(HEADER)
    assert [line.cells for line in lines] == [list(row) for row in ROWS]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_noticed(tmp_path: Path, delimiter: str) -> None:
    header, lines = read(text_file(tmp_path, f"text{delimiter}received_at\n甲{delimiter}2019-01-01\n"))
    assert header == ["text", "received_at"]
    assert lines == [Line(2, ["甲", "2019-01-01"])]


def test_rows_carry_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    _header, lines = read(text_file(tmp_path, 'text,received_at\n"两\n行",2019-01-01\n,\n乙,2019-01-02\n'))
    assert [(line.number, line.cells[0]) for line in lines] == [(2, "两\n行"), (4, "乙")]


def test_a_workbook_is_read_with_its_dates_and_whole_numbers(tmp_path: Path) -> None:
    path = workbook(tmp_path, [(71.0, None, datetime(2019, 4, 24, 16, 3), True, "", 1.5)])
    assert read(path)[1] == [Line(2, ["71", "", datetime(2019, 4, 24, 16, 3), "True", "", "1.5"])]


def test_a_formula_is_never_computed(tmp_path: Path) -> None:
    path = tmp_path / "past.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["text"])
    book.worksheets[0].append(['=HYPERLINK("http://evil.example","x")'])
    book.worksheets[0].append(["说明"])
    book.save(path)
    assert read(path)[1] == [Line(3, ["说明"])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\xff\xfe\xfa\x00\x01", "neither UTF-8 nor GB 18030"),
        (b'text,received_at\n"never closed,2019-01-01\nx,2019-01-02\n', "unexpected end of data"),
        (b'text,received_at\n"a"b,2019-01-01\n', "row 2"),
        (b"text\n" + b"x" * (tables.LONGEST_CELL + 10) + b"\n", "field larger than field limit"),
        (b"text\n" + b"x" * (tables.LONGEST_LINE + 10) + b"\n", "longer than"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "past.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=told):
        read(path)


def test_a_broken_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "past.csv.gz"
    path.write_bytes(gzip.compress(b"text\n" + b"abc" * 9000)[:-20])
    with pytest.raises(Unreadable):
        read(path)
    path.write_bytes(b"text,received_at\n")
    with pytest.raises(Unreadable, match="gzip"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken"])
def test_a_broken_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "past.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="not a workbook"):
        read(path)


def test_an_archive_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "past.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(Unreadable, match="not a workbook"):
        read(path)


def test_a_workbook_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_WORKBOOK", 100)
    with pytest.raises(Unreadable, match="save it as CSV"):
        read(workbook(tmp_path))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        fingerprint(tmp_path / "nowhere.csv")


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    first, copy = text_file(tmp_path, "a", name="a.csv"), text_file(tmp_path, "a", name="b.csv")
    assert fingerprint(first) == fingerprint(copy)
