"""The leader's first page."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.models import Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.console.lead import figures
from fenbo.directory.models import Region, RegionLevel
from fenbo.reporting.trends import Share
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk

EVENING = NOON + hours(6)


@pytest.fixture
def chief(cast: Cast) -> Client:
    return desk(cast, "leader")


def look(client: Client, **query: Any) -> str:
    with at(EVENING):
        answer = client.get(reverse("console:figures"), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def figure(page: str, label: str) -> str:
    """What stands under a label: the number, then its notes."""
    found = re.search(rf"<dt>(?:<a [^>]*>)?{label}(?:</a>)?</dt>(.*?)</div>", page)
    assert found, label
    return re.sub(r"<[^>]+>", " ", found.group(1)).strip()


def test_today_stands_first_with_its_change_from_yesterday(cast: Cast, chief: Client) -> None:
    cast.received(at=NOON - timedelta(days=1))
    cast.received()
    cast.closed()
    page = look(chief)

    assert figure(page, "今日受理").startswith("2")
    assert "比前一日多 1" in figure(page, "今日受理")
    assert figure(page, "今日办结").startswith("1")
    assert figure(page, "在办").startswith("2")


def test_the_rate_to_now_shows_what_it_is_a_rate_of(cast: Cast, chief: Client) -> None:
    for _number in range(3):
        cast.closed()
    cast.received()
    page = look(chief)

    assert figure(page, "累计受理").startswith("4")
    assert "75.0" in figure(page, "累计办结率")
    assert "3 / 4 件" in figure(page, "累计办结率")


def test_what_burns_leads_to_where_it_is_chased(cast: Cast, chief: Client) -> None:
    cast.received()
    cast.dispatched(at=EVENING - hours(1.6))
    page = look(chief)

    assert figure(page, "已经超时的环节") == "1"
    assert figure(page, "即将到期的环节") == "1"
    assert f'href="{reverse("console:warnings")}"' in page


def test_every_day_of_the_period_is_in_the_chart_and_in_its_table(cast: Cast, chief: Client) -> None:
    cast.received(at=NOON - timedelta(days=2))
    cast.closed()
    page = look(chief, since="2020-03-06", until="2020-03-09")

    data = re.search(r'<script id="daily" type="application/json">(.*?)</script>', page)
    assert data
    chart = json.loads(data.group(1))
    assert chart["labels"] == ["3月6日", "3月7日", "3月8日", "3月9日"]
    assert [series["values"] for series in chart["series"]] == [[0, 1, 0, 1], [0, 0, 0, 1]]
    assert page.count('<th scope="row">2020-03-') == 4


def test_it_is_divided_by_subject_place_way_and_kind(cast: Cast, chief: Client) -> None:
    top = Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0402", name="工程款", parent=top)
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    Region.objects.create(code="630100", name="西宁市", level=RegionLevel.PREFECTURE, parent=province)
    cast.received(category="0402", region="630100", channel=Channel.HOTLINE, kind=Kind.COMPLAINT)
    cast.received(category="0402", region="630000", channel=Channel.HOTLINE)
    cast.received()
    page = look(chief)

    found = dict(re.findall(r'<tr><th scope="row">([^<]+)</th><td>.*?</td><td>([^<]+)</td></tr>', page))
    assert found == {
        "财政税收": "2 · 66.7%",
        "未分类": "1 · 33.3%",
        "西宁市": "1 · 33.3%",
        "青海省": "1 · 33.3%",
        "未填地区": "1 · 33.3%",
        "热线": "2 · 66.7%",
        "网站": "1 · 33.3%",
        "求助": "2 · 66.7%",
        "投诉": "1 · 33.3%",
    }


def test_a_long_list_ends_in_the_rest() -> None:
    shares = [Share(str(n), f"类{n}", 2) for n in range(20)]

    bars = figures._bars(shares, "未分类")
    assert len(bars) == 13
    assert bars[-1] == ("其余", 16)
    assert figures._bars([], "未分类") == []


def test_a_new_service_has_nothing_to_show_and_says_so(cast: Cast, chief: Client) -> None:
    page = look(chief)

    assert figure(page, "累计办结率") == "—"
    assert "样本太少，不计率" in page
    assert "这段时间没有受理" in page


@pytest.mark.parametrize("who", ["handler", "caller", "dispatcher", "outsider"])
def test_it_is_for_leaders_and_supervisors(cast: Cast, who: str) -> None:
    assert desk(cast, who).get(reverse("console:figures")).status_code == 403


def test_a_leader_lands_here(cast: Cast, chief: Client) -> None:
    assert chief.get(reverse("console:home")).headers["Location"] == reverse("console:figures")


def test_more_cases_and_days_take_no_more_queries(cast: Cast, chief: Client) -> None:
    for _number in range(2):
        cast.closed()
    look(chief, since="2020-03-08", until="2020-03-09")
    with CaptureQueriesContext(connection) as few:
        look(chief, since="2020-03-08", until="2020-03-09")
    for _number in range(18):
        cast.closed()
    with CaptureQueriesContext(connection) as many:
        look(chief, since="2020-02-01", until="2020-03-09")

    assert len(few) == len(many)
