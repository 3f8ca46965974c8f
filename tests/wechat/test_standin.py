"""The stand-in behaves as WeChat's documentation says, so that what holds before it may be hoped to hold before WeChat."""

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fenbo.wechat.standin.world import TAPPING, WRITING, Side, World
from tests.wechat.phone import OURS
from tests.wechat.wechat import SECRET, Asked, wechat

ANN = "oAnn"
TEMPLATE = {
    "touser": ANN,
    "template_id": "T-answered",
    "url": "https://site.example/",
    "data": {"character_string1": {"value": "200309-000127-5"}, "thing2": {"value": "已经答复"}},
}
SEND, SUBSCRIBED, SERVICE = (
    "/cgi-bin/message/template/send",
    "/cgi-bin/message/subscribe/bizsend",
    "/cgi-bin/message/custom/send",
)


@pytest.fixture
def ask() -> Iterator[Asked]:
    with wechat() as server:
        yield Asked(server)


@pytest.fixture
def world(ask: Asked) -> World:
    ask.server.world.person(ANN)
    return ask.server.world


def code(found: Any) -> int:
    return int(found.get("errcode", 0))


def test_the_token_stays_the_same_and_a_new_one_comes_five_minutes_before_its_end(
    ask: Asked, world: World
) -> None:
    first = ask.token()
    assert ask.token()["access_token"] == first["access_token"]
    world.ahead = 6_910
    second = ask.token()
    assert second["access_token"] != first["access_token"]
    for token in (first, second):
        assert code(ask("/cgi-bin/menu/get", access_token=token["access_token"])) == 46003
    world.ahead = 7_300
    assert code(ask("/cgi-bin/menu/get", access_token=first["access_token"])) == 42001


def test_a_forced_token_ends_the_one_before_and_is_rare(ask: Asked, world: World) -> None:
    first = ask.token()["access_token"]
    second = ask.token(force=True)["access_token"]
    assert code(ask("/cgi-bin/menu/get", access_token=first)) == 40001
    # Too soon: nothing is refreshed.
    assert ask.token(force=True)["access_token"] == second
    for _time in range(19):
        world.ahead += 31
        assert code(ask.token(force=True)) == 0
    world.ahead += 31
    assert code(ask.token(force=True)) == 45009


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [({"appid": "wx0"}, 40013), ({"secret": "no"}, 40125), ({"grant_type": "x"}, 40002)],
)
def test_nobody_else_gets_a_token(ask: Asked, wrong: dict[str, Any], expected: int) -> None:
    assert code(ask.token(**wrong)) == expected
    assert code(ask("/cgi-bin/menu/get")) == 41001


def test_a_template_message_arrives_once_for_one_key(ask: Asked, world: World) -> None:
    token = ask.token()["access_token"]
    said = {**TEMPLATE, "client_msg_id": "key1"}
    first = ask(SEND, said, access_token=token)
    assert ask(SEND, said, access_token=token)["msgid"] == first["msgid"]
    assert [one.values for one in world.people[ANN].chat] == [
        (("character_string1", "200309-000127-5"), ("thing2", "已经答复"))
    ]


def test_templates_are_refused_as_documented(ask: Asked, world: World) -> None:
    def sent(**other: Any) -> int:
        return code(ask(SEND, {**TEMPLATE, **other}, access_token=ask.token()["access_token"]))

    assert sent(touser="oNobody") == 40003
    assert sent(template_id="T-unknown") == 40037
    assert sent(data={"character_string1": {"value": "1"}}) == 47003
    assert sent(data={**TEMPLATE["data"], "thing2": {"value": "长" * 21}}) == 47003  # type: ignore[dict-item]
    world.people[ANN].refused.add("T-answered")
    assert sent() == 43101
    world.people[ANN].is_following = False
    assert sent() == 43004
    world.quotas[SEND] = 0
    assert sent() == 45009


def test_a_consent_is_good_for_one_notice(ask: Asked, world: World) -> None:
    token = ask.token()["access_token"]
    world.people[ANN].consents["T-answered"] = 1
    assert [code(ask(SUBSCRIBED, TEMPLATE, access_token=token)) for _time in range(2)] == [0, 43101]


@pytest.mark.parametrize("worth", [WRITING, TAPPING])
def test_what_somebody_did_is_worth_so_many_answers_for_so_long(
    ask: Asked, world: World, worth: tuple[int, int]
) -> None:
    said = {"touser": ANN, "msgtype": "text", "text": {"content": "您好"}}

    def sent() -> int:
        return code(ask(SERVICE, said, access_token=ask.token()["access_token"]))

    assert sent() == 45015
    world.allow(ANN, worth)
    assert [sent() for _time in range(worth[0] + 1)] == [0] * worth[0] + [45047]
    world.allow(ANN, worth)
    world.ahead += worth[1] + 1
    assert sent() == 45015


def test_an_answer_has_a_text_of_at_most_two_thousand_bytes(ask: Asked, world: World) -> None:
    world.allow(ANN, WRITING)
    token = ask.token()["access_token"]
    for text, expected in (("", 44004), ("长" * 700, 45002), ("长" * 682, 0)):
        said = {"touser": ANN, "msgtype": "text", "text": {"content": text}}
        assert code(ask(SERVICE, said, access_token=token)) == expected


def test_a_menu_is_read_back(ask: Asked) -> None:
    token = ask.token()["access_token"]
    button = {"type": "click", "name": "我要反映", "key": "ask"}
    made = ask("/cgi-bin/menu/create", {"button": [button]}, access_token=token)
    assert code(made) == 0
    assert ask("/cgi-bin/menu/get", access_token=token) == {
        "menu": {"button": [{**button, "sub_button": []}]}
    }
    for wrong, expected in (
        ([], 40016),
        ([button] * 4, 40016),
        ([{**button, "name": "一级菜单名太长"}], 40018),
        ([{**button, "type": "sing"}], 40017),
        ([{**button, "key": ""}], 40019),
        ([{**button, "sub_button": [button] * 6}], 40023),
    ):
        assert code(ask("/cgi-bin/menu/create", {"button": wrong}, access_token=token)) == expected


def test_media_come_as_they_were_sent_and_a_video_as_an_address(ask: Asked, world: World) -> None:
    token = ask.token()["access_token"]
    world.media |= {"photo": ("image/jpeg", b"\xff\xd8"), "film": ("video/mp4", b"film")}
    assert ask.raw("/cgi-bin/media/get", access_token=token, media_id="photo") == ("image/jpeg", b"\xff\xd8")
    assert "video_url" in ask("/cgi-bin/media/get", access_token=token, media_id="film")
    assert code(ask("/cgi-bin/media/get", access_token=token, media_id="none")) == 40007


def authorized(ask: Asked, scope: str, **other: str) -> tuple[int, str]:
    """Status and next address for Ann's telephone."""
    query = {
        "appid": OURS.app_id,
        "redirect_uri": "https://site.example/wechat/back/?a=1",
        "response_type": "code",
        "scope": scope,
        "state": "s",
        **other,
    }
    connection = http.client.HTTPConnection("127.0.0.1", ask.server.server_port)
    connection.request(
        "GET", f"/connect/oauth2/authorize?{urlencode(query)}", headers={"Cookie": f"standin_telephone={ANN}"}
    )
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def test_a_page_learns_who_opened_it_once(ask: Asked, world: World) -> None:
    status, address = authorized(ask, "snsapi_base")
    given = parse_qs(urlsplit(address).query)
    assert (status, given["a"], given["state"]) == (302, ["1"], ["s"])
    asked = {
        "appid": OURS.app_id,
        "secret": SECRET,
        "code": given["code"][0],
        "grant_type": "authorization_code",
    }
    login = ask("/sns/oauth2/access_token", **asked)
    assert login["openid"] == ANN
    assert code(ask("/sns/oauth2/access_token", **asked)) == 40163
    assert code(ask("/sns/oauth2/access_token", **{**asked, "code": "x"})) == 40029
    assert code(ask("/sns/userinfo", access_token=login["access_token"], openid=ANN)) == 48001
    again = {"appid": OURS.app_id, "grant_type": "refresh_token", "refresh_token": login["refresh_token"]}
    assert ask("/sns/oauth2/refresh_token", **again)["openid"] == ANN


def test_for_more_than_that_the_person_is_asked(ask: Asked, world: World) -> None:
    assert authorized(ask, "snsapi_userinfo")[0] == 200
    status, address = authorized(ask, "snsapi_userinfo", agreed="1")
    given = parse_qs(urlsplit(address).query)["code"][0]
    login = ask(
        "/sns/oauth2/access_token",
        appid=OURS.app_id,
        secret=SECRET,
        code=given,
        grant_type="authorization_code",
    )
    told = ask("/sns/userinfo", access_token=login["access_token"], openid=ANN)
    assert (status, told["nickname"]) == (302, "演示用户")
    assert authorized(ask, "snsapi_base", redirect_uri="https://elsewhere.example/")[0] == 400


def test_a_conversation_goes_to_the_account_and_back(
    transactional_db: None, live_server: Any, settings: Any
) -> None:
    settings.WECHAT = {**settings.WECHAT, "mode": "safe"}
    with wechat(f"{live_server.url}/wechat/") as server:
        ask = Asked(server)
        ask(f"/phone/{ANN}/follow", {})
        ask(f"/phone/{ANN}/say", {"text": "我要反映"})
        shown = ask(f"/phone/{ANN}")
    sides = [one["side"] for one in shown["chat"]]
    assert sides == [Side.ACCOUNT, Side.PERSON, Side.ACCOUNT]
    assert "请回复数字" in shown["chat"][-1]["text"]
    assert shown["is_following"]


def test_an_account_that_is_away_is_tried_three_times_and_said_to_be_broken(world: World, ask: Asked) -> None:
    world.knock = "http://127.0.0.1:9/wechat/"
    ask(f"/phone/{ANN}/say", {"text": "你好"})
    assert [one.side for one in world.people[ANN].chat] == [Side.PERSON, Side.WECHAT]
