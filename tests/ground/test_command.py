"""The `fenbo` command."""

import builtins
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from config import cli, locking, wiping
from config.wiping import OURS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder with something of its own and something of somebody else's."""
    monkeypatch.setattr(wiping, "VAR", tmp_path)
    monkeypatch.setattr(wiping, "CLUSTER", tmp_path / "postgres")
    monkeypatch.setattr(locking, "LOCK", tmp_path / "running.lock")
    (tmp_path / "files" / "deep").mkdir(parents=True)
    (tmp_path / "files" / "deep" / "photo.jpg").write_text("…")
    (tmp_path / "replay.log").write_text("…")
    (tmp_path / "letters").mkdir()
    return tmp_path


def answer(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    def reply(_question: str) -> str:
        if text is None:
            raise EOFError
        return text

    monkeypatch.setattr(builtins, "input", reply)


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_wiping_removes_what_fenbo_made_and_nothing_else(folder: Path) -> None:
    removed = wiping.wipe()
    assert {path.name for path in removed} == {"files", "replay.log"}
    assert left(folder) == {"letters"}


def test_wiping_twice_is_harmless(folder: Path) -> None:
    wiping.wipe()
    assert wiping.wipe() == []


@pytest.mark.parametrize("text", ["no", "", "y", None])
def test_wiping_asks_and_takes_only_yes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    answer(monkeypatch, text)
    assert cli._own(["wipe"]) == 1
    assert "files" in left(folder)


@pytest.mark.parametrize("text", ["yes", " YES "])
def test_wiping_goes_on_after_yes(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    answer(monkeypatch, text)
    assert cli._own(["wipe"]) == 0
    assert "files" not in left(folder)


def test_wiping_can_be_told_not_to_ask(folder: Path) -> None:
    assert cli._own(["wipe", "--yes"]) == 0
    assert left(folder) == {"letters"}


def test_stopping_says_when_nothing_ran(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._own(["stop"]) == 0
    assert "nothing was running" in capsys.readouterr().out


def test_only_plain_names_can_be_wiped() -> None:
    assert all("/" not in name and ".." not in name for name in OURS)


@pytest.mark.parametrize("word", ["run", "demo", "stop", "wipe"])
def test_help_names_the_four_words(
    word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fenbo"])
    monkeypatch.setattr("django.core.management.execute_from_command_line", lambda _arguments: None)
    cli.main()
    assert f"fenbo {word}" in capsys.readouterr().out


def test_every_other_word_is_djangos(monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[list[str]] = []
    monkeypatch.setattr("sys.argv", ["fenbo", "migrate", "--plan"])
    monkeypatch.setattr("django.core.management.execute_from_command_line", passed.append)
    cli.main()
    assert passed == [["fenbo", "migrate", "--plan"]]


def manage(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fenbo", *arguments])
    return cli._manage()


@pytest.mark.django_db
def test_a_database_without_tables_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_catalog")
    assert manage(monkeypatch, "counts") == 1
    assert (
        "The database has no tables yet, or old ones: run `fenbo migrate` first." in capsys.readouterr().err
    )


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor, suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert manage(monkeypatch, "counts") == 1
    assert "The database does not answer: " in capsys.readouterr().err


def test_a_public_record_is_checked_by_the_word_with_a_hyphen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "journal.txt"
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    file.write_text(f"fenbo-journal-1\nhead 2020-03-09 0 {empty}\n")
    monkeypatch.setattr(sys, "argv", ["fenbo", "verify-export", str(file)])
    with suppress(SystemExit):
        cli.main()

    assert "all of it holds" in capsys.readouterr().out
