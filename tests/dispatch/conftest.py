"""The cast, with two subjects, three regions and a catalogue that says who answers for them."""

from collections.abc import Iterator

import pytest

from fenbo.catalogue.models import Category, DispatchRule
from fenbo.core import lapsing
from fenbo.directory.models import Region, RegionLevel
from tests.cast import Cast, cast

__all__ = ["cast", "catalogue"]

REGIONS = [
    ("630000", "青海省", RegionLevel.PROVINCE, None),
    ("630100", "西宁市", RegionLevel.PREFECTURE, "630000"),
    ("630102", "城东区", RegionLevel.COUNTY, "630100"),
    ("632800", "海西州", RegionLevel.PREFECTURE, "630000"),
]
CATEGORIES = [
    ("04", "资金和税收", None),
    ("0401", "工程款拖欠与支付", "04"),
    ("0402", "减税降费申报", "04"),
    ("05", "物流运输", None),
    ("0501", "省界检疫站货车通行", "05"),
]


@pytest.fixture
def catalogue(cast: Cast) -> Iterator[Cast]:
    furnish_catalogue(cast)
    yield cast
    lapsing.forget_all()


def furnish_catalogue(cast: Cast) -> None:
    for code, name, level, parent in REGIONS:
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    for code, name, parent in CATEGORIES:
        Category.objects.create(code=code, name=name, parent_id=parent)
    anywhere = DispatchRule.objects.create(category_id="0401", lead=cast.unit["finance"])
    anywhere.co_units.set([cast.unit["commerce"]])
    here = DispatchRule.objects.create(category_id="0401", region_id="630100", lead=cast.unit["justice"])
    here.co_units.set([cast.unit["prisons"]])
    DispatchRule.objects.create(category_id="0501", lead=cast.unit["trade"])
    lapsing.forget_all()
