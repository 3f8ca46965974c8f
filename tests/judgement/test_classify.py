"""A classifier that anyone can check from the command line, kept in a file that can do nothing but be read."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from fenbo.judgement import features, measuring
from fenbo.judgement.model import CannotLearn, NoModel, load, save, train

Rows = list[tuple[str, str]]
Write = Callable[[Rows, str], Path]


def classify(*words: object) -> dict[str, Any]:
    out = io.StringIO()
    call_command("classify", *map(str, words), "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def test_trained_on_one_file_it_tells_another(
    lessons: Rows, unseen: Rows, written: Write, tmp_path: Path
) -> None:
    place = tmp_path / "model.npz"
    made = classify("train", written(lessons, "lessons.csv"), "--model", place)
    assert (made["messages"], made["labels"], made["bytes"]) == (180, 3, place.stat().st_size)
    figures = classify("eval", written(unseen, "unseen.csv"), "--model", place)
    assert figures["messages"] == 60
    assert figures["macro_f1"] > 0.95
    assert figures["top2"] >= figures["accuracy"]
    assert figures["ece"] < 0.1
    assert 0 < figures["microseconds_per_message"] < 5_000


def test_without_a_model_each_is_told_by_the_others(lessons: Rows, written: Write) -> None:
    assert classify("eval", written(lessons, "lessons.csv"), "--folds", 3)["macro_f1"] > 0.95


def test_a_model_says_what_it_was_made_from(lessons: Rows, written: Write, tmp_path: Path) -> None:
    place = tmp_path / "model.npz"
    classify("train", written(lessons, "lessons.csv"), "--model", place)
    card = load(place).card
    assert card["counts"] == {"交通": 60, "住房": 60, "劳动": 60}
    assert card["source"] == "lessons.csv"


def test_a_model_gives_its_reasons(lessons: Rows) -> None:
    model = train([text for text, _ in lessons], [label for _, label in lessons], card={})
    told = model.tell("公司不给工资，也不交社保", most=2)
    assert told[0].label == "劳动"
    assert {"工资", "社保"} <= set(told[0].words)
    assert told[0].probability > told[1].probability
    assert model.probabilities("公司不给工资").sum() == pytest.approx(1)


def test_kept_and_read_again_it_says_the_same(lessons: Rows, tmp_path: Path) -> None:
    model = train([text for text, _ in lessons], [label for _, label in lessons], card={})
    save(model, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert np.array_equal(again.probabilities("地铁站没有停车位"), model.probabilities("地铁站没有停车位"))


@pytest.mark.parametrize("text", ["", "   ", "？！……", "xyzzy", "的" * 100_000, "\x00\ud83d"])
def test_any_text_is_told_something(lessons: Rows, text: str) -> None:
    model = train([text for text, _ in lessons], [label for _, label in lessons], card={})
    assert model.probabilities(text).sum() == pytest.approx(1)


def test_near_duplicates_are_one_family(lessons: Rows) -> None:
    text = "北川河边的烧烤摊每天晚上冒烟，油烟飘进居民楼，孩子没有办法睡觉，请城管来看看"
    again = text + "，谢谢"
    other = "孩子在幼儿园摔倒，老师没有说，希望教育局来看看监控"
    found = features.families([text, other, again])
    assert found[0] == found[2] != found[1]


def test_how_far_off_the_probabilities_are() -> None:
    sure, right = np.array([0.9, 0.9, 0.9, 0.9, 0.5, 0.5]), np.array([True, True, True, False, True, False])
    assert measuring.calibration_error(sure, right) == pytest.approx(4 / 6 * 0.15)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "column text is missing"),
        (b"text,label\n", "no rows"),
        (b"text,kind\na,b\n", "column label is missing"),
        (b"text,label\na,b\n,c\n", "line 3: text is empty"),
        ("text,label\n好,坏\n".encode("gb18030"), "UTF-8"),
        ("text,label\n路灯坏了,路灯\n路灯坏了,路灯\n".encode(), "two different labels"),
        ("text,label\n甲,一\n乙,二\n".encode(), "no word stands in two"),
    ],
)
def test_a_file_that_teaches_nothing_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(CommandError, match=said):
        classify("train", tmp_path / "bad.csv", "--model", tmp_path / "model.npz")
    assert not (tmp_path / "model.npz").exists()


def test_a_missing_model_is_said(lessons: Rows, written: Write, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="train one first"):
        classify("eval", written(lessons, "a.csv"), "--model", tmp_path / "none.npz")


def test_a_file_that_could_run_something_is_no_model(tmp_path: Path) -> None:
    """Python would run what is in a pickled object; a model has none."""
    np.savez(tmp_path / "evil.npz", about=np.array([{"run": "me"}], dtype=object))
    with pytest.raises(NoModel):
        load(tmp_path / "evil.npz")
    (tmp_path / "text.npz").write_text("model")
    with pytest.raises(NoModel):
        load(tmp_path / "text.npz")
    with zipfile.ZipFile(tmp_path / "zip.npz", "w") as archive:
        archive.writestr("about.npy", b"x")
    with pytest.raises(NoModel):
        load(tmp_path / "zip.npz")


def test_one_label_cannot_be_learnt() -> None:
    with pytest.raises(CannotLearn):
        train(["路灯坏了", "路灯不亮"], ["路灯", "路灯"], card={})
