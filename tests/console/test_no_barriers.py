"""Every page of the unit's, the clerk's and the supervisor's desk that no journey passes: no barrier, nothing too wide."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.operations import extensions, returns, units
from fenbo.console.unit.actions import OWN
from fenbo.supervision.models import Card, Colour
from fenbo.supervision.operations import orders
from fenbo.supervision.operations.reminders import remind
from tests.console.desks import look_at, sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_forms_of_every_action_of_a_unit(page: Page) -> None:
    cast = stage()
    order = cast.signed(title="工程款何时支付")
    units.contact(order_id=order.pk, reached=False, text="无人接听", actor=cast.handler, now=cast.now)
    sit_down(page, "handler")

    for action in OWN:
        if action.name not in ("sign-in", "reply", "delegate"):
            page.goto(reverse("console:order_act", args=[order.pk, action.name]))
            expect(page.locator("#act")).to_contain_text(str(action.label))
            look_at(page, f"unit-{action.name}")


def test_what_a_unit_sees_of_those_it_asked(page: Page) -> None:
    cast = stage()
    order = cast.signed(title="工程款何时支付", co=("commerce",))
    units.delegate(
        order_id=order.pk,
        unit_id=cast.unit["prisons"].pk,
        instruction="请核对账目",
        actor=cast.handler,
        now=cast.now,
    )
    child = order.children.get()
    units.sign_in(order_id=child.pk, actor=cast.beneath, now=cast.now)
    units.reply(order_id=child.pk, text="账目已核对。", basis="条例", actor=cast.beneath, now=cast.now)
    helper = order.case.orders.get(unit=cast.unit["commerce"])
    returns.ask_return(order_id=helper.pk, reason="不属职责", actor=cast.neighbour, now=cast.now)
    extensions.ask_extension(
        order_id=order.pk, working_days=2, reason="等待鉴定", actor=cast.handler, now=cast.now
    )
    sit_down(page, "handler")

    page.goto(reverse("console:order", args=[order.pk]))
    look_at(page, "unit-order-helped")
    page.locator("#helpers").get_by_role("link", name="采纳回复").click()
    look_at(page, "unit-helper")
    page.goto(reverse("console:inbox") + "?tray=helpers")
    look_at(page, "unit-helpers")


def test_chasing_one_case_and_taking_a_card_back(page: Page) -> None:
    cast = stage()
    case = cast.signed(title="工程款何时支付").case
    remind(case_id=case.pk, text="请加快", actor=cast.dispatcher, now=cast.now)
    order = orders.supervise(
        case_id=cast.signed(title="公证何时恢复").case_id,
        text="请说明",
        due_at=cast.now + timedelta(minutes=1),
        actor=cast.supervisor,
        now=cast.now,
    )
    orders.answer(order_id=order.pk, text="已恢复", actor=cast.handler, now=cast.now + timedelta(hours=1))
    orders.strike_off(order_id=order.pk, remark="同意", actor=cast.supervisor, now=cast.now)
    card = Card.objects.create(
        unit=cast.unit["justice"], colour=Colour.RED, reason="督办逾期", given_by="督办员", given_at=cast.now
    )
    sit_down(page, "supervisor")

    for name, url in {
        "remind": reverse("console:chase", args=[case.pk, "remind"]),
        "supervise": reverse("console:chase", args=[case.pk, "supervise"]),
        "case-chased": reverse("console:case", args=[case.pk]),
        "supervision-closed": reverse("console:supervision_order", args=[order.pk]),
        "supervision-orders-closed": reverse("console:supervision_orders") + "?state=closed",
        "cards-red": reverse("console:cards"),
        "card-withdraw": reverse("console:card_withdraw", args=[card.pk]),
    }.items():
        page.goto(url)
        look_at(page, name)
    page.get_by_label("事由").fill("误判")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销。")).to_be_visible()


def test_where_the_digest_goes(page: Page) -> None:
    stage()
    sit_down(page, "handler")
    page.goto("/desk/notices/")
    page.get_by_role("link", name="汇总发到哪里").click()
    page.get_by_label("电子邮件").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("请填写邮箱。").first).to_be_visible()
    look_at(page, "digest-wish")
    page.locator("[name=email]").fill("handler@12345.example")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
