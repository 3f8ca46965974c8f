"""One exchange with WeChat's servers, by plain HTTP (decision 23)."""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from fenbo.officialaccount.errors import Declined, Remedy

TIMEOUT = 10  # seconds
LONGEST_ANSWER = 1024 * 1024


def exchange(path: str, said: Mapping[str, Any] | None, query: Mapping[str, str]) -> Mapping[str, Any]:
    """GET, or POST of what is `said` as JSON. Raises Declined, also where nobody answers."""
    return read(ask(path, said, query)[1])


def ask(
    path: str, said: Mapping[str, Any] | None, query: Mapping[str, str], longest: int = LONGEST_ANSWER
) -> tuple[str, bytes]:
    """Kind and content of the answer. Raises Declined where there is none, or one of more than `longest` bytes."""
    address = f"{settings.WECHAT['api']}{path}?{urlencode(query)}"
    body = None if said is None else json.dumps(said, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            raw = answer.read(longest + 1)
            kind = str(answer.headers.get("Content-Type", ""))
    except OSError:
        # The message of the error has the address, and that has the token.
        raise Declined(0, remedy=Remedy.LATER) from None
    if len(raw) > longest:
        raise Declined(0, remedy=Remedy.NEVER)
    return kind, raw


def read(raw: bytes) -> Mapping[str, Any]:
    """An answer in JSON. Raises Declined where it is a refusal, or none that can be read."""
    try:
        found = json.loads(raw)
    except ValueError:
        raise Declined(0, remedy=Remedy.LATER) from None
    if not isinstance(found, dict):
        raise Declined(0, remedy=Remedy.LATER)
    if code := found.get("errcode", 0):
        raise Declined(code if isinstance(code, int) else 0)
    return found
