"""What an installation starts with, and that laying it again changes nothing that was done meanwhile."""

from collections import Counter
from datetime import date
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from pytest_django import Settings

from fenbo.directory import demo_accounts
from fenbo.directory.duties import ADMINISTRATION, Duty
from fenbo.directory.models import Post, Region, RegionLevel, Shift, Staff, Unit, UnitKind
from fenbo.directory.queries import unit_ids_below
from fenbo.directory.seeding import level_and_parent

pytestmark = pytest.mark.usefixtures("seeded")


def seed(*arguments: str) -> str:
    output = StringIO()
    call_command("seed", *arguments, stdout=output)
    return output.getvalue()


def test_qinghai_is_there_to_the_county_and_the_others_to_the_prefecture() -> None:
    home = Region.objects.filter(code__startswith="63")
    assert home.filter(level=RegionLevel.PREFECTURE).count() == 8
    assert home.filter(level=RegionLevel.COUNTY).count() >= 45
    assert Region.objects.filter(level=RegionLevel.PROVINCE).count() >= 31
    assert (
        not Region.objects.exclude(code__startswith="63")
        .filter(level=RegionLevel.COUNTY, parent=None)
        .exists()
    )


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("630000", RegionLevel.PROVINCE, None),
        ("630100", RegionLevel.PREFECTURE, "630000"),
        ("630102", RegionLevel.COUNTY, "630100"),
        ("429004", RegionLevel.COUNTY, "420000"),
    ],
)
def test_the_digits_tell_level_and_parent(code: str, level: RegionLevel, parent: str | None) -> None:
    assert level_and_parent(code) == (level, parent)


def test_every_region_stands_where_its_code_says() -> None:
    for region in Region.objects.all():
        assert (region.level, region.parent_id) == level_and_parent(region.code)


def test_the_centre_has_its_special_and_its_support_groups() -> None:
    kinds = Counter(Unit.objects.values_list("kind", flat=True))
    assert kinds[UnitKind.CENTRE] == 1
    assert kinds[UnitKind.SPECIAL_GROUP] == 7
    assert kinds[UnitKind.SUPPORT_GROUP] == 8
    assert kinds[UnitKind.PREFECTURE] == 8
    assert kinds[UnitKind.COUNTY] >= 45
    assert kinds[UnitKind.OTHER_HOTLINE] >= 30


def test_the_units_of_the_three_told_cases_stand_as_told() -> None:
    justice = Unit.objects.get(slug="justice")
    assert Unit.objects.get(slug="prisons").pk in unit_ids_below(justice.pk)
    park = Unit.objects.get(slug="park-nanchuan")
    assert Unit.objects.get(slug="nanchuan-economy").pk in unit_ids_below(park.pk)


def test_the_tree_has_no_loop() -> None:
    for unit in Unit.objects.filter(parent=None):
        assert unit.pk in unit_ids_below(unit.pk)
    tops = Unit.objects.filter(parent=None)
    assert sum(len(unit_ids_below(unit.pk)) for unit in tops) == Unit.objects.count()


def test_laying_twice_is_laying_once() -> None:
    def rows() -> list[int]:
        return [model.objects.count() for model in (Region, Unit, Staff, Post, Shift)]

    before, keys = rows(), dict(Unit.objects.values_list("slug", "id"))
    seed("--demo")
    assert rows() == before
    assert dict(Unit.objects.values_list("slug", "id")) == keys


def test_a_unit_of_ones_own_is_left_alone() -> None:
    Unit.objects.create(slug="own", name="自设单位", kind=UnitKind.DEPARTMENT)
    seed()
    assert Unit.objects.filter(slug="own", name="自设单位").exists()


def test_an_upgrade_brings_new_names() -> None:
    Unit.objects.filter(slug="justice").update(name="旧名")
    seed()
    assert Unit.objects.get(slug="justice").name != "旧名"


def test_only_the_demo_gets_invented_people() -> None:
    Shift.objects.all().delete()
    Post.objects.all().delete()
    Staff.objects.all().delete()
    assert "password" not in seed()
    assert not Staff.objects.exists()
    assert demo_accounts.PASSWORD in seed("--demo")
    assert Staff.objects.exists()


def test_a_public_address_gets_no_published_password(settings: Settings) -> None:
    settings.HTTPS, settings.DEMO = True, False
    with pytest.raises(CommandError, match="FENBO_DEMO"):
        seed("--demo")


def test_every_unit_that_may_get_an_order_has_a_handler() -> None:
    handled = Post.objects.filter(duty=Duty.HANDLE).values("unit")
    mute = Unit.objects.exclude(pk__in=handled).exclude(
        kind__in=[UnitKind.CENTRE, UnitKind.SUPPORT_GROUP, UnitKind.OTHER_HOTLINE, UnitKind.SPECIAL_GROUP]
    )
    assert list(mute.values_list("slug", flat=True)) == []


def test_the_administrators_are_three_people_with_entry() -> None:
    for duty in ADMINISTRATION:
        person = Staff.objects.get(posts__duty=duty)
        assert person.is_staff
    assert Staff.objects.filter(is_staff=True).count() == len(ADMINISTRATION)
    assert not Staff.objects.filter(is_superuser=True).exists()


def test_somebody_watches_at_every_hour_of_the_founding_month() -> None:
    centre = Unit.objects.get(kind=UnitKind.CENTRE)
    shifts = list(Shift.objects.filter(unit=centre).order_by("starts_at").values_list("starts_at", "ends_at"))
    month = [(begins, ends) for begins, ends in shifts if begins.date() < date(2020, 4, 1)]
    assert all(ends == begins for (_first, ends), (begins, _last) in pairwise(month))
    assert len(month) >= 29 * 3


def test_seeded_phones_are_short_public_numbers() -> None:
    assert [
        phone for phone in Unit.objects.exclude(phone="").values_list("phone", flat=True) if len(phone) > 8
    ] == []
    assert Staff.objects.exclude(phone="").count() == 0
    assert Unit.objects.filter(parent=F("id")).count() == 0
