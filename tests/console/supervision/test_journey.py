"""A supervisor's round in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fenbo.core.clock import SHANGHAI
from fenbo.supervision.models import Reminder, SupervisionOrder, SupervisionState
from fenbo.supervision.operations import orders, warnings
from tests.console.desks import look_at, sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_supervisor_chases_what_is_late(page: Page) -> None:
    cast = stage()
    long_ago = cast.now - timedelta(hours=30)
    cast.signed(at=long_ago, title="工程款何时支付")
    cast.dispatched("commerce", at=long_ago, title="口罩到哪里买")
    cast.received(at=cast.now - timedelta(minutes=25), title="货车进不了园区")
    cast.closed(at=long_ago, title="公证处何时恢复办理")
    warnings.warn(now=cast.now)
    sit_down(page, "supervisor")
    look_at(page, "warnings")

    page.get_by_label("全选").check()
    expect(page.locator("[data-picked]")).not_to_have_text("0")
    page.get_by_label("催办或督办要求").fill("请今天内办结")
    look_at(page, "warnings-picked")
    page.get_by_role("button", name="催办", exact=True).click()
    expect(page.get_by_text("已催办 2 件。")).to_be_visible()
    assert Reminder.objects.count() >= 2

    page.get_by_role("row", name="工程款何时支付").get_by_role("checkbox").first.check()
    page.get_by_label("催办或督办要求").fill("请说明为何超时")
    page.get_by_label("答复期限").fill(
        (cast.now + timedelta(hours=4)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    )
    page.get_by_role("button", name="督办", exact=True).click()
    expect(page.get_by_text("已督办 1 件。")).to_be_visible()
    page.get_by_role("link", name="即将到期").click()
    look_at(page, "warnings-amber")

    page.get_by_role("link", name="督办单").click()
    look_at(page, "supervision-orders")
    orders.answer(
        order_id=SupervisionOrder.objects.get().pk, text="资金今天到账", actor=cast.handler, now=cast.now
    )
    page.get_by_role("link", name="待销号").click()
    page.get_by_role("link", name="工程款何时支付").click()
    look_at(page, "supervision-order")
    page.get_by_label("意见").first.fill("同意销号")
    page.get_by_role("button", name="销号", exact=True).click()
    expect(page.get_by_text("已销号。")).to_be_visible()
    assert SupervisionOrder.objects.get().state == SupervisionState.CLOSED

    for name, picture in (("三率", "rates"), ("用时", "burnt"), ("黄红牌", "cards")):
        page.get_by_role("link", name=name, exact=True).click()
        look_at(page, picture)
    page.get_by_role("link", name="出牌 省司法厅").click()
    look_at(page, "card")
    page.get_by_label("事由").fill("答复超时，未说明原因")
    page.get_by_role("button", name="出牌").click()
    expect(page.get_by_text("已出牌。")).to_be_visible()
    look_at(page, "cards-given")


def test_a_unit_answers_a_supervision_order_from_its_inbox(page: Page) -> None:
    cast = stage()
    order = cast.signed(title="工程款何时支付")
    orders.supervise(
        case_id=order.case_id,
        text="请说明进展",
        due_at=cast.now + timedelta(hours=4),
        actor=cast.supervisor,
        now=cast.now,
    )
    sit_down(page, "handler")

    expect(page.get_by_text("督办待答复")).to_be_visible()
    look_at(page, "unit-inbox-supervised")
    page.get_by_role("link", name="工程款何时支付").first.click()
    page.get_by_label("答复督办").fill("已列入今天的支付计划")
    look_at(page, "supervision-order-answer")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("已答复督办。")).to_be_visible()
    assert SupervisionOrder.objects.get().answer == "已列入今天的支付计划"
