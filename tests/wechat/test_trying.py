"""The demonstration's telephone: somebody plays the citizen, and staff find what they brought."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from fenbo.cases.models import Case, Channel
from fenbo.cases.operations import centre
from fenbo.core import clock
from fenbo.core.ids import show_public_number
from fenbo.journal.consumers import at_once
from fenbo.notices import sending
from fenbo.notices.gateways import Account
from fenbo.notices.models import Person
from fenbo.notices.standin import Server, running
from fenbo.notices.standin import Standin as SmsStandin
from fenbo.notices.texts import Text, wordings
from fenbo.wechat import menu
from fenbo.wechat.standin.server import Standin
from tests.cast import Cast, enter
from tests.seeing import shoot, violations
from tests.wechat.wechat import SECRET, wechat

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
TOLD = {"dispatched": {"id": "T-answered", "fields": {"character_string1": "number", "thing2": "event"}}}
WHAT = "小区门口的路灯坏了两个星期，晚上出门看不见路。"


@pytest.mark.django_db
def test_an_installation_for_work_has_no_such_page(client: Client) -> None:
    assert client.get("/wechat/phone/").status_code == 404


@pytest.mark.django_db
def test_without_the_stand_in_the_page_says_so(client: Client, settings: Settings) -> None:
    settings.WECHAT = {**settings.WECHAT, "standin": "http://127.0.0.1:9"}
    shown = client.get("/wechat/phone/")
    assert shown.status_code == 503
    assert "没有应答" in shown.content.decode()


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    stage = enter()
    stage.now = clock.now()
    with at_once():
        yield stage


@pytest.fixture
def standin(cast: Cast, live_server: "LiveServer", settings: Settings) -> Iterator[Standin]:
    with wechat(f"{live_server.url}/wechat/") as server:
        settings.SITE_URL = live_server.url
        ours = dict.fromkeys(("api", "pages", "standin"), server.url)
        settings.WECHAT = {**settings.WECHAT, "mode": "safe", "secret": SECRET, "templates": TOLD, **ours}
        server.world.domain = urlsplit(live_server.url).netloc
        server.world.menu = menu.document()
        yield server


def say(page: "Page", text: str, awaited: str) -> None:
    page.get_by_label("发消息").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()
    page.get_by_text(awaited).last.wait_for()


def fine(page: "Page", name: str) -> None:
    for width, size in (("390", PHONE), ("1440", DESK)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        shoot(page, f"wechat-{name}-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_a_newcomer_brings_a_request_and_the_dispatcher_finds_it(
    page: "Page", cast: Cast, standin: Standin
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/wechat/phone/")
    page.get_by_role("button", name="关注公众号").click()
    page.get_by_text("您好，这里是").wait_for()
    page.locator("summary", has_text="我要反映").click()
    page.get_by_role("button", name="在对话里说").click()
    page.get_by_text("您要反映的是").wait_for()
    say(page, "2", "请写清发生了什么事")
    say(page, WHAT, "在哪里？")
    page.get_by_text("照片、位置、取消关注").click()
    page.get_by_role("button", name="发位置").click()
    page.get_by_text("怎样称呼您").wait_for()
    say(page, "马女士 13912345678", "请核对")
    say(page, "2", "已收到，编号")
    case = Case.objects.get()
    assert case.channel == Channel.WECHAT
    number = show_public_number(case.number)
    page.get_by_text(number).wait_for()
    fine(page, "phone")
    page.locator("summary", has_text="办理进度").click()
    page.get_by_role("link", name="我的诉求").click()
    page.get_by_role("heading", name="我的诉求").wait_for()
    page.get_by_text(number).wait_for()
    fine(page, "mine")
    page.goto("/wechat/phone/")
    # What comes unasked is there without a click.
    Person.objects.update(is_quiet_at_night=False)
    unit = cast.unit["justice"]
    centre.dispatch(
        case_id=case.pk, lead=unit.pk, instruction="请核实", actor=cast.dispatcher, now=clock.now()
    )
    assert sending.send_waiting(now=clock.now()) == 1
    page.get_by_text("服务通知").wait_for()
    page.get_by_text("交办通知").wait_for()
    shoot(page, "wechat-told-390")


@pytest.fixture
def gateways(settings: Settings) -> Iterator[Server]:
    """A demonstration's own gateways."""
    texts = {f"SMS_{kind}": wordings()[kind].chinese for kind in Text}
    standin = SmsStandin(Account("key", "secret", "分拨中心", ""), texts, frozenset({"SMS_code"}))
    with running(standin) as server:
        standin.account = Account("key", "secret", "分拨中心", server.url)
        settings.SMS = {
            **settings.SMS,
            "provider": "aliyun",
            "key_id": "key",
            "secret": "secret",
            "sign": "分拨中心",
            "templates": {str(kind): f"SMS_{kind}" for kind in Text},
            "endpoint": server.url,
            "standin": server.url,
        }
        yield server


@pytest.mark.browser
def test_short_messages_arrive_on_the_telephone_too(
    page: "Page", cast: Cast, standin: Standin, gateways: Server
) -> None:
    page.goto("/wechat/phone/")
    page.get_by_text("先填手机号").wait_for()
    page.get_by_label("手机号").fill("138 9721 0001")
    page.get_by_role("button", name="看短信").click()
    page.get_by_text("还没有收到短信").wait_for()
    case = cast.received(phone="13897210001")
    sending.send_waiting(now=clock.now())
    page.get_by_text(f"【分拨中心】您的诉求已受理，编号{show_public_number(case.number)}").wait_for()
    fine(page, "texts")

    # The code with which one's cases are listed comes here as well.
    page.goto("/mine/")
    page.locator("#id_phone").fill("13897210001")
    page.locator("#id_agree").check()
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("验证码").wait_for()
    sending.send_waiting(now=clock.now())
    [text] = [one["text"] for one in gateways.standin.texts["13897210001"] if "验证码" in one["text"]]
    page.get_by_label("验证码").fill(text.split("验证码")[1][:6])
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text(case.title).first.wait_for()


@pytest.mark.django_db
def test_a_number_that_is_none_shows_nothing_and_stands_in_no_address(
    client: Client, cast: Cast, standin: Standin, gateways: Server
) -> None:
    answer = client.post("/wechat/phone/", {"number": "12345"})
    assert answer.headers["Location"] == "/wechat/phone/"
    assert "fenbo_demo_number" not in answer.cookies
    answer = client.post("/wechat/phone/", {"number": "13897210001"})
    assert "1389721" not in answer.headers["Location"]
    assert answer.cookies["fenbo_demo_number"]["httponly"]
