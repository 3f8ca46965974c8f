"""The public statistics tell what cases are about and where from, never of fewer than five together."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.directory.models import Region
from tests.cast import NOON, Cast, hours
from tests.website.conftest import text

ROW = re.compile(r'<th scope="row">([^<]+)</th><td><svg.*?</td><td>(\d+)', re.DOTALL)


@pytest.fixture
def places(cast: Cast) -> None:
    province = Region.objects.create(code="630000", name="青海省", level="province")
    for code, name in (("630100", "西宁市"), ("632800", "海西州"), ("632700", "玉树州")):
        Region.objects.create(code=code, name=name, level="prefecture", parent=province)
    for code, name in (("04", "商贸物流"), ("07", "用工"), ("11", "其他诉求")):
        Category.objects.create(code=code, name=name)
        Category.objects.create(code=f"{code}01", name=f"{name}小类", parent_id=code)
    lapsing.forget_all()


def brought(cast: Cast, number: int, category: str, region: str) -> None:
    for at in range(number):
        cast.received(category=category, region=region, content=f"{category}{region}第{at}件")


def cells(client: Client, **query: str) -> dict[str, int]:
    cache.clear()
    return {name: int(number) for name, number in ROW.findall(text(client.get("/numbers/", query)))}


def test_cells_of_five_and_more_are_told_and_smaller_ones_together(
    client: Client, cast: Cast, places: None
) -> None:
    brought(cast, 9, "0401", "630100")
    brought(cast, 4, "0701", "632800")
    brought(cast, 2, "1101", "632700")
    assert cells(client) == {"商贸物流": 9, "西宁市": 9, "其他": 6}


def test_one_small_cell_cannot_be_computed_from_the_whole(client: Client, cast: Cast, places: None) -> None:
    brought(cast, 9, "0401", "630100")
    brought(cast, 6, "0701", "632800")
    brought(cast, 1, "1101", "632700")
    shown = cells(client)
    assert shown == {"商贸物流": 9, "西宁市": 9, "其他": 7}


def test_fewer_than_five_in_all_are_not_divided(client: Client, cast: Cast, places: None) -> None:
    brought(cast, 4, "0401", "630100")
    shown = text(client.get("/numbers/"))
    assert "反映什么" not in shown
    assert "商贸物流" not in shown


def test_a_past_instant_divides_whole_days_so_that_minutes_tell_nothing(
    client: Client, cast: Cast, places: None
) -> None:
    brought(cast, 5, "0401", "630100")
    cast.received(category="0401", region="630100", at=NOON + hours(0.5))
    assert cells(client, at="2020-03-09T12:10") == cells(client, at="2020-03-09T12:59")


def test_where_nothing_came_lately_the_last_days_in_which_something_did_are_shown(
    client: Client, cast: Cast, places: None
) -> None:
    before = NOON - hours(24 * 40)
    for at in range(5):
        cast.received(category="0401", region="630100", content=f"很久以前反映的第{at}件", at=before)
    assert cells(client) == {"商贸物流": 5, "西宁市": 5}
    shown = text(client.get("/numbers/"))
    assert f"{before:%Y-%m-%d}</th>" in shown
    assert f"{NOON:%Y-%m-%d}</th>" not in shown
