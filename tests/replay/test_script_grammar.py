"""The grammar of the texts."""

from random import Random

import pytest

from fenbo.replay.script import texts
from fenbo.replay.script.grammar import Speech


def speech(**words: list[str]) -> Speech:
    return Speech(Random(1), words)


def test_one_of_the_alternatives_is_said() -> None:
    said = {speech().say("[甲|乙]到") for _time in range(3)}
    assert said <= {"甲到", "乙到"}


def test_alternatives_may_hold_alternatives() -> None:
    said = {Speech(Random(seed), {}).say("[甲[一|二]|乙]") for seed in range(40)}
    assert said == {"甲一", "甲二", "乙"}


def test_a_number_lies_between_its_bounds() -> None:
    numbers = {int(Speech(Random(seed), {}).say("{3..5}")) for seed in range(40)}
    assert numbers == {3, 4, 5}


def test_a_slot_keeps_its_word_within_one_case() -> None:
    talk = speech(shop=["面馆", "花店", "书店"])
    assert len({talk.say("{shop}") for _time in range(9)}) == 1


def test_a_word_may_itself_hold_numbers() -> None:
    assert speech(plate=["尾号{10..10}"]).say("{plate}") == "尾号10"


def test_a_slot_without_words_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        speech().say("{nobody}")


def test_every_category_that_is_written_about_has_enough_to_say() -> None:
    by_subject: dict[str, int] = {}
    for topic in texts.topics():
        subject = topic.category[:2]
        by_subject[subject] = by_subject.get(subject, 0) + len(topic.messages)
        assert topic.titles
        assert topic.wishes
        assert topic.replies or topic.legal_ways
        assert texts.bases(topic.category)
    assert sorted(by_subject) == [f"{number:02}" for number in range(1, 12)]
    assert min(by_subject.values()) >= 12


def test_no_bracket_or_brace_is_left_over() -> None:
    for topic in texts.topics():
        for template in (*topic.titles, *topic.messages, *topic.wishes, *topic.replies, *topic.legal_ways):
            assert template.count("[") == template.count("]"), template
            assert template.count("{") == template.count("}"), template
