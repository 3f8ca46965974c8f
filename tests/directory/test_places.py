"""Places of the province are found in what people write, by the names that they use."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core import lapsing
from fenbo.directory import places
from fenbo.directory.models import Unit


@pytest.fixture
def province(seeded: None) -> Iterator[None]:
    lapsing.forget_all()
    yield
    lapsing.forget_all()


@pytest.mark.parametrize(
    ("text", "said", "region"),
    [
        ("西宁市城东区的路灯坏了", ["西宁市", "城东区"], "630102"),
        ("湟中县多巴镇修路", ["湟中县"], "630106"),
        ("我家住湟中，暖气不热", ["湟中"], "630106"),
        ("互助县农产品运不出去", ["互助县"], "630223"),
        ("互助土族自治县农产品运不出去", ["互助土族自治县"], "630223"),
        ("海西州草场补助", ["海西州"], "632800"),
        ("格尔木的货车", ["格尔木"], "632801"),
        ("冷湖行政委员会", ["冷湖行政委员会"], "632803"),
        ("从格尔木到德令哈的货车", ["格尔木", "德令哈"], "632800"),
        ("从西宁到玉树的班车", ["西宁", "玉树"], None),
        ("邻里互助，祝平安，中华人民共和国", [], None),
        ("青海省什么时候复工", ["青海省"], "630000"),
        ("从湖北返回西宁", ["西宁"], "630100"),
        ("上海东路的商铺", [], None),
        ("", [], None),
    ],
)
def test_what_is_named(province: None, text: str, said: list[str], region: str | None) -> None:
    found = places.named(text)
    assert [place.said for place in found] == said
    assert places.region_of(found) == region


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("南川工业园区的项目", "park-nanchuan"),
        ("我公司在西宁经开区", "park-xining"),
        ("西宁经济技术开发区何时复工", "park-xining"),
        ("格尔木工业园停水", "park-golmud"),
    ],
)
def test_a_park_is_a_unit_and_lies_somewhere(province: None, text: str, slug: str) -> None:
    (place,) = places.named(text)
    park = Unit.objects.get(slug=slug)
    assert (place.unit_id, place.region) == (park.pk, park.region_id)


def test_each_place_is_told_once_and_long_texts_end(province: None) -> None:
    assert [place.said for place in places.named("格尔木" * 5_000)] == ["格尔木"]
    assert places.named("。" * places.READ + "格尔木") == []


def test_knowing_the_names_costs_no_query(province: None) -> None:
    places.named("西宁")
    with CaptureQueriesContext(connection) as asked:
        places.named("湟中县")
    assert len(asked) == 0
