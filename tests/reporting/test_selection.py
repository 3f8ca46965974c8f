"""The list behind a number: exactly the cases that it counts, within the reader's scope."""

from datetime import timedelta
from typing import Any

import pytest

from fenbo.cases.models import Case, Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.directory.models import Region, RegionLevel
from fenbo.reporting.selection import By, Selection, Standing, selected, stem
from tests.cast import NOON, Cast, hours

TODAY = NOON.date()


@pytest.fixture
def some(cast: Cast) -> dict[str, Case]:
    top = Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0402", name="工程款", parent=top)
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    xining = Region.objects.create(
        code="630100", name="西宁市", level=RegionLevel.PREFECTURE, parent=province
    )
    Region.objects.create(code="630105", name="城北区", level=RegionLevel.COUNTY, parent=xining)
    return {
        "old": cast.received(at=NOON - timedelta(days=2), channel=Channel.HOTLINE),
        "county": cast.received(region="630105", category="0402"),
        "province": cast.received(region="630000", kind=Kind.COMPLAINT),
        "done": cast.closed(at=NOON),
        "late": cast.received(at=NOON - hours(3)),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"old", "county", "province", "done", "late"}),
        ({"since": TODAY, "until": TODAY}, {"county", "province", "done", "late"}),
        ({"until": TODAY - timedelta(days=1)}, {"old"}),
        ({"region": "630100"}, {"county"}),
        ({"region": "630000"}, {"county", "province"}),
        ({"category": "04"}, {"county"}),
        ({"channel": "hotline"}, {"old"}),
        ({"kind": "complaint"}, {"province"}),
        ({"standing": Standing.OPEN}, {"old", "county", "province", "late"}),
        ({"standing": Standing.SETTLED}, {"done"}),
        ({"standing": Standing.LATE}, {"old", "late"}),
        ({"by": By.SETTLED, "since": TODAY}, {"done"}),
        ({"unit": 0}, set()),
    ],
)
def test_every_filter_finds_its_own(
    cast: Cast, some: dict[str, Case], asked: dict[str, Any], found: set[str]
) -> None:
    rows = selected(cast.leader, Selection(**asked), NOON)

    assert {row.pk for row in rows} == {some[name].pk for name in found}


def test_a_unit_finds_its_own_cases_alone(cast: Cast, some: dict[str, Case]) -> None:
    assert {row.pk for row in selected(cast.handler, Selection(), NOON)} == {some["done"].pk}
    assert not selected(cast.outsider, Selection(), NOON).exists()


def test_the_stem_of_a_region_is_what_all_beneath_it_share() -> None:
    assert [stem(code) for code in ("630000", "630100", "630105")] == ["63", "6301", "630105"]
