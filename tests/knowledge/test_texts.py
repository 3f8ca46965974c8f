"""Marking what was looked for, showing what changed, and addresses made of titles. Pure, but for the addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.knowledge.diffing import Change, pieces
from fenbo.knowledge.models import Entry
from fenbo.knowledge.search.marking import AROUND, snippet, spans
from fenbo.knowledge.slugs import LONGEST, slug_for


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_marking_loses_no_character(text: str, words: list[str]) -> None:
    assert "".join(span.text for span in spans(text, words)) == text


def test_the_words_are_marked_and_nothing_else() -> None:
    assert [(span.text, span.marked) for span in spans("企业复工手续", ["复工"])] == [
        ("企业", False), ("复工", True), ("手续", False),
    ]  # fmt: skip


def test_a_word_that_is_a_pattern_is_only_a_word() -> None:
    assert [span.text for span in spans("a.c abc", ["a.c"]) if span.marked] == ["a.c"]


def test_the_excerpt_is_where_most_of_the_words_are() -> None:
    text = "前言。" * 60 + "复工要备案。" + "后话。" * 60
    shown = "".join(span.text for span in snippet(text, ["复工", "备案"]))
    assert "复工要备案" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= AROUND + 2


@given(st.text(max_size=120), st.text(max_size=120))
def test_both_texts_can_be_read_out_of_the_pieces(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(p.text for p in found if p.change != Change.ADDED) == old
    assert "".join(p.text for p in found if p.change != Change.CUT) == new


def test_what_changed_is_told_word_by_word() -> None:
    found = pieces("复工要审批", "复工要备案")
    assert (Change.CUT, "审批") in [(p.change, p.text) for p in found]
    assert (Change.ADDED, "备案") in [(p.change, p.text) for p in found]


@pytest.mark.parametrize(
    ("title", "slug"),
    [("复工手续", "fu-gong-shou-xu"), ("12345 热线 A", "12345-re-xian-a"), ("？？", "item")],
)
def test_an_address_is_pinyin(db: None, title: str, slug: str) -> None:
    assert slug_for(title, Entry.objects.all()) == slug


def test_a_long_title_makes_a_short_address_that_ends_with_a_syllable(db: None) -> None:
    slug = slug_for("关于进一步精简审批优化服务精准稳妥推进企业复工复产的通知", Entry.objects.all())
    assert len(slug) <= LONGEST
    assert not slug.endswith("-")
