"""The report opens in a spreadsheet and does no harm there."""

import csv
from pathlib import Path

import pytest

from fenbo.importing.checking import Problem
from fenbo.importing.report import harmless, write


def test_the_report_names_row_column_value_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "bad.csv"
    write(path, [Problem(7, "text", "短", "shorter than 5 characters")])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "value", "reason"],
            ["7", "text", "短", "shorter than 5 characters"],
        ]


def test_only_its_owner_reads_the_report(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    write(path, [])
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("value", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1"])
def test_a_formula_from_a_row_is_not_run_by_a_spreadsheet(value: str) -> None:
    assert harmless(value) == f"'{value}"
    assert harmless("说明=1") == "说明=1"
