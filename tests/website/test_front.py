"""The front page: what people need first, and what they really ask about."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.directory.models import Unit
from fenbo.knowledge.asked import FEWEST, most_opened
from fenbo.knowledge.models import Answered, Item, ItemKind
from fenbo.reporting import trends
from tests.cast import NOON, Cast
from tests.website.conftest import text

TODAY = date(2020, 3, 9)


@pytest.fixture
def wages(cast: Cast) -> Category:
    above = Category.objects.create(code="07", name="用工")
    return Category.objects.create(code="0703", name="拖欠工资", parent=above)


def item(category: Category, title: str) -> Item:
    return Item.objects.create(
        id=uuid4(), kind=ItemKind.ENTRY, slug=title, title=title, body="", category=category, updated_at=NOON
    )


def opened(one: Item, number: int, day: date = TODAY) -> None:
    Answered.objects.create(day=day, kind=one.kind, item=one.pk, opened=number, answered=0)


def test_asking_following_and_reading_come_first(client: Client, cast: Cast) -> None:
    shown = text(client.get("/"))
    places = [shown.index(f'href="{path}" class="button') for path in ("/submit/", "/follow/", "/cases/")]
    assert places == sorted(places)
    assert places[-1] < shown.index("counts-title")


def test_what_was_opened_most_is_told_with_how_many_opened_it(
    client: Client, cast: Cast, wages: Category
) -> None:
    less, more = item(wages, "less"), item(wages, "more")
    opened(less, FEWEST)
    opened(more, FEWEST)
    opened(more, 2, TODAY - timedelta(days=1))
    shown = text(client.get("/"))
    assert shown.index("/knowledge/more/") < shown.index("/knowledge/less/")
    assert f"{FEWEST + 2} 人看过" in shown


def test_what_few_opened_long_ago_or_can_no_longer_be_read_is_left_out(cast: Cast, wages: Category) -> None:
    opened(item(wages, "few"), FEWEST - 1)
    opened(item(wages, "old"), 100, TODAY - timedelta(days=14))
    gone = item(wages, "gone")
    opened(gone, 100)
    gone.delete()
    assert most_opened(TODAY, days=14, most=8) == []


def test_the_subjects_of_the_last_week_are_told_without_those_of_less_than_five(
    client: Client, cast: Cast, wages: Category
) -> None:
    Category.objects.create(code="0704", name="社会保险", parent=wages.parent)
    for number in range(trends.SMALLEST_CELL):
        cast.received(category="0703", content=f"第{number}件拖欠工资")
    for number in range(trends.SMALLEST_CELL - 1):
        cast.received(category="0704", content=f"第{number}件社会保险")
    shown = text(client.get("/"))
    assert 'href="/cases/?category=0703"' in shown
    assert "2020-03-03 至 2020-03-09" in shown
    assert "社会保险" not in shown


def test_an_empty_service_claims_no_questions(client: Client, cast: Cast) -> None:
    assert "大家在问什么" not in text(client.get("/"))


def test_groups_stand_with_their_telephones_and_none_is_made_up(client: Client, cast: Cast) -> None:
    Unit.objects.filter(slug="trade").update(phone="0971-8230000")
    shown = text(client.get("/"))
    assert 'href="tel:0971-8230000"' in shown
    assert "财政税收保障组" in shown
    assert shown.count("tel:") == 1


def test_the_counts_can_be_asked_for_alone(client: Client, cast: Cast) -> None:
    cast.received()
    shown = text(client.get("/numbers/now/"))
    assert "<html" not in shown
    assert "0 / 1 件" in shown


def test_an_open_front_page_costs_no_query_for_the_next_visitor(client: Client, cast: Cast) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/")
    assert len(caught) == 0
    lapsing.forget_all()
