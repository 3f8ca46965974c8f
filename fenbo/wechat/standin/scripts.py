"""The script that pages load, and whether what a page has signed for it is right (JS-SDK)."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from fenbo.wechat.standin.reply import Reply
from fenbo.wechat.standin.world import World

SCRIPT, CHECK = "/open/js/jweixin-1.6.0.js", "/jssdk/check"
KIND = "text/javascript; charset=utf-8"


def reply(world: World, path: str, query: Mapping[str, str]) -> Reply | None:
    """None where the address is another one."""
    if path == SCRIPT:
        return Reply(200, KIND, Path(__file__).with_name("jweixin.js").read_bytes())
    if path != CHECK:
        return None
    said = "true" if _is_right(world, query) else "false"
    return Reply(200, KIND, f"standinChecked({said})".encode())


def _is_right(world: World, query: Mapping[str, str]) -> bool:
    if query.get("appId") != world.account.app_id:
        return False
    holding = [ticket for ticket, until in world.tickets.items() if until > world.now()]
    rest = f"&noncestr={query.get('nonceStr')}&timestamp={query.get('timestamp')}&url={query.get('url')}"
    texts = (f"jsapi_ticket={ticket}{rest}" for ticket in holding)
    return query.get("signature") in {
        hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for text in texts
    }
