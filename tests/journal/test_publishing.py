"""The public record: what an outsider can check with one file and no database, and what they would find out."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from fenbo.journal import operations, outside, publishing
from tests.journal.conftest import NOON, Pen


@pytest.fixture
def record(pen: Pen, settings: object, tmp_path: Path) -> Path:
    """Two days' heads, in one file as it is served."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    for moves in (("receive", "receive", "close"), ("receive", "withdraw", "publish", "note")):
        for move in moves:
            pen.write(move)
        operations.seal_new_events(now=NOON)
        operations.publish_head(now=NOON + timedelta(days=1 + (moves[0] != moves[1])))
    assert [path.name for path in publishing.write_new()] == ["2020-03-09.txt.gz", "2020-03-10.txt.gz"]
    file = tmp_path / "journal.txt.gz"
    file.write_bytes(b"".join(publishing.pieces()))
    return file


def lines(record: Path) -> list[str]:
    return gzip.decompress(record.read_bytes()).decode().splitlines()


def test_an_outsider_gets_the_published_counts_from_it(record: Path) -> None:
    """With the program alone: no Django, no packages, no settings."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", outside.__file__, str(record), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    heads = json.loads(done.stdout)["heads"]

    assert [
        (head["day"], head["events"], head["received"], head["closed"], head["published"]) for head in heads
    ] == [
        ("2020-03-09", 3, 2, 1, 0),
        ("2020-03-10", 7, 3, 2, 1),
    ]


def test_it_says_nothing_but_hash_day_and_move(record: Path) -> None:
    for line in lines(record)[1:]:
        word, *rest = line.split()
        assert word in ("event", "head")
        assert len(rest) == 3


def changed_line(text: list[str]) -> None:
    text[1] = text[1].replace("receive", "close")


def changed_day(text: list[str]) -> None:
    text[1] = text[1].replace("2020-03-09", "2020-03-08")


def left_out(text: list[str]) -> None:
    del text[2]


def added(text: list[str]) -> None:
    text.insert(2, text[1])


def swapped(text: list[str]) -> None:
    text[1], text[3] = text[3], text[1]


def cut_off(text: list[str]) -> None:
    del text[-1]


def no_hash(text: list[str]) -> None:
    text[1] = "event xyz 2020-03-09 receive"


def other_kind(text: list[str]) -> None:
    text[0] = "something-else"


def rubbish(text: list[str]) -> None:
    text.insert(1, "")


@pytest.mark.parametrize(
    "spoil", [changed_line, changed_day, left_out, added, swapped, cut_off, no_hash, other_kind, rubbish]
)
def test_whatever_is_changed_is_found(
    record: Path, spoil: Callable[[list[str]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    text = lines(record)
    spoil(text)
    record.write_text("\n".join(text) + "\n")

    assert outside.main([str(record)]) == 1
    assert "does not hold" in capsys.readouterr().err


def test_a_rewritten_past_is_found_by_whoever_kept_a_head(record: Path) -> None:
    """Whoever runs the service could make a whole new record that holds in itself; a head once seen tells."""
    root = lines(record)[4].split()[3]

    assert outside.main([str(record), "--head", f"2020-03-09={root}"]) == 0
    assert outside.main([str(record), "--head", f"2020-03-09={'0' * 64}"]) == 1
    assert outside.main([str(record), "--head", f"2020-03-01={root}"]) == 1


def test_what_was_published_is_never_written_again(record: Path) -> None:
    kept = publishing.files()[0].read_bytes()

    assert publishing.write_new() == []
    publishing.files()[1].unlink()
    assert [path.name for path in publishing.write_new()] == ["2020-03-10.txt.gz"]
    assert publishing.files()[0].read_bytes() == kept
    assert b"".join(publishing.pieces()) == record.read_bytes()


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b broken", "数".encode()])
def test_a_file_that_is_none_is_said_in_a_sentence(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    assert outside.main([str(file)]) == 1
    assert capsys.readouterr().err.startswith("does not hold: ")
