"""My requests in a real browser, on a phone and on a desk: no barrier, nothing too wide."""

import json
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from fenbo.cases.models import Channel
from fenbo.notices.models import Message
from fenbo.notices.texts import Text
from tests.cast import PHONE
from tests.console.desks import look_at, stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_telephone_to_the_list_and_out_again(page: "Page", settings: Settings) -> None:
    settings.SMS = {
        **settings.SMS,
        "provider": "aliyun",
        "key_id": "k",
        "secret": "s",
        "templates": {"code": "SMS_9"},
    }
    settings.WECHAT = {**settings.WECHAT, "app_id": "wx0123456789abcdef", "secret": "secret"}
    cast = stage()
    cast.received(title="工程款何时支付")
    cast.received(title="路灯不亮", channel=Channel.HOTLINE)

    page.goto("/follow/")
    page.get_by_role("link", name="用手机号查看您的全部诉求").click()
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_text("同意后才能继续。").first.wait_for()
    look_at(page, "mine-refused")
    page.locator("[name=phone]").fill(f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}")
    page.locator("[name=agree]").check()
    look_at(page, "mine-phone")
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/mine/code/**")
    look_at(page, "mine-code")
    page.locator("[name=code]").fill(json.loads(Message.objects.get(kind=Text.CODE).values)["code"])
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name="路灯不亮").wait_for()
    look_at(page, "mine")
    page.locator("[name=agree]").check()
    page.get_by_role("button", name="关联微信").click()
    page.get_by_text("5 分钟内在微信公众号里发送").wait_for()
    look_at(page, "mine-wechat")
    page.get_by_role("link", name="工程款何时支付").click()
    page.get_by_role("heading", name="工程款何时支付").wait_for()
    page.goto("/mine/")
    page.get_by_role("button", name="取消关联").click()
    page.get_by_role("button", name="获取验证码").wait_for()
