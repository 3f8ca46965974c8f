"""Within WeChat the form can be told where the telephone is; everywhere else it is the form that it always was."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import Settings

from fenbo.core import clock
from fenbo.officialaccount import scripts
from fenbo.wechat.standin.server import Standin
from tests.seeing import shoot, violations
from tests.wechat.wechat import SECRET, wechat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

AGENT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}
TICKET = "/cgi-bin/ticket/getticket"


@pytest.fixture
def standin(db: None, settings: Settings) -> Iterator[Standin]:
    with wechat() as server:
        ours = dict.fromkeys(("api", "pages"), server.url)
        script = f"{server.url}/open/js/jweixin-1.6.0.js"
        settings.WECHAT = {**settings.WECHAT, "secret": SECRET, "script": script, **ours}
        yield server


def test_the_signature_is_that_of_wechats_own_example() -> None:
    signed = scripts.signature(
        ticket="sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
        nonce="Wm3WZYTPz0wzccnW",
        stamp=1414587457,
        url="http://mp.weixin.qq.com?params=value#part",
    )
    assert signed == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"


def test_only_within_wechat_the_page_loads_wechats_script(client: Client, standin: Standin) -> None:
    assert scripts.keep_ticket(clock.now())
    outside, inside = client.get("/submit/"), client.get("/submit/", headers=AGENT)

    assert standin.url not in outside.headers["Content-Security-Policy"]
    assert "jweixin" not in outside.content.decode()
    policy = inside.headers["Content-Security-Policy"]
    assert f"script-src 'self' {standin.url};" in policy
    assert policy.count(standin.url) == 1
    assert "jweixin" in inside.content.decode()
    assert standin.url not in client.get("/", headers=AGENT).headers["Content-Security-Policy"]


def test_a_page_waits_for_no_ticket(client: Client, standin: Standin) -> None:
    shown = client.get("/submit/", headers=AGENT)
    assert "jweixin" not in shown.content.decode()
    assert standin.world.calls[TICKET] == 0


def test_a_ticket_is_kept_at_hand_and_asked_for_once(standin: Standin) -> None:
    now = clock.now()
    assert [scripts.keep_ticket(now) for _time in range(3)] == [True] * 3
    assert standin.world.calls[TICKET] == 1


def test_without_the_right_to_it_the_page_does_without(client: Client, standin: Standin) -> None:
    standin.world.tricks.append((TICKET, 48001))
    assert not scripts.keep_ticket(clock.now())
    assert client.get("/submit/", headers=AGENT).status_code == 200


@pytest.fixture
def telephone(browser: "Browser", live_server: "LiveServer") -> "Iterator[Page]":
    """A page within WeChat, as far as the site can tell."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        user_agent=AGENT["User-Agent"],
        viewport={"width": 390, "height": 844},
        service_workers="block",
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_place_is_written_by_the_telephone(
    telephone: "Page", standin: Standin, settings: Settings, live_server: "LiveServer"
) -> None:
    settings.SITE_URL = live_server.url
    assert scripts.keep_ticket(clock.now())
    telephone.goto("/submit/?region=630104#content")
    telephone.get_by_label("具体地点").fill("五四大街")
    telephone.get_by_role("button", name="用我现在的位置").click()
    assert (
        telephone.get_by_label("具体地点").input_value()
        == "五四大街 北纬 36.61700，东经 101.77800（微信定位）"
    )
    shoot(telephone, "wechat-submit-390")
    assert violations(telephone) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_signature_that_wechat_refuses_offers_nothing(
    telephone: "Page", standin: Standin, settings: Settings
) -> None:
    settings.SITE_URL = "http://elsewhere.example"
    assert scripts.keep_ticket(clock.now())
    telephone.goto("/submit/")
    telephone.wait_for_load_state("networkidle")
    assert telephone.get_by_role("button", name="用我现在的位置").count() == 0
    assert telephone.get_by_label("具体地点").is_editable()
