"""Who opens a page within WeChat (网页授权, OAuth2): the page sends them to WeChat, which sends them back with a code."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings

from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.officialaccount.wire import exchange

# The cookie of whoever WeChat has just sent to a page.
VISITOR = "fenbo_wechat"


class Scope(StrEnum):
    """What is asked for: silently who it is, or with consent also by which name they go."""

    WHO = "snsapi_base"
    NAME = "snsapi_userinfo"


@dataclass(frozen=True, slots=True)
class Login:
    """`token` is good for asking after this person for two hours; nobody keeps it."""

    openid: str
    scope: str
    token: str


def address(*, back: str, state: str, scope: Scope = Scope.WHO) -> str:
    """Where to send somebody, who comes `back` with a code and the same `state` (at most 128 letters and digits)."""
    asked = {
        "appid": settings.WECHAT["app_id"],
        "redirect_uri": back,
        "response_type": "code",
        "scope": scope,
        "state": state,
    }
    return f"{settings.WECHAT['pages']}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"


def login(code: str) -> Login:
    """Whoever came back with this code, which is good once and for five minutes. Raises Declined."""
    asked = {
        "appid": settings.WECHAT["app_id"],
        "secret": settings.WECHAT["secret"],
        "code": code,
        "grant_type": "authorization_code",
    }
    found = exchange("/sns/oauth2/access_token", None, asked)
    openid, token = found.get("openid"), found.get("access_token")
    if not (isinstance(openid, str) and isinstance(token, str) and 0 < len(openid) <= 64):
        raise Declined(0, remedy=Remedy.LATER)
    return Login(openid, str(found.get("scope", "")), token)


def nickname(who: Login) -> str:
    """By which name they go in WeChat; only after they agreed (Scope.NAME). Raises Declined."""
    asked = {"access_token": who.token, "openid": who.openid, "lang": "zh_CN"}
    return str(exchange("/sns/userinfo", None, asked).get("nickname", ""))[:60]
