"""What somebody does with the telephone. No interface of WeChat: the demonstration and tests play people by it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from fenbo.wechat.standin import delivering
from fenbo.wechat.standin.logins import COOKIE
from fenbo.wechat.standin.refusals import Refusal
from fenbo.wechat.standin.reply import Reply, as_json, onward
from fenbo.wechat.standin.world import Person, World

MOST_SHOWN = 60


def reply(
    world: World, method: str, path: str, query: Mapping[str, str], body: bytes, headers: Mapping[str, str]
) -> Reply:
    """`/phone/OPENID` shows a telephone, `/phone/OPENID/open` opens a page on it, the rest does something."""
    _empty, _phone, openid, *rest = unquote(path).split("/")
    act = rest[0] if rest else ""
    if act == "open":
        # Only the ports differ, so that this cookie also reaches the site; it means nothing there.
        return onward(query.get("url", "/"), f"{COOKIE}={openid}; Path=/; HttpOnly; SameSite=Lax")
    if method == "POST":
        # A page of somebody else's cannot say this without being asked first (CORS).
        if headers.get("Content-Type") != "application/json":
            raise Refusal(47001)
        _do(world, openid, act, json.loads(body or b"{}"))
    return as_json(shown(world, openid))


def _do(world: World, openid: str, act: str, said: Mapping[str, Any]) -> None:
    if act == "say":
        delivering.say(world, openid, str(said["text"]))
    elif act == "tap":
        delivering.tap(world, openid, str(said["key"]))
    elif act == "follow":
        delivering.follow(world, openid)
    elif act == "unfollow":
        delivering.unfollow(world, openid)
    elif act == "photo":
        delivering.send_medium(world, openid, "image", "image/jpeg", bytes.fromhex(said["content"]))
    elif act == "place":
        delivering.send_place(world, openid, str(said["label"]), 36.617, 101.778)
    else:
        raise Refusal(47001)


def shown(world: World, openid: str) -> Mapping[str, Any]:
    """The conversation, the newest last, and the menu below it. Whoever has never followed sees nothing."""
    with world.lock:
        person = world.people.get(openid) or Person(openid, is_following=False)
        menu = world.menu["button"] if world.menu else []
        chat = [
            {"side": one.side, "text": one.text, "at": one.at, "url": one.url, "values": list(one.values)}
            for one in person.chat[-MOST_SHOWN:]
        ]
        return {"is_following": person.is_following, "menu": menu, "chat": chat}
