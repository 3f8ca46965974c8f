"""Units: when they hold, who stands above and beneath whom, and who watches."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fenbo.directory import queries
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Region, RegionLevel, Shift, Staff, Unit, UnitKind
from tests.directory.conftest import hire

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def unit(
    slug: str, parent: Unit | None = None, kind: UnitKind = UnitKind.DEPARTMENT, **given: object
) -> Unit:
    return Unit.objects.create(slug=slug, name=slug, kind=kind, parent=parent, **given)


@pytest.fixture
def tree() -> dict[str, Unit]:
    """centre → finance → justice → prisons → first; centre → trade."""
    units: dict[str, Unit] = {}
    for slug, parent in [
        ("centre", None),
        ("finance", "centre"),
        ("justice", "finance"),
        ("prisons", "justice"),
        ("first", "prisons"),
        ("trade", "centre"),
    ]:
        units[slug] = unit(slug, units[parent] if parent else None)
    return units


def names(tree: dict[str, Unit], keys: object) -> list[str]:
    slugs = {one.pk: slug for slug, one in tree.items()}
    return [slugs[key] for key in keys]  # type: ignore[attr-defined]


def test_beneath_means_at_any_depth_and_includes_oneself(tree: dict[str, Unit]) -> None:
    assert set(names(tree, queries.unit_ids_below(tree["justice"].pk))) == {"justice", "prisons", "first"}
    assert set(names(tree, queries.unit_ids_below(tree["first"].pk))) == {"first"}


def test_above_means_nearest_first_and_without_oneself(tree: dict[str, Unit]) -> None:
    assert names(tree, queries.unit_ids_above(tree["first"].pk)) == [
        "prisons",
        "justice",
        "finance",
        "centre",
    ]
    assert queries.unit_ids_above(tree["centre"].pk) == ()


def test_a_walk_is_one_query_however_deep(tree: dict[str, Unit]) -> None:
    for walk in (queries.unit_ids_below, queries.unit_ids_above):
        with CaptureQueriesContext(connection) as captured:
            walk(tree["justice"].pk)
        assert len(captured) == 1


def test_a_loop_in_the_data_ends_the_walk(tree: dict[str, Unit]) -> None:
    Unit.objects.filter(slug="centre").update(parent=tree["first"])
    assert len(queries.unit_ids_below(tree["justice"].pk)) == 6
    assert len(queries.unit_ids_above(tree["justice"].pk)) <= 6


def test_nobody_stands_above_himself(tree: dict[str, Unit]) -> None:
    with pytest.raises(IntegrityError, match="unit_is_not_its_own_parent"), transaction.atomic():
        Unit.objects.filter(slug="trade").update(parent=tree["trade"])


def test_an_unknown_unit_has_nobody_beneath_or_above() -> None:
    assert queries.unit_ids_below(999_999) == frozenset()
    assert queries.unit_ids_above(999_999) == ()


def test_the_whole_tree_is_one_query(tree: dict[str, Unit]) -> None:
    parents = queries.parents()
    assert parents[tree["prisons"].pk] == tree["justice"].pk
    assert parents[tree["centre"].pk] is None


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2018-11-06", False),
        ("2018-11-07", True),
        ("2020-03-09", True),
        ("2023-07-19", True),
        ("2023-07-20", False),
    ],
)
def test_both_ends_of_a_validity_are_days_that_count(day: str, holds: bool) -> None:
    unit("banking", valid_from=date(2018, 11, 7), valid_to=date(2023, 7, 19))
    assert queries.units_valid_on(date.fromisoformat(day)).exists() is holds


def test_an_open_end_never_comes() -> None:
    unit("office")
    assert queries.units_valid_on(date(2999, 1, 1)).exists()


def test_units_may_be_asked_for_by_kind() -> None:
    unit("centre", kind=UnitKind.CENTRE)
    unit("xining", kind=UnitKind.PREFECTURE)
    found = queries.units_valid_on(date(2020, 3, 9), UnitKind.PREFECTURE, UnitKind.COUNTY)
    assert [one.slug for one in found] == ["xining"]


def test_a_validity_that_runs_backwards_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="unit_ends_after_it_begins"):
        unit("office", valid_from=date(2020, 3, 9), valid_to=date(2020, 3, 8))


def test_before_the_seeds_there_is_no_centre() -> None:
    with pytest.raises(Unit.DoesNotExist):
        queries.centre()


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("630102", ("630102", "630100", "630000")),
        ("630100", ("630100", "630000")),
        ("630000", ("630000",)),
        ("", ()),
    ],
)
def test_the_regions_around_a_place_are_read_from_its_code(code: str, chain: tuple[str, ...]) -> None:
    assert queries.region_chain(code) == chain


@pytest.mark.parametrize("code", ["63010", "6301022", "63010x", "６３０１０２"])
def test_a_code_of_another_shape_is_refused_by_the_database(code: str) -> None:
    with pytest.raises(Exception, match=r"six_digits|too long"), transaction.atomic():
        Region.objects.create(code=code, name="城东区", level=RegionLevel.PROVINCE)


@pytest.mark.parametrize(
    ("level", "has_parent"), [("province", True), ("prefecture", False), ("county", False)]
)
def test_only_provinces_are_on_top(level: str, has_parent: bool) -> None:
    Region.objects.create(code="630000", name="青海省", level="province")
    parent = "630000" if has_parent else None
    with pytest.raises(IntegrityError, match="only_provinces"), transaction.atomic():
        Region.objects.create(code="630100", name="西宁市", level=level, parent_id=parent)


def watch(at: Unit, person: Staff, begins: int, ends: int) -> Shift:
    hour = timedelta(hours=1)
    return Shift.objects.create(
        unit=at, staff=person, starts_at=NOON + begins * hour, ends_at=NOON + ends * hour
    )


def test_whoever_began_first_watches_first() -> None:
    centre = unit("centre")
    early, late = hire("early", at=centre), hire("late", at=centre)
    watch(centre, late, -1, 7)
    watch(centre, early, -2, 6)
    assert list(queries.on_duty(centre.pk, NOON)) == [early, late]


def test_a_watch_ends_at_the_instant_at_which_the_next_begins() -> None:
    centre = unit("centre")
    first, second = hire("first", at=centre), hire("second", at=centre)
    watch(centre, first, -8, 0)
    watch(centre, second, 0, 8)
    assert list(queries.on_duty(centre.pk, NOON - timedelta(seconds=1))) == [first]
    assert list(queries.on_duty(centre.pk, NOON)) == [second]


def test_nobody_watches_twice_at_one_place_but_may_at_two() -> None:
    centre, group = unit("centre"), unit("group")
    clerk = hire("clerk", at=centre)
    watch(centre, clerk, 0, 8)
    watch(group, clerk, 0, 8)
    with pytest.raises(IntegrityError, match="shift_does_not_overlap"), transaction.atomic():
        watch(centre, clerk, 7, 9)


def test_inactive_accounts_do_not_watch() -> None:
    centre = unit("centre")
    clerk = hire("clerk", Duty.HANDLE, at=centre)
    watch(centre, clerk, -1, 1)
    Staff.objects.update(is_active=False)
    assert not queries.on_duty(centre.pk, NOON).exists()
    assert not queries.staff_with(Duty.HANDLE, centre.pk, date(2020, 3, 9)).exists()


def test_who_holds_a_duty_depends_on_the_day() -> None:
    office = unit("office")
    clerk = hire("clerk", Duty.HANDLE, at=office, since=date(2020, 3, 1), until=date(2020, 3, 31))
    days = {
        date(2020, 2, 29): [],
        date(2020, 3, 1): [clerk],
        date(2020, 3, 31): [clerk],
        date(2020, 4, 1): [],
    }
    for day, holders in days.items():
        assert list(queries.staff_with(Duty.HANDLE, office.pk, day)) == holders
    assert not queries.staff_with(Duty.DISPATCH, office.pk, date(2020, 3, 9)).exists()


def test_a_duty_may_be_held_again_later_but_not_twice_at_once() -> None:
    office = unit("office")
    clerk = hire("clerk", Duty.HANDLE, at=office, until=date(2020, 3, 31))
    Post.objects.create(staff=clerk, unit=office, duty=Duty.HANDLE, valid_from=date(2020, 4, 1))
    with pytest.raises(IntegrityError, match="post_is_held_once_at_a_time"), transaction.atomic():
        Post.objects.create(staff=clerk, unit=office, duty=Duty.HANDLE, valid_from=date(2021, 1, 1))


def test_the_database_keeps_the_three_administrators_apart() -> None:
    office = unit("office")
    clerk = hire("clerk", Duty.AUDIT, Duty.HANDLE, at=office)
    with pytest.raises(IntegrityError, match="one_person_one_administrator"), transaction.atomic():
        Post.objects.create(staff=clerk, unit=office, duty=Duty.SECURE)
