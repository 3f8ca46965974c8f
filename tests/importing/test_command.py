"""`fenbo import`: nothing is written before the whole file was looked at."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.importing import operations
from tests.importing.makers import changed, csv_file

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "var" / "files"


def run(path: Path, **options: Any) -> str:
    said = StringIO()
    call_command("import", str(path), stdout=said, stderr=said, **options)
    return said.getvalue()


def test_a_dry_run_looks_at_every_row_and_writes_nothing(tmp_path: Path) -> None:
    said = run(csv_file(tmp_path), dry_run=True)
    assert "3 rows, 0 bad" in said
    assert "nothing was written" in said
    assert not Case.objects.exists()


def test_one_bad_row_keeps_the_whole_file_out(tmp_path: Path) -> None:
    path = csv_file(tmp_path, changed(1, received_at="2019-02-30"))
    with pytest.raises(CommandError, match="Nothing was written"):
        run(path)
    assert not Case.objects.exists()
    with (tmp_path / "var" / "imports" / "past.csv.bad.csv").open(encoding="utf-8-sig") as file:
        assert list(csv.reader(file))[1] == [
            "3", "received_at", "2019-02-30", "not a date and time such as 2019-04-24 16:03:40",
        ]  # fmt: skip


def test_bad_rows_are_left_out_on_request_and_reported_where_wanted(tmp_path: Path) -> None:
    path = csv_file(tmp_path, changed(1, received_at="2019-02-30"))
    assert "imported 2, in before 0, left out 1" in run(path, skip_bad=True, report=tmp_path / "bad.csv")
    assert (tmp_path / "bad.csv").exists()


def test_the_same_command_again_goes_on(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    with pytest.raises(CommandError, match="never begun"):
        run(path, resume=True)
    assert "imported 3" in run(path)
    said = run(path, resume=True)
    assert "going on: 3 rows of this file are in already" in said
    assert "imported 0, in before 3" in said


def test_an_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_given: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(operations, "take", interrupt)
    with pytest.raises(SystemExit) as left:
        run(csv_file(tmp_path))
    assert left.value.code == 130


def test_what_was_imported_is_verified(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    run(path)
    assert "2 / 2" in run(path, verify=True)


def test_an_unreadable_file_or_mapping_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match="No such file"):
        run(csv_file(tmp_path), mapping=tmp_path / "nowhere.toml")
