"""Keyset paging: every row once, in order, forwards and backwards, whatever is written meanwhile."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenbo.core.paging import page
from fenbo.directory.models import Shift, Staff, Unit

START = datetime(2020, 3, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def lay(hours: list[int]) -> list[int]:
    """Shifts that begin at these hours, one person each; their keys in the order of a list, oldest first."""
    Shift.objects.all().delete()
    Staff.objects.all().delete()
    unit, _made = Unit.objects.get_or_create(slug="centre", defaults={"name": "分拨中心", "kind": "centre"})
    staff = Staff.objects.bulk_create([Staff(username=str(number)) for number in range(len(hours))])
    shifts = Shift.objects.bulk_create(
        Shift(
            unit=unit,
            staff=person,
            starts_at=START + timedelta(hours=hour),
            ends_at=START + timedelta(hours=hour + 1),
        )
        for person, hour in zip(staff, hours, strict=True)
    )
    return [shift.pk for shift in sorted(shifts, key=lambda shift: (shift.starts_at, shift.pk))]


def walk(size: int, *, descending: bool) -> list[list[int]]:
    """All pages from the first to the last."""
    pages, cursor = [], None
    while True:
        read = page(Shift.objects.all(), "starts_at", before=cursor, size=size, descending=descending)
        pages.append([row.pk for row in read.rows])
        if read.older is None:
            return pages
        cursor = read.older


@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 4), st.booleans())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_comes_once_and_in_order(hours: list[int], size: int, descending: bool) -> None:
    expected = lay(hours)
    seen = [key for keys in walk(size, descending=descending) for key in keys]
    assert seen == (expected[::-1] if descending else expected)


@pytest.mark.parametrize("descending", [True, False])
def test_the_way_back_shows_the_same_pages(descending: bool) -> None:
    lay([0, 1, 1, 1, 2, 3, 3])
    there = walk(2, descending=descending)
    last = page(Shift.objects.all(), "starts_at", size=2, descending=descending)
    while last.older:
        last = page(Shift.objects.all(), "starts_at", before=last.older, size=2, descending=descending)
    back = [[row.pk for row in last.rows]]
    while last.newer:
        last = page(Shift.objects.all(), "starts_at", after=last.newer, size=2, descending=descending)
        back.append([row.pk for row in last.rows])
    assert list(chain(*reversed(back))) == list(chain(*there))


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after() -> None:
    lay([0, 1, 2])
    first = page(Shift.objects.all(), "starts_at", size=2)
    assert first.newer is None
    assert first.older is not None
    second = page(Shift.objects.all(), "starts_at", before=first.older, size=2)
    assert second.older is None
    assert second.newer is not None


def test_a_row_that_comes_in_between_neither_repeats_nor_hides_another() -> None:
    keys = lay([0, 2, 4, 6])
    first = page(Shift.objects.all(), "starts_at", size=2)
    row = Shift.objects.get(pk=keys[0])
    Shift.objects.create(
        unit_id=row.unit_id, staff_id=row.staff_id, starts_at=START - timedelta(days=1), ends_at=START
    )
    second = page(Shift.objects.all(), "starts_at", before=first.older, size=2)
    assert [row.pk for row in first.rows + second.rows] == keys


@pytest.mark.parametrize(
    "cursor", ["", "~", "x~1", "2020-03-09~", "2020-03-09T00:00:00~7", "~7", "\x00", "9" * 5000]
)
def test_a_cursor_that_cannot_be_read_is_none(cursor: str) -> None:
    keys = lay([0, 1])
    assert [row.pk for row in page(Shift.objects.all(), "starts_at", before=cursor).rows] == keys


def test_every_page_costs_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    lay(list(range(9)))
    first = page(Shift.objects.all(), "starts_at", size=3)
    with django_assert_num_queries(1):  # type: ignore[operator]
        page(Shift.objects.all(), "starts_at", before=first.older, size=3)
