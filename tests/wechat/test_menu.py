"""The menu is data, and a command compares and publishes it."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from fenbo.core.errors import InvalidInput
from fenbo.wechat import menu, operations
from fenbo.wechat.standin.server import Standin
from tests.wechat.phone import Phone
from tests.wechat.wechat import SECRET, wechat


@pytest.fixture
def standin(db: None, settings: Settings) -> Iterator[Standin]:
    with wechat() as server:
        settings.WECHAT = {**settings.WECHAT, "secret": SECRET, "api": server.url}
        yield server


def told(*words: str) -> str:
    out = StringIO()
    call_command("wechat", "menu", *words, stdout=out)
    return out.getvalue()


def test_it_is_shown_compared_and_published(standin: Standin) -> None:
    assert "在对话里说" in told()
    assert "+" in told("compare")
    assert "published" in told("publish")
    assert "shows this menu" in told("compare")
    assert standin.world.menu == menu.document()


def test_what_somebody_changed_at_wechat_is_seen(standin: Standin) -> None:
    told("publish")
    standin.world.menu = {"button": [{"type": "click", "name": "别的", "key": "x"}]}
    assert '-   "name": "别的",' in told("compare")


def test_a_refusal_is_told_with_its_number(standin: Standin) -> None:
    standin.world.tricks.append(("/cgi-bin/menu/create", 48001))
    with pytest.raises(CommandError, match="48001"):
        told("publish")


def test_without_a_secret_nothing_is_asked(settings: Settings) -> None:
    with pytest.raises(CommandError, match="FENBO_WECHAT_SECRET"):
        told("publish")


def test_the_mini_program_is_a_setting(settings: Settings) -> None:
    def opens() -> list[str]:
        return [two["type"] for one in menu.document()["button"] for two in one.get("sub_button", [])]

    assert "miniprogram" not in opens()
    settings.WECHAT = {**settings.WECHAT, "mini_program": "wx0:pages/index"}
    assert "miniprogram" in opens()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "一到三个"),
        ('[[button]]\nname = "一级菜单名太长"\nsays = "进度"', "太长"),
        ('[[button]]\nname = "什么"', "什么也不做"),
        ('[[button]]\nname = "空"\nbelow = []', "一到五个"),
    ],
)
def test_what_wechat_would_refuse_is_refused_here(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        menu.document(text)


def test_every_button_is_understood(phone: Phone) -> None:
    said = {
        two["key"]
        for one in menu.document()["button"]
        for two in one.get("sub_button", [one])
        if "key" in two
    }
    known = {
        *operations.ASK,
        *operations.PROGRESS,
        *operations.POLICY,
        *operations.PERSON,
        operations.SUBSCRIBE,
    }
    assert said
    assert said <= known
    assert "请回复数字" in phone.does("CLICK", "我要反映")
