"""The seeds are laid through the same operations as everything else, and can be found."""

from io import StringIO

import pytest
from django.core.management import call_command

from benchmarks import search
from fenbo.core import lapsing
from fenbo.knowledge.models import Entry, Item, Policy
from fenbo.knowledge.search import terms


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


def test_groups_of_synonyms_have_no_word_twice() -> None:
    for group in terms.synonyms():
        assert len(set(group)) == len(group) > 1
