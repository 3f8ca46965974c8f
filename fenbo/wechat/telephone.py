"""A telephone with WeChat on it, for whoever tries a demonstration: what its owner sees, and what they do."""

import json
import re
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

TIMEOUT = 20  # seconds: the stand-in itself tries three times
# The one thing of HTML that WeChat shows in a text.
LINK = re.compile(r'<a href="([^"]+)">([^<]*)</a>')


class Away(Exception):
    """The stand-in does not answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, with where it leads if it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    side: str
    pieces: tuple[Piece, ...]
    at: datetime
    url: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    is_following: bool
    menu: tuple[Mapping[str, Any], ...]
    chat: tuple[Bubble, ...]


def look(openid: str) -> Screen:
    """Raises Away."""
    return _drawn(openid, _ask(openid))


def do(openid: str, act: str, **said: str) -> None:
    """One of say, tap, follow, unfollow, photo, place. Raises Away."""
    _ask(f"{openid}/{act}", said)


@dataclass(frozen=True, slots=True)
class ShortMessage:
    text: str
    at: datetime


def short_messages(number: str) -> list[ShortMessage]:
    """What arrived on this number by the stand-in of the gateways, the newest first. Raises Away."""
    if not settings.SMS["standin"] or not number:
        return []
    found = _fetch(urllib.request.Request(f"{settings.SMS['standin']}/texts/?{urlencode({'phone': number})}"))
    return [
        ShortMessage(one["text"], datetime.fromtimestamp(one["at"], UTC)) for one in reversed(found["texts"])
    ]


def opened(openid: str, url: str) -> str:
    """The address that opens a page on this telephone, so that the page can ask who it is."""
    return f"{settings.WECHAT['standin']}/phone/{quote(openid)}/open?{urlencode({'url': url})}"


def _ask(path: str, said: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    body = None if said is None else json.dumps(said).encode()
    request = urllib.request.Request(
        f"{settings.WECHAT['standin']}/phone/{path}", body, {"Content-Type": "application/json"}
    )
    return _fetch(request)


def _fetch(request: urllib.request.Request) -> Mapping[str, Any]:
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            found: Mapping[str, Any] = json.load(answer)
    except OSError as error:
        raise Away from error
    return found


def _drawn(openid: str, found: Mapping[str, Any]) -> Screen:
    chat = tuple(
        Bubble(
            side=one["side"],
            pieces=tuple(_pieces(openid, one["text"])),
            at=datetime.fromtimestamp(one["at"], UTC),
            url=opened(openid, one["url"]) if one["url"] else "",
            values=tuple((name, value) for name, value in one["values"]),
        )
        for one in found["chat"]
    )
    return Screen(found["is_following"], tuple(_button(openid, one) for one in found["menu"]), chat)


def _pieces(openid: str, text: str) -> Iterator[Piece]:
    place = 0
    for link in LINK.finditer(text):
        yield Piece(text[place : link.start()])
        yield Piece(link[2], opened(openid, link[1]))
        place = link.end()
    yield Piece(text[place:])


def _button(openid: str, button: Mapping[str, Any]) -> Mapping[str, Any]:
    """A button of the menu; one that opens a page does so on this telephone."""
    below = [_button(openid, one) for one in button["sub_button"]] if button.get("sub_button") else []
    url = opened(openid, button["url"]) if button.get("url") else ""
    return {"name": button["name"], "key": button.get("key", ""), "url": url, "below": below}
