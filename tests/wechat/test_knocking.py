"""Whose word is taken for WeChat's, and what becomes of everything else."""

import pytest
from django.test import Client
from pytest_django import Settings

from fenbo.wechat.models import Heard, WechatUser
from fenbo.wechat.protocol import LONGEST_BODY
from tests.wechat.phone import Phone, drawn, signed

pytestmark = pytest.mark.usefixtures("cast")


def test_wechat_is_shown_that_the_address_is_ours(client: Client) -> None:
    shown = client.get("/wechat/", {**signed(), "echostr": "5678 <b>"})

    assert (shown.status_code, shown.content) == (200, b"5678 <b>")
    assert shown.headers["Content-Type"].startswith("text/plain")
    assert client.get("/wechat/", {**signed(), "echostr": "1", "signature": "x"}).status_code == 403
    assert client.get("/wechat/").status_code == 403


def test_without_an_account_there_is_nobody_here(client: Client, settings: Settings) -> None:
    settings.WECHAT = {**settings.WECHAT, "token": ""}

    assert client.get("/wechat/", signed()).status_code == 404
    assert client.post("/wechat/").status_code == 404


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_both_ways_of_sending_are_answered_in_kind(is_encrypted: bool) -> None:
    assert "12345" in Phone(is_encrypted=is_encrypted).does("subscribe")


def test_safe_mode_takes_no_plain_message(settings: Settings) -> None:
    settings.WECHAT = {**settings.WECHAT, "mode": "safe"}
    phone = Phone(is_encrypted=False)
    query, body = signed(), drawn(ToUserName="gh", FromUserName="o", CreateTime="1", MsgType="text")

    assert phone.post(query, body).status_code == 403
    assert Phone().does("subscribe")


def test_a_repetition_gets_the_same_answer_and_does_nothing_twice(phone: Phone) -> None:
    phone.says("我要反映")
    asked = phone.says("2")
    assert [phone.again(), phone.again()] == [asked, asked]
    user = WechatUser.objects.get()
    assert user.step == "content"
    assert Heard.objects.count() == 2


def test_repetitions_out_of_order_change_nothing(phone: Phone) -> None:
    first = phone.says("我要反映")
    early = phone.last
    second = phone.says("2")
    late = phone.last

    phone.last = early
    assert phone.again() == first
    phone.last = late
    assert phone.again() == second
    assert WechatUser.objects.get().step == "content"


@pytest.mark.parametrize("field", ["signature", "msg_signature", "timestamp", "nonce"])
def test_a_forged_message_is_not_heard(phone: Phone, field: str) -> None:
    phone.says("你好")
    query, body = phone.last
    before = Heard.objects.count()

    for value in ("", "x", "١٢٣", "9" * 40):
        assert phone.post({**query, field: value}, body).status_code == 403
    assert Heard.objects.count() == before


def test_what_somebody_recorded_long_ago_is_not_heard(phone: Phone) -> None:
    body = drawn(ToUserName="gh", FromUserName="o", CreateTime="1583726400", MsgType="text", MsgId="1")
    for stamp in ("1583720000", "1583740000"):
        assert phone.post(signed(stamp=stamp), body).status_code == 403


def test_what_is_no_message_is_refused(phone: Phone) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Content>&a;</Content></xml>'
    for body in (b"", b"{}", b"<xml>", bomb):
        assert phone.post(signed(), body).status_code == 400
    assert phone.post(signed(), b"<xml>" + b"x" * LONGEST_BODY).status_code == 413


def test_nobody_is_named_in_the_tables(phone: Phone) -> None:
    phone.says("我的电话是13912345678")
    user, heard = WechatUser.objects.values().get(), Heard.objects.values().get()

    assert user["openid"] == phone.openid
    assert phone.openid.encode() not in bytes(user["openid_index"])
    assert phone.openid.encode() not in bytes(heard["key"])
