"""What WeChat knows: the account, who follows it, what stands in whose conversation, and what was lent for two hours."""

import itertools
import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fenbo.wechat.protocol import Account

HOLDS, RENEWED_BEFORE = 7200, 300  # seconds
# How many customer service messages what somebody did is worth, and for how many seconds (客服消息下发规则).
WRITING, TAPPING = (5, 48 * 3600), (3, 60)


class Side(StrEnum):
    """Who put something into a conversation."""

    PERSON = "person"
    ACCOUNT = "account"
    NOTICE = "notice"
    WECHAT = "wechat"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing in a conversation; `values` are those of a template, in its order."""

    side: Side
    text: str
    at: float
    url: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass
class Allowance:
    left: int
    until: float


@dataclass
class Person:
    """Somebody with a telephone. `refused` are templates they declined, `consents` how often they may be told once."""

    openid: str
    nickname: str = "演示用户"
    is_following: bool = True
    refused: set[str] = field(default_factory=set)
    consents: Counter[str] = field(default_factory=Counter)
    allowances: list[Allowance] = field(default_factory=list)
    chat: list[Bubble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody opens a page: what was asked for (a scope), by whom, and until when the code or token holds."""

    openid: str
    scope: str
    until: float


@dataclass
class World:
    """`knock` is the account's address for messages; `domain` the host whose pages may log people in (网页授权域名).

    `templates` are the field names of each. Tests turn the clock by `ahead`, and say by `tricks` how the next calls of
    an interface end: with an error code, or with one of "malformed", "silent", "cut".
    """

    account: Account
    secret: str
    knock: str = ""
    domain: str = ""
    templates: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quotas: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    menu: Mapping[str, Any] | None = None
    tokens: dict[str, float] = field(default_factory=dict)
    tickets: dict[str, float] = field(default_factory=dict)
    codes: dict[str, Login] = field(default_factory=dict)
    used_codes: set[str] = field(default_factory=set)
    logins: dict[str, Login] = field(default_factory=dict)
    sent: list[Mapping[str, Any]] = field(default_factory=list)
    sent_once: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    forced: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    tricks: list[tuple[str, int | str]] = field(default_factory=list)
    ahead: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(24_000_000_000_000_000))

    def now(self) -> float:
        return time.time() + self.ahead

    def lend(self, kept: dict[str, float]) -> tuple[str, int]:
        """The newest token or ticket that holds, and for how long. In its last five minutes a new one stands beside it."""
        value, until = max(kept.items(), key=lambda one: one[1], default=("", 0.0))
        if until - self.now() <= RENEWED_BEFORE:
            value, until = secrets.token_urlsafe(64), self.now() + HOLDS
            kept[value] = until
        return value, int(until - self.now())

    def person(self, openid: str) -> Person:
        return self.people.setdefault(openid, Person(openid))

    def show(
        self, openid: str, side: Side, text: str, url: str = "", values: Mapping[str, str] | None = None
    ) -> None:
        bubble = Bubble(side, text, self.now(), url, tuple((values or {}).items()))
        self.person(openid).chat.append(bubble)

    def allow(self, openid: str, worth: tuple[int, int]) -> None:
        """Something that somebody did, worth so many messages for so long."""
        left, seconds = worth
        mine = self.person(openid).allowances
        mine[:] = [one for one in mine if one.until > self.now()]
        mine.append(Allowance(left, self.now() + seconds))
