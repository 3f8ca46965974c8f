"""What the account asks of WeChat, with its token."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings

from fenbo.officialaccount import passes, wire
from fenbo.officialaccount.errors import Declined, Remedy

# Photos are at most 10 MB, voices 2 MB.
LONGEST_MEDIUM = 11 * 1024 * 1024
Answer = TypeVar("Answer")


def is_connected() -> bool:
    """Whether this installation may call WeChat."""
    return bool(settings.WECHAT["app_id"] and settings.WECHAT["secret"])


def call(
    path: str, said: Mapping[str, Any] | None = None, *, now: datetime, query: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """GET, or POST of what is `said`, with the account's token. Raises Declined."""
    return _with_token(lambda token: wire.exchange(path, said, {"access_token": token, **(query or {})}), now)


def _with_token(ask: Callable[[str], Answer], now: datetime) -> Answer:
    """A token that WeChat no longer takes is replaced, and what is asked asked once more."""
    token = passes.access_token(now)
    try:
        return ask(token)
    except Declined as refusal:
        if refusal.remedy != Remedy.TOKEN:
            raise
    try:
        return ask(passes.access_token(now, instead_of=token))
    except Declined as refusal:
        if refusal.remedy != Remedy.TOKEN:
            raise
        raise Declined(refusal.code, remedy=Remedy.LATER) from None


def ticket(now: datetime) -> str:
    """What pages sign with that use scripts of WeChat (JS-SDK). Raises Declined."""

    def fetch(_forced: bool) -> tuple[str, int]:
        found = call("/cgi-bin/ticket/getticket", now=now, query={"type": "jsapi"})
        return passes.lent(found, "ticket")

    return passes.kept(passes.TICKET, fetch, now)


@dataclass(frozen=True, slots=True)
class Medium:
    """What somebody sent; `kind` is what WeChat calls it (a media type)."""

    kind: str
    content: bytes


def medium(media_id: str, *, now: datetime) -> Medium:
    """A photo or voice that somebody sent, kept by WeChat for three days. Raises Declined.

    A video comes as an address somewhere else, which is not followed.
    """
    return _with_token(lambda token: _medium(media_id, token), now)


def _medium(media_id: str, token: str) -> Medium:
    query = {"access_token": token, "media_id": media_id}
    kind, raw = wire.ask("/cgi-bin/media/get", None, query, LONGEST_MEDIUM)
    if kind.startswith(("application/json", "text/plain")):
        wire.read(raw)
        raise Declined(0, remedy=Remedy.NEVER)
    return Medium(kind, raw)
