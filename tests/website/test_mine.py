"""My requests: one telephone, one list, wherever they began; no password, no account, and forgotten at a word."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fenbo.cases.models import Channel
from fenbo.catalogue.kinds import Kind
from fenbo.core.clock import frozen
from fenbo.notices.models import By, Linking, Message, Person, Proof
from tests.cast import NOON, PHONE, Cast, hours
from tests.website.conftest import opened, text

OTHER = "13897210002"


@pytest.fixture(autouse=True)
def _gateway(settings: Settings) -> None:
    settings.SMS = {
        **settings.SMS,
        "provider": "aliyun",
        "key_id": "k",
        "secret": "s",
        "templates": {"code": "SMS_9"},
    }
    settings.WECHAT = {**settings.WECHAT, "app_id": "wx0123456789abcdef", "secret": "secret"}


def ask(client: Client, phone: str = PHONE, **about: Any) -> Any:
    return client.post("/mine/", {"phone": phone, "agree": "on", **about})


def code_of(url: str) -> str:
    return str(json.loads(Message.objects.get(subject=url.split("/")[3]).values)["code"])


def enter(client: Client, phone: str = PHONE) -> Client:
    url = ask(client, phone).headers["Location"]
    assert client.post(url, {"code": code_of(url)}).headers["Location"] == "/mine/"
    return client


def test_all_that_a_telephone_brought_is_on_one_list(client: Client, cast: Cast) -> None:
    cast.received(title="网站上的事")
    cast.received(title="热线上的事", channel=Channel.HOTLINE)
    cast.received(title="别人的事", phone=OTHER)
    cast.received(title="举报的事", kind=Kind.REPORT)
    cast.received(title="保密的事", is_confidential=True)

    shown = text(enter(client).get("/mine/"))
    assert "网站上的事" in shown
    assert "热线上的事" in shown
    for title in ("别人的事", "举报的事", "保密的事", PHONE):
        assert title not in shown


@pytest.mark.parametrize(
    ("about", "status"),
    [({}, 200), ({"phone": OTHER}, 404), ({"kind": Kind.REPORT}, 404), ({"is_confidential": True}, 404)],
)
def test_the_same_rule_holds_for_the_page_of_the_case(
    client: Client, cast: Cast, about: dict[str, Any], status: int
) -> None:
    case = cast.received(**about)
    assert enter(client).get(f"/follow/{case.number}/").status_code == status


def test_what_needs_its_code_is_opened_by_it_all_the_same(client: Client, cast: Cast) -> None:
    case = cast.received(kind=Kind.REPORT)
    assert opened(enter(client), case).get(f"/follow/{case.number}/").status_code == 200


def test_without_agreeing_no_code_is_sent(client: Client, cast: Cast) -> None:
    assert ask(client, agree="").status_code == 422
    assert not Proof.objects.exists()


def test_whether_a_telephone_is_known_is_not_told(client: Client, cast: Cast) -> None:
    cast.received()
    known, unknown = ask(client), ask(client, OTHER)
    assert (known.status_code, unknown.status_code) == (302, 302)
    assert PHONE not in known.headers["Location"]
    enter_page = client.get(known.headers["Location"])
    assert PHONE not in text(enter_page)
    assert enter_page.headers["Cache-Control"] == "no-store, private"


def test_a_wrong_code_opens_nothing(client: Client, cast: Cast) -> None:
    case = cast.received()
    url = ask(client).headers["Location"]
    wrong = f"{(int(code_of(url)) + 1) % 1_000_000:06}"
    answer = client.post(url, {"code": wrong})
    assert answer.status_code == 422
    assert "验证码不对或已过期" in text(answer)
    assert client.get(f"/follow/{case.number}/").status_code == 404
    assert not Person.objects.exists()


def test_many_codes_from_one_address_are_too_many(client: Client, cast: Cast) -> None:
    answers = [ask(client, f"138972100{number:02}").status_code for number in range(22)]
    assert answers[:20] == [302] * 20
    assert answers[20:] == [429] * 2


def test_the_link_is_recorded_with_the_words_agreed_to_and_ends_everywhere(cast: Cast) -> None:
    case = cast.received()
    here, there = enter(Client()), Client()
    with frozen(NOON + hours(2)):
        enter(there)
    key = Person.objects.get().addresses.get().pk
    assert here.post(f"/mine/unlink/{key}/").headers["Location"] == "/mine/"

    for client in (here, there):
        assert client.get(f"/follow/{case.number}/").status_code == 404
        assert "获取验证码" in text(client.get("/mine/"))
    rows = list(Linking.objects.order_by("pk"))
    assert [row.is_linked for row in rows] == [True, True, False]
    assert "我同意用这个手机号" in rows[0].consent
    assert not Person.objects.exists()


def test_leaving_forgets_this_browser_alone(cast: Cast) -> None:
    case = cast.received()
    client = enter(Client())
    client.post("/follow/leave/")
    assert client.get(f"/follow/{case.number}/").status_code == 404
    assert Person.objects.exists()


def test_nobody_unlinks_what_is_anothers(cast: Cast) -> None:
    mine = enter(Client())
    enter(Client(), OTHER)
    theirs = Person.objects.get(addresses__index__isnull=False, pk__gt=Person.objects.order_by("pk")[0].pk)
    assert mine.post(f"/mine/unlink/{theirs.addresses.get().pk}/").status_code == 404
    assert Client().post(f"/mine/unlink/{theirs.addresses.get().pk}/").status_code == 404


def test_a_cookie_that_is_not_ours_is_nobodys(client: Client, cast: Cast) -> None:
    client.cookies["fenbo_mine"] = "MQ:1jAbcd:forged"
    assert "获取验证码" in text(client.get("/mine/"))


def test_wechat_is_offered_a_code_only_to_whoever_agrees(client: Client, cast: Cast) -> None:
    enter(client)
    assert client.post("/mine/wechat/", {}).status_code == 422
    shown = text(client.post("/mine/wechat/", {"agree": "on"}))
    assert "5 分钟内在微信公众号里发送：" in shown
    assert Proof.objects.filter(person=Person.objects.get()).count() == 1


def test_how_to_be_told_is_the_persons_own_wish(client: Client, cast: Cast) -> None:
    enter(client).post("/mine/wishes/", {"prefers": "sms"})
    person = Person.objects.get()
    assert (person.prefers, person.is_quiet_at_night) == (By.SMS, False)


def test_without_a_gateway_the_page_says_so(client: Client, cast: Cast, settings: Settings) -> None:
    settings.SMS = {**settings.SMS, "provider": ""}
    assert "这里还不能发短信验证码" in text(client.get("/mine/"))


def test_twenty_cost_no_more_queries_than_two(client: Client, cast: Cast) -> None:
    enter(client)
    costs = []
    for number in (2, 18):
        for _case in range(number):
            cast.received()
        client.get("/mine/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/mine/")
        costs.append(len(asked))
    assert costs[0] == costs[1]
