"""The seeds are laid through the same operations as everything else, and can be found."""

from io import StringIO

import pytest
from django.core.management import call_command

from benchmarks import search
from fenbo.core import lapsing
from fenbo.knowledge import seeding
from fenbo.knowledge.lifecycle import PaperState
from fenbo.knowledge.models import Collection, Entry, Item, Policy
from fenbo.knowledge.search import terms
from tests.cast import NOON, Cast
from tests.knowledge.conftest import Publish
from tests.knowledge.stage import Library


@pytest.fixture
def seeded(db: None) -> None:
    call_command("seed", demo=True, verbosity=0, stdout=StringIO())
    lapsing.forget_all()


def test_the_seeds_are_laid_once_and_searched_well(seeded: None) -> None:
    laid = (Entry.objects.count(), Policy.objects.count())
    assert laid[0] >= 60
    assert laid[1] >= 25
    assert Item.objects.count() == sum(laid)
    call_command("seed", demo=True, verbosity=0, stdout=StringIO())
    assert (Entry.objects.count(), Policy.objects.count()) == laid

    measured = search.measure()
    assert measured.count >= 100
    assert measured.recall / measured.count >= 0.95
    assert measured.reciprocal / measured.count >= 0.8


def test_topics_are_laid_once_of_what_is_published(
    cast: Cast, library: Library, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "WRITER", "editor")
    assert seeding.lay_topics(NOON) == 0  # the second person of the demonstration is missing
    monkeypatch.setattr(seeding, "SECOND_PERSON", "second")
    topic = {"title": "工程款集中解答", "category": "0703", "introduction": "导语"}
    monkeypatch.setattr(seeding, "_rows", lambda name: [topic])
    for title in ("甲方不付款", "验收后不付款", "甲方不付款"):
        publish(title=title, category="0703")
    assert seeding.lay_topics(NOON) == 0

    publish(title="合同外的款", category="0703")
    assert seeding.lay_topics(NOON) == 1
    assert seeding.lay_topics(NOON) == 0
    page = Collection.objects.get()
    assert page.state == PaperState.LIVE
    assert sorted(page.sources.values_list("heading", flat=True)) == [
        "合同外的款",
        "甲方不付款",
        "验收后不付款",
    ]


def test_groups_of_synonyms_have_no_word_twice() -> None:
    for group in terms.synonyms():
        assert len(set(group)) == len(group) > 1
