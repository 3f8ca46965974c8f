"""WeChat's script in pages that are opened within WeChat (JS-SDK): what it wants signed, and that it may be loaded."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fenbo.officialaccount import client, passes
from fenbo.officialaccount.errors import Declined
from fenbo.officialaccount.logins import VISITOR

logger = logging.getLogger(__name__)
# What WeChat's browser calls itself.
AGENT = "MicroMessenger"


@dataclass(frozen=True, slots=True)
class Signed:
    """What the page hands to the script, and where this lies."""

    app_id: str
    stamp: int
    nonce: str
    signature: str
    script: str


def signature(*, ticket: str, nonce: str, stamp: int, url: str) -> str:
    """SHA-1 over the four by the order of their names; of the address without what follows a #."""
    parts = {"jsapi_ticket": ticket, "noncestr": nonce, "timestamp": stamp, "url": url.partition("#")[0]}
    text = "&".join(f"{name}={value}" for name, value in sorted(parts.items()))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def for_page(request: HttpRequest, now: datetime) -> Signed | None:
    """None outside WeChat, and where no ticket is at hand: the page does without, and waits for nobody."""
    if not (client.is_connected() and _is_inside(request)):
        return None
    ticket = passes.at_hand(passes.TICKET, now)
    if not ticket:
        return None
    nonce, stamp = secrets.token_hex(8), int(now.timestamp())
    url = settings.SITE_URL + request.get_full_path()
    signed = signature(ticket=ticket, nonce=nonce, stamp=stamp, url=url)
    return Signed(settings.WECHAT["app_id"], stamp, nonce, signed, settings.WECHAT["script"])


def _is_inside(request: HttpRequest) -> bool:
    return AGENT in request.headers.get("User-Agent", "") or VISITOR in request.COOKIES


def admit(response: HttpResponse, signed: Signed | None) -> HttpResponse:
    """This one page may load scripts from WeChat's host."""
    if signed is not None:
        parts = urlsplit(signed.script)
        # What `csp.decorators.csp_update` does, for pages that know only when they are drawn.
        response._csp_update = {"script-src": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response


def keep_ticket(now: datetime) -> bool:
    """Have a ticket at hand before a page needs it; whether there is one."""
    if not client.is_connected():
        return False
    try:
        return bool(client.ticket(now))
    except Declined as refusal:
        logger.info("WeChat gave no ticket for scripts: %s", refusal.code)
        return False
