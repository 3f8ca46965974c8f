"""Who answers for a subject: the closest rule that holds on the day."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fenbo.catalogue.models import Category, DispatchRule
from fenbo.catalogue.queries import categories, category_codes, rule_for, rules_for
from fenbo.directory.models import Region, Unit, UnitKind

DAY = date(2020, 3, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places() -> None:
    Category.objects.create(code="04", name="交通运输")
    Category.objects.create(code="0401", name="货车通行", parent_id="04")
    Region.objects.create(code="630000", name="青海省", level="province")
    Region.objects.create(code="630100", name="西宁市", level="prefecture", parent_id="630000")
    Region.objects.create(code="630102", name="城东区", level="county", parent_id="630100")


def rule(lead: str, region: str | None = None, **given: object) -> DispatchRule:
    unit, _made = Unit.objects.get_or_create(slug=lead, defaults={"name": lead, "kind": UnitKind.DEPARTMENT})
    return DispatchRule.objects.create(category_id="0401", region_id=region, lead=unit, **given)


def leads(region: str | None, on: date = DAY) -> list[str]:
    return [found.lead.slug for found in rules_for("0401", region, on)]


def test_the_closest_region_comes_first_and_everywhere_last() -> None:
    for lead, region in [("all", None), ("province", "630000"), ("city", "630100"), ("district", "630102")]:
        rule(lead, region)
    assert leads("630102") == ["district", "city", "province", "all"]
    assert leads("630100") == ["city", "province", "all"]
    assert leads("420100") == ["all"]
    assert leads(None) == leads("") == ["all"]


def test_where_the_catalogue_is_silent_the_centre_decides() -> None:
    rule("city", "630100")
    assert rule_for("0401", "420100", DAY) is None
    assert rule_for("0499", "630100", DAY) is None


def test_a_rule_holds_on_its_first_and_its_last_day() -> None:
    rule("old", valid_from=date(2020, 2, 24), valid_to=DAY)
    rule("new", valid_from=date(2020, 3, 10))
    assert leads(None, date(2020, 2, 23)) == []
    assert leads(None, date(2020, 2, 24)) == leads(None, DAY) == ["old"]
    assert leads(None, date(2020, 3, 10)) == ["new"]


@pytest.mark.parametrize("region", [None, "630100"])
def test_two_rules_for_one_place_and_day_are_refused_by_the_database(region: str | None) -> None:
    rule("first", region)
    with pytest.raises(IntegrityError, match="one_rule_per"), transaction.atomic():
        rule("second", region, valid_from=date(2021, 1, 1))


def test_rules_cost_two_queries_however_many_help() -> None:
    helpers = [Unit.objects.create(slug=f"h{number}", name="协办", kind="department") for number in range(5)]
    for region in (None, "630000", "630100", "630102"):
        rule(f"lead{region}", region).co_units.set(helpers)
    with CaptureQueriesContext(connection) as captured:
        found = rules_for("0401", "630102", DAY)
        assert [len(one.co_units.all()) for one in found] == [5, 5, 5, 5]
        assert [str(one.lead) for one in found]
    assert len(captured) == 2


@pytest.mark.parametrize(("code", "parent"), [("1", None), ("04x1", "04"), ("05", "04"), ("0402", None)])
def test_a_category_whose_code_does_not_tell_its_level_is_refused(code: str, parent: str | None) -> None:
    with pytest.raises(IntegrityError, match="category_code_tells_its_level"), transaction.atomic():
        Category.objects.create(code=code, name="坏", parent_id=parent)


def test_categories_out_of_use_are_not_offered() -> None:
    Category.objects.filter(code="0401").update(is_active=False)
    assert [category.code for category in categories()] == ["04"]
    assert category_codes() == {"04"}
