"""A leader's morning in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fenbo.cases.models import Channel
from fenbo.catalogue.kinds import Kind
from tests.console.desks import look_at, sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_leader_reads_the_figures_and_looks_where_it_burns(page: Page) -> None:
    cast = stage()
    for days in range(6):
        at = cast.now - timedelta(days=days, hours=1)
        for _number in range(1 + days % 3):
            cast.closed(at=at, channel=Channel.HOTLINE, kind=Kind.CONSULTATION)
        cast.received(at=at, title=f"还没办的第{days}件")
    sit_down(page, "leader")

    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    expect(page.locator("[data-chart] svg")).to_be_visible()
    look_at(page, "figures")
    page.get_by_text("每日数字").click()
    expect(page.get_by_role("table", name="每日受理与办结")).to_be_visible()

    page.get_by_role("link", name="已经超时的环节").click()
    expect(page.get_by_role("link", name="还没办的第5件")).to_be_visible()
    page.go_back()
    page.get_by_label("从").fill((cast.now - timedelta(days=2)).strftime("%Y-%m-%d"))
    page.get_by_role("button", name="筛选").press("Enter")
    expect(page.get_by_role("link", name="清除筛选")).to_be_visible()
    page.get_by_role("link", name="各单位三率").click()
    look_at(page, "rates-filled")
    page.get_by_role("link", name="用时").click()
    look_at(page, "burnt-filled")
