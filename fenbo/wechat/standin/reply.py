"""What goes back over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(found: Mapping[str, Any]) -> Reply:
    return Reply(200, "application/json; charset=utf-8", json.dumps(found, ensure_ascii=False).encode())


def page(body: str, status: int = 200) -> Reply:
    return Reply(status, "text/html; charset=utf-8", f"<!doctype html><meta charset=utf-8>{body}".encode())


def onward(address: str, cookie: str = "") -> Reply:
    return Reply(302, "text/plain", b"", {"Location": address, **({"Set-Cookie": cookie} if cookie else {})})
