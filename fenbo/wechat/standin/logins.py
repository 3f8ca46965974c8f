"""People who open pages of the account within WeChat (网页授权): the telephone knows who they are, the page asks."""

import secrets
from collections.abc import Mapping
from html import escape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from fenbo.wechat.standin.reply import Reply, onward, page
from fenbo.wechat.standin.world import Login, World

AUTHORIZE, COOKIE = "/connect/oauth2/authorize", "standin_telephone"
CODE_SECONDS = 300


def reply(world: World, path: str, query: Mapping[str, str], cookies: str) -> Reply | None:
    """None where the address is another one."""
    if path != AUTHORIZE:
        return None
    crumbs = SimpleCookie(cookies)
    openid = crumbs[COOKIE].value if COOKIE in crumbs else ""
    back, scope = query.get("redirect_uri", ""), query.get("scope", "")
    if not openid:
        return page("请在微信客户端打开链接", 403)
    if query.get("appid") != world.account.app_id or query.get("response_type") != "code":
        return page("参数错误", 400)
    if urlsplit(back).netloc != world.domain:
        return page("redirect_uri域名与后台配置不一致，错误码:10003", 400)
    if scope not in ("snsapi_base", "snsapi_userinfo"):
        return page("Scope 参数错误或没有 Scope 权限，错误码:10005", 400)
    if scope == "snsapi_userinfo" and not query.get("agreed"):
        return _asked(query)
    code = secrets.token_urlsafe(16)
    with world.lock:
        world.codes[code] = Login(openid, scope, world.now() + CODE_SECONDS)
    given = urlencode({"code": code, "state": query.get("state", "")})
    return onward(f"{back}{'&' if urlsplit(back).query else '?'}{given}")


def _asked(query: Mapping[str, str]) -> Reply:
    """Silently only who it is; for more than that the person is asked."""
    address = escape(f"{AUTHORIZE}?{urlencode({**query, 'agreed': '1'})}")
    return page(f'<p>公众号申请获取你的昵称、头像</p><p><a href="{address}">同意</a></p>')
