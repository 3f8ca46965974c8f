"""Private data in a thousand and more disguises are found, and public bodies and figures are left alone."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from benchmarks.planted import Planted, items
from fenbo.publication.redaction import find

PEOPLE_AND_FIRMS = {"name", "firm"}
PLANTED = items()


def is_covered(item: Planted) -> bool:
    """Every letter and digit of the secret is hidden; a bracket or a plus sign may stay."""
    hidden = {at for span in find(item.text) for at in range(span.start, span.end)}
    return all(at in hidden for at in range(item.start, item.end) if item.text[at].isalnum())


def recall(sorts: set[str]) -> float:
    chosen = [item for item in PLANTED if item.sort in sorts]
    return sum(map(is_covered, chosen)) / len(chosen)


def test_there_are_many_in_many_disguises() -> None:
    assert len(PLANTED) >= 1_000
    assert len({(item.sort, item.disguise) for item in PLANTED}) >= 50
    assert min(Counter(item.sort for item in PLANTED).values()) >= 20


def test_identifiers_are_found() -> None:
    assert recall({item.sort for item in PLANTED} - PEOPLE_AND_FIRMS - {"public"}) >= 0.99


def test_names_of_people_and_firms_are_found() -> None:
    assert recall({"name"}) >= 0.95
    assert recall({"firm"}) >= 0.95


def test_public_bodies_and_figures_stay() -> None:
    assert [item.text for item in PLANTED if item.sort == "public" and find(item.text)] == []


def test_nothing_else_is_taken_for_a_secret() -> None:
    stray = [
        item.text
        for item in PLANTED
        for span in find(item.text)
        if span.end <= item.start or span.start >= item.end
    ]
    assert stray == []


def redacted(*words: str) -> str:
    out = io.StringIO()
    call_command("redact", *words, stdout=out)
    return out.getvalue()


def test_the_command_tells_spans_with_their_type(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("我叫王小明，电话１３８９７２１０００１。", encoding="utf-8")
    told: dict[str, Any] = json.loads(redacted(str(tmp_path / "a.txt"), "--json"))
    assert told["characters"] == 20
    assert [(one["start"], one["end"], one["type"]) for one in told["spans"]] == [
        (2, 5, "name"),
        (8, 19, "mobile"),
    ]
    assert redacted(str(tmp_path / "a.txt")) == "我叫王某，电话（电话已隐去）。"


def test_the_command_says_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes("电话".encode("gb18030"))
    with pytest.raises(CommandError, match="UTF-8"):
        redacted(str(tmp_path / "b.txt"))
    with pytest.raises(CommandError, match="cannot be read"):
        redacted(str(tmp_path / "none.txt"))
