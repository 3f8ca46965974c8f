"""The screen of the centre: what it says, where each number leads, and how it looks on the wall."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.models import Channel
from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.directory.models import Region, RegionLevel
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk, look_at, sit_down, stage
from tests.seeing import shoot, violations

WALLS = ((1920, 1080), (3840, 2160))


def look(client: Client, name: str = "screen", **query: Any) -> str:
    with at(NOON + hours(1)):
        answer = client.get(reverse(f"console:{name}"), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def numbers(page: str) -> dict[str, str]:
    found = re.findall(r"<div><dt>([^<]+)</dt><dd><a href=\"[^\"]+\">([^<]+)", page)
    return dict(found)


def test_the_numbers_are_those_of_the_cases(cast: Cast) -> None:
    cast.received()
    cast.closed()
    cast.closed(at=NOON - hours(24))
    found = numbers(look(desk(cast, "leader")))

    assert found["今日受理"] == "2"
    assert found["今日办结"] == "1"
    assert found["累计受理"] == "3"
    assert found["累计办结"] == "2"
    assert found["办结率"] == "66.7"
    assert found["在办"] == "1"


def test_each_number_opens_the_list_that_makes_it(cast: Cast) -> None:
    cast.received()
    cast.closed()
    cast.closed(at=NOON - hours(24))
    client = desk(cast, "leader")
    page = look(client)
    links = re.findall(r"<dt>([^<]+)</dt><dd><a href=\"(/desk/reports/[^\"]+)\">([0-9,]+)<", page)

    assert len(links) == 5
    for label, url, number in links:
        with at(NOON + hours(1)):
            listed = client.get(url.replace("&amp;", "&")).content.decode()
        assert f"共 {number} 件" in listed, label


def test_seats_and_queue_lead_to_the_wall_of_seats(cast: Cast) -> None:
    page = look(desk(cast, "leader"))
    for label in ("通话", "就绪", "离席", "排队"):
        assert re.search(
            rf'<dt>{label}</dt><dd><a href="{reverse("console:wall")}(#waiting)?">0</a>', page
        ), label


def test_a_prefecture_opens_into_its_counties(cast: Cast) -> None:
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    xining = Region.objects.create(
        code="630100", name="西宁市", level=RegionLevel.PREFECTURE, parent=province
    )
    Region.objects.create(code="630105", name="城北区", level=RegionLevel.COUNTY, parent=xining)
    cast.received(region="630105")
    client = desk(cast, "leader")

    assert '<a href="?place=630100">西宁市</a>' in look(client)
    inside = look(client, place="630100")
    assert 'region=630105">城北区</a>' in inside
    assert "回到全省" in inside


@pytest.mark.parametrize("place", ["630000", "110100", "6301", "x", "63010０"])
def test_a_place_that_is_none_shows_the_province(cast: Cast, place: str) -> None:
    assert "诉求分布" in look(desk(cast, "leader"), place=place)


def test_without_outlines_the_table_remains(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenbo.reporting.outlines.drawing", lambda: None)

    assert "没有安装地图轮廓" in look(desk(cast, "leader"))


@pytest.mark.parametrize("name", ["screen", "screen_now", "screen_meaning"])
@pytest.mark.parametrize("who", ["handler", "dispatcher", "outsider"])
def test_it_is_for_those_who_lead(cast: Cast, name: str, who: str) -> None:
    assert desk(cast, who).get(reverse(f"console:{name}")).status_code == 403


def furnish(cast: Cast) -> None:
    """A province with something everywhere."""
    top = Category.objects.create(code="04", name="财政税收")
    for number in range(11, 22):
        Category.objects.create(code=str(number), name="重大项目与建筑施工及其他事项")
    for code, name in (("0401", "减税降费"), ("0402", "工程款支付")):
        Category.objects.create(code=code, name=name, parent=top)
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    names = ("西宁市 630100", "海东市 630200", "海北州 632200", "黄南州 632300", "海南州 632500", "果洛州 632600",
             "玉树州 632700", "海西州 632800")  # fmt: skip
    for text in names:
        name, code = text.split()
        region = Region.objects.create(code=code, name=name, level=RegionLevel.PREFECTURE, parent=province)
        if code == "630100":
            for inside, county in (
                ("630105", "城北区"),
                ("630106", "湟中区"),
                ("630121", "大通县"),
                ("630123", "湟源县"),
            ):
                Region.objects.create(code=inside, name=county, level=RegionLevel.COUNTY, parent=region)
    lapsing.forget_all()
    for number, text in enumerate(names):
        code = text.split()[1]
        for _turn in range(8 - number):
            cast.received(region=code, category="0402", channel=Channel.HOTLINE, title="工程款什么时候支付")
    for number in range(11, 22):
        cast.received(category=str(number))
    cast.closed(region="630105", category="0401")
    cast.dispatched("finance", at=cast.now - hours(5))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_hangs_on_the_wall_and_turns(page: Page) -> None:
    cast = stage()
    furnish(cast)
    sit_down(page, "leader")
    page.goto(reverse("console:screen"))
    for size in WALLS:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for slide in (1, 2, 3, 4):
            expect(page.locator("#screen")).to_have_attribute("data-slide", str(slide))
            page.wait_for_timeout(300)
            shoot(page, f"screen-{size[0]}-{slide}")
            assert not violations(page)
            # Nothing is cut off at the foot of the wall.
            foot = page.evaluate(
                "Math.max(...[...document.querySelectorAll('.slide__part')].map(e => e.getBoundingClientRect().bottom))"
            )
            assert foot <= size[1], f"slide {slide} ends at {foot} of {size[1]}"
            page.keyboard.press("ArrowRight")
    look_at(page, "screen")
    page.goto(reverse("console:screen") + "?place=630100")
    page.set_viewport_size({"width": 1920, "height": 1080})
    shoot(page, "screen-1920-place")
    page.goto(reverse("console:screen_meaning"))
    look_at(page, "screen-meaning")
    page.goto(reverse("console:reports"))
    look_at(page, "reports")
    page.goto(reverse("console:reports") + "?since=2020-03-09&until=2020-03-01")
    expect(page.get_by_text("结束日期早于开始日期").first).to_be_visible()
    look_at(page, "reports-wrong")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_says_how_old_it_is_and_catches_up_when_the_line_is_back(page: Page) -> None:
    """Here no live process answers: the stream is refused again and again, and the page still knows its age."""
    cast = stage()
    cast.received()
    sit_down(page, "leader")
    page.route("**/live/screen", lambda route: route.abort())
    page.goto(reverse("console:screen"))
    expect(page.locator("[data-screen-link]")).to_have_text("正在重新连接")
    expect(page.locator("[data-screen-age]")).to_contain_text("3 秒前", timeout=6000)
    cast.received()
    page.unroute("**/live/screen")
    page.route(
        "**/live/screen",
        lambda route: route.fulfill(content_type="text/event-stream", body="event: open\ndata: 1\n\n"),
    )
    expect(page.locator(".screen__numbers dd").first).to_have_text("2")
