"""What the screen on the wall shows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.operations.intake import Who
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.core.errors import MissingDuty
from fenbo.directory.models import Region, RegionLevel
from fenbo.reporting import screen as reporting
from tests.cast import NOON, Cast, hours

TODAY = date(2020, 3, 9)


@pytest.fixture
def places(cast: Cast) -> Cast:
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    xining = Region.objects.create(
        code="630100", name="西宁市", level=RegionLevel.PREFECTURE, parent=province
    )
    Region.objects.create(code="630105", name="城北区", level=RegionLevel.COUNTY, parent=xining)
    Region.objects.create(code="320000", name="江苏省", level=RegionLevel.PROVINCE)
    lapsing.forget_all()
    return cast


def test_a_prefecture_has_its_counties_and_the_rest_stands_apart(places: Cast) -> None:
    for region in ("630105", "630100", "630000", "320000", None):
        places.received(region=region)
    found = {one.code: one.part.number for one in reporting.screen(places.leader, NOON).places}

    assert found == {"630100": 2, "630105": 1, "630000": 1, "else": 1, "": 1}


def test_what_is_asked_more_than_the_week_before_is_hot(cast: Cast) -> None:
    top = Category.objects.create(code="04", name="财政税收")
    for code, name in (("0401", "减税"), ("0402", "工程款"), ("0403", "社保")):
        Category.objects.create(code=code, name=name, parent=top)
    for category, before, now in (("0401", 3, 1), ("0402", 1, 4), ("0403", 0, 2)):
        for _turn in range(before):
            cast.received(category=category, at=NOON - timedelta(days=8))
        for _turn in range(now):
            cast.received(category=category)

    hot = reporting.hot(TODAY)
    assert [(one.name, one.now, one.rise) for one in hot] == [("工程款", 4, 3), ("社保", 2, 2)]


def test_the_newest_are_redacted_and_none_is_secret(cast: Cast) -> None:
    cast.received(title="我是王小明，电话13897210001，何时复工")
    cast.received(title="举报某局长收钱", kind=Kind.REPORT)
    cast.received(title="请为我保密", is_confidential=True)
    cast.received(title="口罩去哪里买", who=Who(is_anonymous=True))
    titles = [one.title for one in reporting.screen(cast.leader, NOON).newest]

    assert len(titles) == 2
    assert titles[0] == "口罩去哪里买"
    assert "13897210001" not in titles[1]
    assert "王小明" not in titles[1]


def test_a_past_that_was_played_back_shows_its_own_last_days(cast: Cast) -> None:
    for days in (0, 1, 20):
        cast.received(at=NOON - timedelta(days=days))
    now = reporting.screen(cast.leader, NOON)
    lapsing.forget_all()
    later = reporting.screen(cast.leader, NOON + timedelta(days=2000))

    assert now.latest == later.latest == TODAY
    assert [day.received for day in later.days[-2:]] == [1, 1]
    assert later.day.received == 0
    assert (later.counts.received, now.day.received) == (3, 1)


def test_loads_name_special_groups_first(cast: Cast) -> None:
    cast.dispatched("justice")
    cast.dispatched("commerce")
    cast.dispatched("commerce")
    cast.dispatched("finance", at=NOON - hours(5))
    loads = reporting.screen(cast.leader, NOON).loads

    assert [(str(load.unit), load.open) for load in loads] == [
        ("财政税收保障组", 1),
        ("省商务厅", 2),
        ("省司法厅", 1),
    ]
    assert loads[0].red == 1


def test_it_costs_the_same_whatever_there_is(cast: Cast) -> None:
    cast.closed()
    cast.received()
    reporting.screen(cast.leader, NOON)
    with CaptureQueriesContext(connection) as few:
        reporting.screen(cast.leader, NOON)
    for _turn in range(18):
        cast.received(at=NOON - hours(30))
    cast.received()
    reporting.screen(cast.leader, NOON)
    with CaptureQueriesContext(connection) as many:
        reporting.screen(cast.leader, NOON)

    assert len(many) == len(few)


@pytest.mark.parametrize("who", ["handler", "agent", "outsider"])
def test_it_is_for_those_who_lead(cast: Cast, who: str) -> None:
    with pytest.raises(MissingDuty):
        reporting.screen(getattr(cast, who), NOON)
