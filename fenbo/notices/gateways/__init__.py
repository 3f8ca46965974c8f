"""Ways to a telephone: each takes one approved message at a time."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

TIMEOUT = 10  # seconds
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """`key` is the same at every try: a gateway repeats it in its reports. `template` is its name of the wording."""

    key: str
    to: str
    template: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """The gateway has it: under which name, and as how many messages it counts it where it says so."""

    receipt: str
    parts: int = 1


class NotTaken(Exception):
    """The gateway has not taken it. `code` is its own word for why, or `network`.

    `is_final`: this message will never be taken. `is_general`: no other would be taken now either, for as long as
    the `pause` where it says so.
    """

    def __init__(
        self, code: str, *, is_final: bool = False, is_general: bool = False, pause: timedelta | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.is_final, self.is_general, self.pause = code[:80], is_final, is_general, pause


@dataclass(frozen=True, slots=True)
class Account:
    """What a gateway knows us by. `sign` stands before every message (【…】); `app_id` and `region` are for Tencent."""

    key_id: str
    secret: str
    sign: str
    endpoint: str
    app_id: str = ""
    region: str = "ap-guangzhou"


def account(given: Mapping[str, Any], endpoint: str) -> Account:
    """The account of the settings, at the provider's own place unless they name another."""
    return Account(
        key_id=given["key_id"],
        secret=given["secret"],
        sign=given["sign"],
        endpoint=given["endpoint"] or endpoint,
        app_id=given["app_id"],
        region=given["region"],
    )


Gateway = Callable[[Account, Message, datetime], Taken]


def ask(request: urllib.request.Request) -> Mapping[str, Any]:
    """The answer of a gateway, also one to a request that it refuses. Raises NotTaken when there is none."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            raw = answer.read(LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            raw = error.read(LONGEST_ANSWER)
    except OSError as error:
        # What stands in the message of the error may be the address with the telephone number.
        raise NotTaken("network", is_general=True) from error
    try:
        found = json.loads(raw)
    except ValueError as error:
        raise NotTaken("unreadable", is_general=True) from error
    return found if isinstance(found, dict) else {}
