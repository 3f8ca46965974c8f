"""A call at the agent's desk in a real browser, on the simulated line."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from fenbo.catalogue.models import Category
from fenbo.hotline.models import Call, CallOutcome
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.simulated import Simulated
from tests.cast import PHONE
from tests.console.desks import look_at, sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_agent_takes_two_calls(page: Page, settings: Settings) -> None:
    settings.DEMO = True
    cast = stage()
    lay_defaults()
    Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0401", name="工程款拖欠", parent_id="04")
    cast.received(title="上个月的工程款")
    sit_down(page, "agent")

    page.get_by_role("link", name="接听台").click()
    look_at(page, "hotline-seat")
    page.get_by_role("button", name="签入", exact=True).click()
    page.get_by_role("button", name="就绪", exact=True).click()
    look_at(page, "hotline-ready")
    page.get_by_label("来电号码").fill(PHONE)
    page.get_by_role("button", name="拨入").click()
    expect(page.get_by_role("heading", name="来电振铃")).to_be_visible()
    expect(page.get_by_role("link", name="上个月的工程款")).to_be_visible()
    look_at(page, "hotline-ringing")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="通话中")).to_be_visible()
    look_at(page, "hotline-talking")
    page.locator("#pop").get_by_role("link", name="登记诉求").click()
    expect(page.get_by_label("来电号码")).to_have_value(PHONE)
    page.get_by_label("内容", exact=False).first.fill("货车在收费站被拦下，无法进城卸货，请协调。")
    page.get_by_role("button", name="受理").click()
    page.wait_for_url("**/taken/")
    page.get_by_role("link", name="接听台").click()
    expect(page.get_by_text("已登记")).to_be_visible()
    page.get_by_role("button", name="挂断").click()
    expect(page.get_by_text("已挂断")).to_be_visible()
    first = Call.objects.get()
    assert first.case
    assert first.outcome == CallOutcome.WORK_ORDER

    page.get_by_role("button", name="就绪", exact=True).click()
    page.get_by_role("button", name="拨入").click()
    page.get_by_role("button", name="接听").click()
    page.get_by_role("button", name="挂断").click()
    look_at(page, "hotline-wrap-up")
    page.get_by_label("分类").fill("工程款拖欠")
    page.get_by_label("备注").fill("已告知办理流程")
    page.get_by_role("button", name="记下并就绪").click()
    expect(page.get_by_text("已记下这通来电。")).to_be_visible()
    expect(page.locator("#pop .tag").get_by_text("就绪")).to_be_visible()

    switch = Simulated()
    switch.hang_up(switch.call_in(line="12345", phone=PHONE))
    page.get_by_role("link", name="未接来电").first.click()
    look_at(page, "hotline-callbacks")
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_text(PHONE)).to_be_visible()
    page.get_by_role("button", name="已接通").click()
    expect(page.get_by_text("已记下这次回电。")).to_be_visible()
