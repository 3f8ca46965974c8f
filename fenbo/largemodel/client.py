"""One question to the large model: chat completions as OpenAI documents them and many servers speak.

What is asked must already be fit to leave the house: nothing is taken out here.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings

LONGEST_ANSWER = 512 * 1024
MOST_TOKENS = 2_000
AT_HOME = ("127.0.0.1", "::1", "localhost")
# Models that reason aloud do it in here.
REASONING = re.compile(r"<think>.*?</think>", re.DOTALL)
LONGEST_PAUSE = timedelta(hours=1)


class NotAnswered(Exception):
    """There is no answer. `code` says why in one word; `later` after how long it may be asked again, None for never."""

    def __init__(self, code: str, later: timedelta | None = None) -> None:
        super().__init__(code)
        self.code, self.later = code, later


class _Stay(urllib.request.HTTPRedirectHandler):
    """Nobody leads what is asked, or the key, somewhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def is_on() -> bool:
    """Whether the settings name a model."""
    return bool(settings.LARGE_MODEL["url"] and settings.LARGE_MODEL["name"])


def complete(messages: Sequence[Mapping[str, str]]) -> str:
    """What the model says to these messages (`role` and `content`). Raises NotAnswered."""
    given = settings.LARGE_MODEL
    place = urlsplit(given["url"])
    if place.scheme != "https" and place.hostname not in AT_HOME:
        raise NotAnswered("not_https")
    said = {"model": given["name"], "messages": list(messages), "temperature": 0.2, "max_tokens": MOST_TOKENS}
    head = {"Content-Type": "application/json"}
    if given["key"]:
        head["Authorization"] = f"Bearer {given['key']}"
    request = urllib.request.Request(
        f"{given['url'].rstrip('/')}/chat/completions", json.dumps(said).encode(), head, method="POST"
    )
    try:
        with _opener.open(request, timeout=given["seconds"]) as answer:
            raw = answer.read(LONGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        with error:
            _refused(error)
    except OSError as error:
        raise NotAnswered("network", timedelta(seconds=10)) from error
    return _read(raw)


def _refused(error: urllib.error.HTTPError) -> NoReturn:
    if error.code == 429 or error.code >= 500:
        told = error.headers.get("Retry-After", "")
        pause = timedelta(seconds=int(told)) if told.isdecimal() and len(told) < 6 else timedelta(seconds=10)
        raise NotAnswered(str(error.code), min(pause, LONGEST_PAUSE)) from None
    raise NotAnswered(str(error.code)) from None


def _read(raw: bytes) -> str:
    if len(raw) > LONGEST_ANSWER:
        raise NotAnswered("too_long")
    try:
        text = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise NotAnswered("unreadable") from None
    if not isinstance(text, str) or not (told := REASONING.sub("", text).strip()):
        raise NotAnswered("empty")
    return told
