"""Places and competences, read from the same seeds as the directory and the catalogue."""

from random import Random

import pytest

from fenbo.catalogue.queries import rule_for
from fenbo.directory.models import Unit
from fenbo.replay.script import places
from fenbo.replay.script.model import BEGINS


def test_units_of_later_years_do_not_exist_yet() -> None:
    assert "poverty-relief" in places.units()
    assert "rural-revitalisation" not in places.units()
    assert "nfra" not in places.units()


@pytest.mark.parametrize(
    ("unit", "above"),
    [
        ("prisons", "justice"),
        ("nanchuan-economy", "park-nanchuan"),
        ("datong", "xining"),
        ("group-finance", "group-finance"),
        ("justice", "justice"),
    ],
)
def test_the_unit_above_handles_a_second_time_unless_only_the_centre_is_above(unit: str, above: str) -> None:
    assert places.above(unit) == above


def test_a_place_lies_in_a_county_of_the_province() -> None:
    for seed in range(60):
        place = places.pick(Random(seed))
        assert place.region in places.homes()
        assert place.county
        assert place.street


def test_most_people_are_from_the_east() -> None:
    prefectures = [places.pick(Random(seed)).region[:4] for seed in range(600)]
    assert prefectures.count("6301") > prefectures.count("6302") > prefectures.count("6326")


def test_abroad_the_provinces_hotline_serves() -> None:
    assert places.local_unit("320500") == places.local_unit("320100") == "nanjing-12345"
    assert places.local_unit("630121") == "datong"


def test_every_place_abroad_has_a_name_and_a_hotline() -> None:
    for code in places.ABROAD:
        assert not places.short_name(code).endswith("市")
        assert places.units()[places.local_unit(code)].kind == "other_hotline"


def test_a_category_without_rule_is_an_error() -> None:
    with pytest.raises(KeyError, match="9999"):
        places.rule("9999", "630102")


def test_the_centre_never_holds_a_work_order_as_a_helper() -> None:
    assert "centre" not in places.rule("1006", "630102").co_units


@pytest.mark.parametrize("region", ["630102", "630225", "632801", "320100"])
@pytest.mark.usefixtures("seeded")
def test_the_script_and_the_catalogue_choose_the_same_lead(region: str) -> None:
    slugs = dict(Unit.objects.values_list("pk", "slug"))
    for category in ("0101", "0103", "0106", "0203", "0402", "0506", "0703", "0803", "0901", "1106"):
        found = rule_for(category, region, BEGINS.date())
        assert found is not None
        assert places.rule(category, region).lead == slugs[found.lead_id]
