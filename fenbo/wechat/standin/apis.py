"""The interfaces of an official account (服务号接口) as they are documented: each takes what was asked and answers JSON."""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from fenbo.wechat.standin.refusals import Refusal
from fenbo.wechat.standin.world import HOLDS, Login, Person, Side, World

Query = Mapping[str, str]
Said = Mapping[str, Any]
Answer = Mapping[str, Any]
LONGEST_TEXT = 2048  # bytes
FORCED_A_DAY, FORCED_APART = 20, 30
ONCE_SECONDS = 600
# What the value of a field may be, by the kind with which its name begins (订阅通知, 参数值内容限制).
KINDS = {
    "thing": re.compile(r".{1,20}", re.S),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
    "time": re.compile(
        r"\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2})?|\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?|\d{2}:\d{2}"
    ),
    "const": re.compile(r".{1,20}", re.S),
}


def stable_token(world: World, _query: Query, said: Said) -> Answer:
    _known(world, said, "client_credential")
    if said.get("force_refresh"):
        _force(world)
    value, seconds = world.lend(world.tokens)
    return {"access_token": value, "expires_in": seconds}


def _force(world: World) -> None:
    """At most twenty times a day; within half a minute of the last time nothing is refreshed."""
    now = world.now()
    world.forced[:] = [at for at in world.forced if at > now - 86_400]
    if len(world.forced) >= FORCED_A_DAY:
        raise Refusal(45009)
    if not world.forced or now - world.forced[-1] >= FORCED_APART:
        world.forced.append(now)
        world.tokens.clear()


def _known(world: World, asked: Mapping[str, Any], grant: str) -> None:
    if asked.get("grant_type") != grant:
        raise Refusal(40002)
    if asked.get("appid") != world.account.app_id:
        raise Refusal(40013)
    if "secret" in asked and asked["secret"] != world.secret:
        raise Refusal(40125)


def get_ticket(world: World, _query: Query, _said: Said) -> Answer:
    value, seconds = world.lend(world.tickets)
    return {"errcode": 0, "errmsg": "ok", "ticket": value, "expires_in": seconds}


def send_template(world: World, _query: Query, said: Said) -> Answer:
    person, template = _reader(world, said), str(said.get("template_id", ""))
    if not person.is_following:
        raise Refusal(43004)
    values = _values(world, template, said)
    once = (person.openid, str(said.get("client_msg_id", "")))
    known, until = world.sent_once.get(once, (0, 0.0))
    if known and once[1] and until > world.now():
        return {"errcode": 0, "errmsg": "ok", "msgid": known}
    if template in person.refused:
        raise Refusal(43101)
    number = next(world.numbers)
    world.sent_once[once] = number, world.now() + ONCE_SECONDS
    _told(world, person, said, str(said.get("url", "")), values)
    return {"errcode": 0, "errmsg": "ok", "msgid": number}


def send_subscription(world: World, _query: Query, said: Said) -> Answer:
    person, template = _reader(world, said), str(said.get("template_id", ""))
    values = _values(world, template, said)
    if template in person.refused or not person.consents[template]:
        raise Refusal(43101)
    person.consents[template] -= 1
    _told(world, person, said, str(said.get("page", "")), values)
    return {"errcode": 0, "errmsg": "ok"}


def _reader(world: World, said: Said) -> Person:
    person = world.people.get(str(said.get("touser", "")))
    if person is None:
        raise Refusal(40003)
    return person


def _values(world: World, template: str, said: Said) -> dict[str, str]:
    if template not in world.templates:
        raise Refusal(40037)
    data = said.get("data")
    values = {}
    for name in world.templates[template]:
        given = data.get(name) if isinstance(data, Mapping) else None
        value = given.get("value") if isinstance(given, Mapping) else None
        if not isinstance(value, str) or not value:
            raise Refusal(47003, f" data.{name}.value is empty")
        kind = KINDS.get(name.rstrip("0123456789"))
        if kind and not kind.fullmatch(value):
            raise Refusal(47003, f" data.{name}.value invalid")
        values[name] = value
    return values


def _told(world: World, person: Person, said: Said, url: str, values: Mapping[str, str]) -> None:
    world.sent.append(said)
    world.show(person.openid, Side.NOTICE, "", url, values)


def send_customer_service(world: World, _query: Query, said: Said) -> Answer:
    person = _reader(world, said)
    if said.get("msgtype") != "text":
        raise Refusal(40008)
    text = said.get("text", {}).get("content", "")
    if not text:
        raise Refusal(44004)
    if len(text.encode()) > LONGEST_TEXT:
        raise Refusal(45002)
    holding = [one for one in person.allowances if one.until > world.now()]
    if not holding or not person.is_following:
        raise Refusal(45015)
    mine = next((one for one in holding if one.left), None)
    if mine is None:
        raise Refusal(45047)
    mine.left -= 1
    world.sent.append(said)
    world.show(person.openid, Side.ACCOUNT, text)
    return {"errcode": 0, "errmsg": "ok"}


def create_menu(world: World, _query: Query, said: Said) -> Answer:
    buttons = said.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refusal(40016)
    for button in buttons:
        below = button.get("sub_button") or []
        _button(button, 16, is_branch=bool(below))
        if len(below) > 5:
            raise Refusal(40023)
        for one in below:
            _button(one, 60, is_branch=False)
    world.menu = said
    return {"errcode": 0, "errmsg": "ok"}


def _button(button: Mapping[str, Any], longest: int, *, is_branch: bool) -> None:
    if not 1 <= len(str(button.get("name", "")).encode()) <= longest:
        raise Refusal(40018)
    if is_branch:
        return
    kind = button.get("type")
    if kind not in ("click", "view", "miniprogram"):
        raise Refusal(40017)
    if kind == "click" and not 1 <= len(str(button.get("key", "")).encode()) <= 128:
        raise Refusal(40019)
    if kind != "click" and not 1 <= len(str(button.get("url", "")).encode()) <= 1024:
        raise Refusal(40020)


def get_menu(world: World, _query: Query, _said: Said) -> Answer:
    if world.menu is None:
        raise Refusal(46003)
    filled = [{"sub_button": [], **button} for button in world.menu["button"]]
    return {"menu": {"button": filled}}


def exchange_code(world: World, query: Query, _said: Said) -> Answer:
    """A code is good for one use within five minutes."""
    _known(world, query, "authorization_code")
    code = query.get("code", "")
    if code in world.used_codes:
        raise Refusal(40163)
    login = world.codes.pop(code, None)
    if login is None or login.until < world.now():
        raise Refusal(40029)
    world.used_codes.add(code)
    return _login(world, login.openid, login.scope)


def refresh_login(world: World, query: Query, _said: Said) -> Answer:
    _known(world, query, "refresh_token")
    login = world.logins.get(query.get("refresh_token", ""))
    if login is None or login.until < world.now():
        raise Refusal(40030)
    return _login(world, login.openid, login.scope, query["refresh_token"])


def _login(world: World, openid: str, scope: str, refresh: str = "") -> Answer:
    token, refresh = secrets.token_urlsafe(32), refresh or secrets.token_urlsafe(32)
    # A month for the one, two hours for the other.
    world.logins[token] = Login(openid, scope, world.now() + HOLDS)
    world.logins.setdefault(refresh, Login(openid, scope, world.now() + 30 * 86_400))
    return {
        "access_token": token,
        "expires_in": HOLDS,
        "refresh_token": refresh,
        "openid": openid,
        "scope": scope,
    }


def user_info(world: World, query: Query, _said: Said) -> Answer:
    login = world.logins.get(query.get("access_token", ""))
    if login is None:
        raise Refusal(40001)
    if login.until < world.now():
        raise Refusal(42001)
    if login.scope != "snsapi_userinfo":
        raise Refusal(48001)
    if login.openid != query.get("openid"):
        raise Refusal(40003)
    person = world.person(login.openid)
    return {"openid": person.openid, "nickname": person.nickname, "sex": 0, "headimgurl": "", "privilege": []}


Api = Callable[[World, Query, Said], Answer]
# With the account's token, and with what must be said.
WITH_TOKEN: Mapping[str, Api] = {
    "/cgi-bin/message/template/send": send_template,
    "/cgi-bin/message/subscribe/bizsend": send_subscription,
    "/cgi-bin/message/custom/send": send_customer_service,
    "/cgi-bin/menu/create": create_menu,
    "/cgi-bin/menu/get": get_menu,
    "/cgi-bin/ticket/getticket": get_ticket,
}
OPEN: Mapping[str, Api] = {
    "/cgi-bin/stable_token": stable_token,
    "/sns/oauth2/access_token": exchange_code,
    "/sns/oauth2/refresh_token": refresh_login,
    "/sns/userinfo": user_info,
}
