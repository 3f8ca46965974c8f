"""A follow-up clerk's call in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Followed
from fenbo.journal.consumers import at_once
from tests.cast import PHONE
from tests.console.desks import look_at, sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_clerk_calls_three_requesters(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    # The test may run at night, when nobody is called.
    monkeypatch.setattr("fenbo.followup.hours.OPENS", 0)
    monkeypatch.setattr("fenbo.followup.hours.CLOSES", 24)
    cast = stage()
    with at_once():
        glad = cast.closed(title="工程款何时支付")
        sorry = cast.closed(title="公证处何时恢复办理")
        away = cast.closed(title="律师费标准咨询")
    sit_down(page, "caller")
    look_at(page, "calls")

    page.get_by_role("link", name="工程款何时支付").click()
    look_at(page, "call")
    expect(page.get_by_text(PHONE)).to_have_count(0)
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_text(PHONE)).to_be_visible()
    look_at(page, "call-number")
    page.get_by_label("已接通").check()
    page.get_by_role("group", name="一问").get_by_label("是").check()
    page.get_by_role("group", name="二问").get_by_label("是").check()
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.get_by_text("已记下这次回访。")).to_be_visible()

    page.get_by_role("link", name="公证处何时恢复办理").click()
    page.get_by_label("已接通").check()
    page.get_by_role("group", name="一问").get_by_label("否").check()
    page.get_by_role("group", name="二问").get_by_label("否").check()
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.get_by_text("请写明哪里没有解决").first).to_be_visible()
    look_at(page, "call-refused")
    page.get_by_label("诉求人意见").fill("答复没有说恢复日期")
    page.get_by_label("二次办理理由").fill("请明确恢复办理的日期")
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.get_by_text("已记下这次回访。")).to_be_visible()

    page.get_by_role("link", name="律师费标准咨询").click()
    page.get_by_label("无人接听").check()
    page.get_by_role("button", name="记录", exact=True).click()
    page.get_by_role("link", name="换时段再拨").click()
    expect(page.get_by_role("link", name="律师费标准咨询")).to_be_visible()
    look_at(page, "calls-later")
    page.get_by_role("link", name="已结束").click()
    look_at(page, "calls-ended")

    assert cast.fresh(glad).followed == Followed.SATISFIED
    assert cast.fresh(sorry).state == CaseState.DISPATCHED
    assert cast.fresh(away).followed == Followed.PENDING


def test_a_clerk_records_a_call_by_keyboard_alone(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenbo.followup.hours.OPENS", 0)
    monkeypatch.setattr("fenbo.followup.hours.CLOSES", 24)
    cast = stage()
    with at_once():
        case = cast.closed()
    sit_down(page, "caller")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{case.pk}/")
    page.keyboard.press("n")
    expect(page.get_by_text(PHONE)).to_be_visible()
    page.get_by_label("已接通").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _field in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已记下这次回访。")).to_be_visible()
    assert cast.fresh(case).followed == Followed.SATISFIED
