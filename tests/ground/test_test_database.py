"""The ground under the tests themselves."""

import time

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from fenbo.catalogue.models import Category, DispatchRule
from fenbo.directory.models import Region, Staff, Unit
from fenbo.directory.queries import centre
from fenbo.journal.models import Head, Seal


def keep_a_head() -> None:
    seal = Seal.objects.create(size=1, root=b"r" * 32, frontier=[], sealed_at="2020-03-01T00:00:00Z")
    Head.objects.create(day="2020-03-01", seal=seal)


@pytest.mark.django_db
def test_a_test_that_does_not_ask_finds_an_empty_house() -> None:
    assert not Unit.objects.exists()
    assert not Region.objects.exists()


def test_a_test_that_asks_finds_the_seeds(seeded: None) -> None:
    assert centre().slug == "centre"
    assert Region.objects.count() > 300
    assert Category.objects.exists()
    assert DispatchRule.objects.filter(co_units__isnull=False).exists()
    assert Staff.objects.filter(username="agent1", posts__isnull=False).exists()


def test_new_rows_follow_the_seeds(seeded: None) -> None:
    Unit.objects.create(slug="new", name="新单位", kind="department")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(slug="new", name="新单位", kind="department")


@pytest.mark.usefixtures("_seeds", "db")
def test_the_seeds_cost_little(request: pytest.FixtureRequest) -> None:
    began = time.perf_counter()
    request.getfixturevalue("seeded")
    assert time.perf_counter() - began < 2


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_ask_too(seeded: None) -> None:
    assert connection.in_atomic_block is False
    assert Unit.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_append_only_tables_are_emptied_between_transactional_tests(time: int) -> None:
    assert not Head.objects.exists()
    keep_a_head()


@pytest.mark.django_db(transaction=True)
def test_and_are_guarded_again_after_it() -> None:
    keep_a_head()
    call_command("flush", interactive=False, verbosity=0)
    assert not Head.objects.exists()
    with (
        pytest.raises(Exception, match="append-only: TRUNCATE refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE journal_head")
