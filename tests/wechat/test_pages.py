"""Pages that are opened within WeChat know whose they are, and nobody else's cases are opened by a link."""

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fenbo.cases.models import Case, Follower
from fenbo.cases.operations import linking
from fenbo.catalogue.kinds import Kind
from fenbo.core import clock
from fenbo.core.clock import frozen
from fenbo.core.ids import show_public_number
from fenbo.notices import people
from fenbo.notices.models import By, Person
from fenbo.officialaccount import logins
from fenbo.officialaccount.errors import Declined
from fenbo.wechat.models import WechatCase, WechatUser
from fenbo.wechat.standin.server import Standin
from tests.cast import NOON, PHONE, Cast
from tests.wechat.phone import Phone
from tests.wechat.wechat import SECRET, wechat

SITE = "https://site.example"


@pytest.fixture
def standin(cast: Cast, settings: Settings) -> Iterator[Standin]:
    with wechat() as server:
        settings.SITE_URL, settings.ALLOWED_HOSTS = SITE, ["site.example", "testserver"]
        settings.WECHAT = {**settings.WECHAT, "secret": SECRET, "api": server.url, "pages": server.url}
        yield server


def at_wechat(standin: Standin, address: str, openid: str) -> str:
    """Where the telephone of this person is sent next."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request(
        "GET", f"{parts.path}?{parts.query}", headers={"Cookie": f"standin_telephone={openid}"}
    )
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 302
    return answer.headers["Location"].removeprefix(SITE)


def come(client: Client, standin: Standin, openid: str = "oPerson1", onward: str = "/wechat/mine/") -> Any:
    asked = client.get("/wechat/enter/", {"next": onward})
    return client.get(at_wechat(standin, asked.headers["Location"], openid))


def brought(phone: Phone) -> Case:
    for text in ("我要反映", "2", "小区门口的路灯坏了两个星期。", "0", "匿名", "2"):
        phone.says(text)
    return Case.objects.latest("pk")


def test_whoever_comes_from_wechat_sees_their_own_cases_and_nobody_elses(
    client: Client, phone: Phone, cast: Cast, standin: Standin
) -> None:
    mine, other = brought(phone), brought(Phone(openid="oPerson2"))
    came = come(client, standin)
    assert (came.status_code, came.headers["Location"]) == (302, "/wechat/mine/")
    shown = client.get("/wechat/mine/").content.decode()
    assert show_public_number(mine.number) in shown
    assert show_public_number(other.number) not in shown
    assert client.get(f"/follow/{mine.number}/").status_code == 200
    assert client.get(f"/follow/{other.number}/").status_code == 404


def test_a_link_in_an_answer_opens_that_case(client: Client, phone: Phone, standin: Standin) -> None:
    case = brought(phone)
    told = phone.says(f"进度 {case.number}")
    link = told.split('href="')[1].split('"')[0]
    assert link.startswith(f"{SITE}/wechat/enter/?next=")
    asked = client.get(link.removeprefix(SITE).replace("&amp;", "&"))
    came = client.get(at_wechat(standin, asked.headers["Location"], phone.openid))
    assert client.get(came.headers["Location"]).status_code == 200


def test_whoever_is_known_is_not_asked_again(client: Client, standin: Standin) -> None:
    come(client, standin)
    assert client.get("/wechat/enter/", {"next": "/submit/"}).headers["Location"] == "/submit/"


def test_a_code_is_good_once_and_in_the_browser_that_asked(
    client: Client, cast: Cast, standin: Standin
) -> None:
    asked = client.get("/wechat/enter/").headers["Location"]
    address = at_wechat(standin, asked, "oPerson1")
    stranger = Client()
    assert stranger.get(address).status_code == 403
    stranger.get("/wechat/enter/")
    assert stranger.get(address).status_code == 403
    assert client.get(address).status_code == 302
    # Played back: the state is spent, and so is the code.
    assert client.get(address).status_code == 403
    state = parse_qs(urlsplit(client.get("/wechat/enter/").headers.get("Location", "")).query)
    assert state == {}


def test_a_spent_code_with_a_fresh_state_opens_nothing(client: Client, standin: Standin) -> None:
    used = parse_qs(
        urlsplit(at_wechat(standin, client.get("/wechat/enter/").headers["Location"], "oA")).query
    )
    logins.login(used["code"][0])
    asked = parse_qs(urlsplit(client.get("/wechat/enter/").headers["Location"]).query)
    answer = client.get("/wechat/back/", {"code": used["code"][0], "state": asked["state"][0]})
    assert answer.status_code == 403
    assert "用过了" in answer.content.decode()
    assert not WechatUser.objects.exists()


def test_a_state_is_good_for_ten_minutes(client: Client, standin: Standin, cast: Cast) -> None:
    with frozen(NOON):
        address = at_wechat(standin, client.get("/wechat/enter/").headers["Location"], "oPerson1")
    cookie = client.cookies["fenbo_wechat_state"]
    assert (cookie["max-age"], cookie["httponly"], cookie["path"]) == (600, True, "/wechat/back/")
    client.cookies["fenbo_wechat_state"] = "forged"
    assert client.get(address).status_code == 403


def test_wechat_away_is_said(client: Client, standin: Standin) -> None:
    address = at_wechat(standin, client.get("/wechat/enter/").headers["Location"], "oPerson1")
    standin.world.tricks.append(("/sns/oauth2/access_token", "malformed"))
    answer = client.get(address)
    assert answer.status_code == 503
    assert "没有应答" in answer.content.decode()


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:1", ""])
def test_nobody_is_sent_elsewhere(client: Client, standin: Standin, onward: str) -> None:
    assert come(client, standin, onward=onward).headers["Location"] == "/wechat/mine/"


def test_a_case_of_this_browser_is_added_by_consent_and_taken_out_again(
    client: Client, cast: Cast, standin: Standin
) -> None:
    case = cast.received()
    client.post("/follow/", {"number": case.number, "code": case.query_code})
    come(client, standin)
    assert "加到我的诉求" in client.get("/wechat/mine/").content.decode()
    assert not WechatCase.objects.exists()

    client.post("/wechat/mine/", {"number": case.number, "add": "1"})
    assert WechatCase.objects.get().case_id == case.pk
    assert Follower.objects.filter(case=case).count() == 1
    client.post("/wechat/mine/", {"number": case.number, "leave": "1"})
    assert not WechatCase.objects.exists()
    assert not Follower.objects.exists()


def linked(phone: Phone) -> Person:
    """The person whose telephone and WeChat are one."""
    person = people.link_phone(phone=PHONE, consent="同意", now=clock.now(), language="zh-hans").person
    code = linking.offer_wechat(person=person, consent="同意", now=clock.now())
    assert "已关联" in phone.says(f"关联 {code}")
    return person


def test_what_a_linked_telephone_brought_stands_here_too_until_the_link_ends(
    client: Client, phone: Phone, cast: Cast, standin: Standin
) -> None:
    elsewhere, here = cast.received(title="网站上的事"), brought(phone)
    secret = cast.received(title="举报的事", kind=Kind.REPORT)
    come(client, standin)
    before = client.get("/wechat/mine/").content.decode()
    assert "网站上的事" not in before
    assert "用手机号关联" in before

    person = linked(phone)
    shown = client.get("/wechat/mine/").content.decode()
    assert "网站上的事" in shown
    assert "网站" in shown
    assert "用手机号关联" not in shown
    assert secret.title not in shown
    # Only what was brought or added here can be taken out here.
    assert shown.count("移出我的诉求</button>") == 1
    assert client.get(f"/follow/{elsewhere.number}/").status_code == 200
    assert client.get(f"/follow/{secret.number}/").status_code == 404

    linking.unlink(address=person.addresses.get(by=By.SMS), now=clock.now())
    assert client.get(f"/follow/{elsewhere.number}/").status_code == 404
    assert client.get(f"/follow/{here.number}/").status_code == 200
    assert "网站上的事" not in client.get("/wechat/mine/").content.decode()


def test_a_link_about_what_the_telephone_brought_opens_it(
    client: Client, phone: Phone, cast: Cast, standin: Standin
) -> None:
    case = cast.received(title="网站上的事")
    linked(phone)
    told = phone.says(f"进度 {case.number}")
    link = told.split('href="')[1].split('"')[0].removeprefix(SITE).replace("&amp;", "&")
    came = client.get(at_wechat(standin, client.get(link).headers["Location"], phone.openid))
    assert client.get(came.headers["Location"]).status_code == 200


def test_a_number_alone_adds_nothing(client: Client, cast: Cast, standin: Standin) -> None:
    case = cast.received()
    come(client, standin)
    client.post("/wechat/mine/", {"number": case.number, "add": "1"})
    assert not WechatCase.objects.exists()


def test_as_many_queries_for_twenty_cases_as_for_two(client: Client, cast: Cast, standin: Standin) -> None:
    come(client, standin)
    user = WechatUser.objects.get()

    def queries(more: int) -> int:
        for _ in range(more):
            WechatCase.objects.create(user=user, case=cast.received(), since=cast.now)
        # The first look opens them in this browser.
        client.get("/wechat/mine/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/wechat/mine/").status_code == 200
        return len(found)

    assert queries(2) == queries(18)


@pytest.mark.usefixtures("cast")
def test_without_a_secret_there_are_no_such_pages(client: Client) -> None:
    for page in ("enter", "back", "mine"):
        assert client.get(f"/wechat/{page}/").status_code == 404


def test_a_name_is_told_only_after_consent(standin: Standin) -> None:
    def came(scope: logins.Scope, **more: str) -> logins.Login:
        address = logins.address(back=f"{SITE}/wechat/back/", state="s", scope=scope)
        asked = address.removesuffix("#wechat_redirect") + "".join(
            f"&{name}={value}" for name, value in more.items()
        )
        return logins.login(parse_qs(urlsplit(at_wechat(standin, asked, "oPerson1")).query)["code"][0])

    with pytest.raises(Declined, match="48001"):
        logins.nickname(came(logins.Scope.WHO))
    assert logins.nickname(came(logins.Scope.NAME, agreed="1")) == "演示用户"
