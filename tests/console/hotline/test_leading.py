"""A leader looks after the hotline, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fenbo.catalogue.models import Category
from fenbo.core import clock
from fenbo.hotline.models import Call, CallOutcome, CallState, Presence
from fenbo.hotline.operations import Told, record_call, seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.simulated import Simulated
from tests.console.desks import look_at, sit_down, stage
from tests.console.hotline.staged import always_moving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Came = CallOutcome


def test_a_leader_reads_the_figures_of_the_hotline(page: Page) -> None:
    cast = stage()
    Category.objects.create(code="04", name="财政税收与政府采购及其他有很长名称的事项分类")
    Category.objects.create(code="0401", name="工程款拖欠", parent_id="04")
    for number in range(40):
        gone = number % 19 == 18
        record_call(
            Told(
                call_id=f"call-{number}",
                began_at=cast.now - timedelta(hours=1 + number % 11),
                rang_seconds=3 + number % 17,
                talked_seconds=0 if gone else 60 + number * 7,
                outcome=Came.ABANDONED if gone else Came.ANSWERED_AT_ONCE,
                category="0401" if number % 3 and not gone else None,
            )
        )
    sit_down(page, "leader")
    page.get_by_role("link", name="话务统计").click()

    expect(page.locator("[data-chart] svg")).to_be_visible()
    expect(page.get_by_text("达到 95% 的目标")).to_be_visible()
    look_at(page, "call-figures")
    page.get_by_text("各时段数字").click()
    expect(page.get_by_role("table", name="各时段来电")).to_be_visible()
    page.get_by_label("从").fill("2020-01-01")
    page.get_by_label("到", exact=True).fill("2020-01-02")
    page.get_by_role("button", name="筛选").press("Enter")
    expect(page.get_by_text("这段时间没有来电")).to_be_visible()
    look_at(page, "call-figures-empty")


def test_a_leader_watches_the_seats(page: Page) -> None:
    cast = stage()
    lay_defaults()
    sit_down(page, "leader")
    page.get_by_role("link", name="席位墙").click()
    expect(page.get_by_text("没有人签入席位")).to_be_visible()
    look_at(page, "wall-empty")

    always_moving(page)
    page.reload()
    switch = Simulated()
    for number, who in enumerate(("agent", "dispatcher")):
        seats.log_in(seat=f"800{number + 1}", actor=getattr(cast, who), now=clock.now())
    seats.set_presence(presence=Presence.READY, actor=cast.agent, now=clock.now())
    for number in range(3):
        switch.call_in(line="12345", phone=f"1389721000{number}")
    expect(page.get_by_role("listitem").filter(has_text="8001")).to_contain_text("振铃")
    switch.answer(Call.objects.get(state=CallState.RINGING).call_id, seat="8001")
    talking = page.get_by_role("listitem").filter(has_text="8001")
    expect(talking).to_contain_text("通话")
    expect(talking).to_contain_text("138****0000")
    expect(page.get_by_text("13897210000")).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="8002")).to_contain_text("休息")
    # Seconds go on by themselves.
    expect(talking.locator("time")).to_have_text(re.compile("0:0[2-9]"))
    look_at(page, "wall")


def test_a_leader_takes_part_in_a_call(page: Page) -> None:
    cast = stage()
    lay_defaults()
    seats.log_in(seat="8001", actor=cast.agent, now=clock.now())
    seats.set_presence(presence=Presence.READY, actor=cast.agent, now=clock.now())
    switch = Simulated()
    switch.answer(switch.call_in(line="12345", phone="13897210001"), seat="8001")
    sit_down(page, "leader")
    page.get_by_role("link", name="席位墙").click()
    card = page.get_by_role("listitem").filter(has_text="agent同志")
    expect(card.get_by_role("button")).to_have_count(0)
    page.locator("[name=seat]").select_option("8020")
    page.get_by_role("button", name="签入").click()
    card.get_by_role("button", name="监听").click()
    expect(card).to_contain_text("8020 监听")
    look_at(page, "wall-attended")
    card.get_by_role("button", name="耳语").click()
    expect(card).to_contain_text("8020 耳语")
    card.get_by_role("button", name="退出").click()
    expect(card.get_by_role("button", name="退出")).to_have_count(0)
    card.get_by_role("button", name="接管").click()
    expect(page.get_by_role("listitem").filter(has_text="leader同志")).to_contain_text("通话")
    expect(card).to_contain_text("整理")
    page.get_by_role("button", name="签出席位").click()
    expect(page.get_by_role("button", name="签入")).to_be_visible()
