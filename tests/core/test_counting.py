"""Counting several things at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core.counting import count_each
from fenbo.directory.models import Region, RegionLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _regions() -> None:
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    for number in range(1, 6):
        Region.objects.create(
            code=f"630{number}00", name=f"市{number}", level=RegionLevel.PREFECTURE, parent=province
        )


def test_each_is_counted_as_far_as_wanted_and_in_one_query() -> None:
    prefectures = Region.objects.filter(level=RegionLevel.PREFECTURE)
    with CaptureQueriesContext(connection) as asked:
        found = count_each(
            3,
            prefectures=prefectures,
            provinces=Region.objects.filter(level=RegionLevel.PROVINCE),
            nothing=Region.objects.none(),
            nobody=Region.objects.filter(code="999999"),
        )
    assert found == {"prefectures": 3, "provinces": 1, "nothing": 0, "nobody": 0}
    assert len(asked) == 1


def test_a_row_that_is_joined_several_times_counts_once() -> None:
    around = Region.objects.filter(children__level=RegionLevel.PREFECTURE)
    assert count_each(100, joined=around.distinct(), regions=Region.objects.all())["joined"] == 1
