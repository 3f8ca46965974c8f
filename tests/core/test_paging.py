"""Keyset paging, tried on events, which have an instant and a key."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core.paging import Page, page
from fenbo.directory.models import Shift, Staff, Unit, UnitKind

START = datetime(2020, 3, 9, tzinfo=UTC)


@pytest.fixture
def watches(db: None) -> list[Shift]:
    """Ten shifts; the third and the fourth begin at the same instant, of two people."""
    unit = Unit.objects.create(slug="centre", name="分拨中心", kind=UnitKind.CENTRE)
    one, two = (Staff.objects.create(username=name) for name in ("one", "two"))
    begins = [0, 1, 2, 2, 3, 4, 5, 6, 7, 8]
    made = []
    for place, hour in enumerate(begins):
        at = START + timedelta(hours=hour)
        staff = two if place == 3 else one
        made.append(
            Shift.objects.create(unit=unit, staff=staff, starts_at=at, ends_at=at + timedelta(hours=1))
        )
    return made


def turn(**how: Any) -> Page[Shift]:
    return page(Shift.objects.order_by(), "starts_at", size=3, **how)


def keys(found: Page[Shift]) -> list[int]:
    return [row.pk for row in found.rows]


@pytest.mark.parametrize("descending", [False, True])
def test_every_row_comes_once_forward_and_back(watches: list[Shift], descending: bool) -> None:
    wanted = [row.pk for row in watches]
    wanted = wanted[::-1] if descending else wanted
    found = turn(descending=descending)
    pages = [keys(found)]
    assert found.newer is None
    while found.older:
        found = turn(before=found.older, descending=descending)
        pages.append(keys(found))
    assert [len(one) for one in pages] == [3, 3, 3, 1]
    assert [key for one in pages for key in one] == wanted

    back = [keys(found)]
    while found.newer:
        found = turn(after=found.newer, descending=descending)
        back.insert(0, keys(found))
    assert back == pages
    assert found.newer is None


def test_rows_of_the_same_instant_are_parted_by_their_key(watches: list[Shift]) -> None:
    first = turn()

    assert keys(first)[-1] == watches[2].pk
    assert keys(turn(before=first.older))[0] == watches[3].pk


def test_a_row_that_comes_in_between_shifts_nothing(watches: list[Shift]) -> None:
    first = turn(descending=True)
    late = START + timedelta(hours=20)
    Shift.objects.create(
        unit=watches[0].unit, staff=watches[0].staff, starts_at=late, ends_at=late + timedelta(hours=1)
    )

    assert keys(turn(before=first.older, descending=True)) == [row.pk for row in watches[4:7][::-1]]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "~",
        "x~1",
        "2020-03-09T00:00:00~1",
        "2020-03-09T00:00:00+00:00~",
        "2020-03-09T00:00:00+00:00~x",
        None,
    ],
)
def test_a_cursor_that_cannot_be_read_is_none(watches: list[Shift], cursor: str | None) -> None:
    assert keys(turn(before=cursor)) == keys(turn())


def test_a_plus_that_an_address_turned_into_a_space_is_read(watches: list[Shift]) -> None:
    first = turn()
    assert first.older
    assert keys(turn(before=first.older.replace("+", " "))) == keys(turn(before=first.older))


def test_a_page_is_one_query(watches: list[Shift]) -> None:
    with CaptureQueriesContext(connection) as spent:
        turn()
    assert len(spent) == 1


def test_nothing_has_neither_older_nor_newer(db: None) -> None:
    assert turn() == Page([], None, None)
