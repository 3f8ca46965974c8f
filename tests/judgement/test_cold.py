"""Before anybody has decided anything the subjects' own words and unlabelled texts already teach something."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError

from fenbo.judgement import cold
from fenbo.judgement.model import CannotLearn, load
from tests.judgement.conftest import MATTERS
from tests.judgement.test_classify import Rows, classify

# Of each subject only some of its words are in its name: the others are learnt from where they stand together.
NAMES = {matter: told[:3] for matter, told in MATTERS.items()}


@pytest.fixture
def named(tmp_path: Path) -> Path:
    path = tmp_path / "words.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(matter, word) for matter, words in NAMES.items() for word in words]
        csv.writer(file).writerows([("label", "words"), *rows])
    return path


def test_words_and_unlabelled_texts_tell_more_than_words_alone(lessons: Rows, unseen: Rows) -> None:
    model = cold.learn([text for text, _label in lessons], NAMES, card={})

    def told(text: str) -> str:
        return model.tell(text, most=1)[0].label

    assert sum(told(text) == label for text, label in unseen) >= 0.95 * len(unseen)
    hidden = [(f"{words[-1]}和{words[-2]}", matter) for matter, words in MATTERS.items()]
    assert all(not any(word in text for word in NAMES[matter]) for text, matter in hidden)
    assert [told(text) for text, _matter in hidden] == [matter for _text, matter in hidden]


def test_from_the_command_line_it_is_kept_and_measured(
    lessons: Rows, unseen: Rows, written: Callable[..., Path], named: Path, tmp_path: Path
) -> None:
    place = tmp_path / "cold.npz"
    made = classify("begin", written(lessons, "texts.csv"), "--words", named, "--model", place)
    assert (made["messages"], made["labels"]) == (len(lessons), len(MATTERS))
    assert load(place).card["words"] == "words.csv"
    assert classify("eval", written(unseen, "unseen.csv"), "--model", place)["macro_f1"] > 0.9


def test_the_words_are_wanted(lessons: Rows, written: Callable[..., Path]) -> None:
    with pytest.raises(CommandError, match="--words"):
        classify("begin", written(lessons, "texts.csv"))


@pytest.mark.parametrize(
    ("count", "words"), [(10, NAMES), (500, {"交通": ["公交车"]}), (500, {})], ids=["texts", "one", "none"]
)
def test_too_little_is_said(lessons: Rows, count: int, words: dict[str, list[str]]) -> None:
    with pytest.raises(CannotLearn):
        cold.learn([text for text, _label in lessons * 3][:count], words, card={})


def test_the_surest_of_each_label_are_chosen() -> None:
    scores = np.array([[0.9, 0.1], [0.6, 0.5], [0.2, 0.8], [0.5, 0.5]])
    chosen, told = cold.surest(scores, 0.5)

    assert sorted(chosen) == [0, 2]
    assert list(told) == [0, 0, 1, 0]
