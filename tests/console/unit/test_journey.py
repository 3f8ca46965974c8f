"""A handler's day in a real browser."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from fenbo.cases.lifecycle import CaseState, OrderState
from tests.console.desks import look_at, sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_handler_signs_in_asks_below_and_replies(page: Page) -> None:
    cast = stage()
    order = cast.dispatched(title="工程款何时支付")
    cast.dispatched(title="办理公证需要哪些材料")
    sit_down(page, "handler")
    look_at(page, "unit-inbox")

    page.get_by_role("link", name="工程款何时支付").click()
    look_at(page, "unit-order-given")
    page.locator("#act").get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收，请尽快联系诉求人。")).to_be_visible()
    look_at(page, "unit-order-signed")

    page.get_by_role("link", name="转派下级").click()
    page.get_by_label("转派给下级单位").fill("省监狱管理局")
    page.get_by_label("办理要求").fill("请核对账目")
    look_at(page, "unit-delegate")
    page.locator("#act").get_by_role("button", name="转派下级").click()
    expect(page.locator("#helpers")).to_contain_text("省监狱管理局")

    page.get_by_label("回复内容").fill("经核实，本月底前支付。")
    expect(page.locator("#saved")).to_contain_text("草稿已保存", timeout=8000)
    page.get_by_role("button", name="提交回复").click()
    expect(page.get_by_text("还有单位没有回复：省监狱管理局").first).to_be_visible()
    look_at(page, "unit-order-waits")
    expect(page.get_by_label("回复内容")).to_have_value("经核实，本月底前支付。")

    page.locator("#helpers").get_by_role("link", name="撤回").click()
    page.get_by_label("理由").fill("本厅直接答复")
    page.locator("#act").get_by_role("button", name="撤回").click()
    page.get_by_role("button", name="提交回复").click()
    expect(page.get_by_text("已提交回复。")).to_be_visible()
    page.get_by_role("link", name=re.compile("待审核")).click()
    expect(page.get_by_role("link", name="工程款何时支付")).to_be_visible()
    assert cast.fresh(order).state == CaseState.REPLIED


def test_a_handler_works_by_keyboard_alone(page: Page) -> None:
    cast = stage()
    order = cast.dispatched(title="工程款何时支付")
    sit_down(page, "handler")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{order.pk}/")
    page.keyboard.press("s")
    page.locator("#act").get_by_role("button", name="签收").press("Enter")
    expect(page.get_by_text("已签收")).to_be_visible()
    page.keyboard.press("c")
    page.get_by_label("已联系上").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("已电话联系，三天内答复")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已记下联系情况。")).to_be_visible()
    order.refresh_from_db()
    assert order.state == OrderState.SIGNED
    assert order.contacted_at is not None
    assert order.contacted_at.astimezone(UTC) <= datetime.now(UTC)
