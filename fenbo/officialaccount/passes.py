"""The account's token and ticket: fetched by one process at a time, kept for all, replaced before they run out."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.officialaccount.models import Pass
from fenbo.officialaccount.wire import exchange

# For five minutes before its end WeChat gives a new token beside the old one, and takes both.
MARGIN = timedelta(minutes=4)
TOKEN, TICKET = "access_token", "jsapi_ticket"
# Value and seconds that it holds; forced, where the ordinary way gave what WeChat has just refused.
Fetch = Callable[[bool], tuple[str, int]]


def access_token(now: datetime, *, instead_of: str = "") -> str:
    """The token that calls are made with, another one than `instead_of`. Raises Declined.

    The ordinary way (stable_token) gives every process the same; a new one is forced only where that is the refused one,
    since WeChat allows it twenty times a day.
    """

    def fetch(forced: bool) -> tuple[str, int]:
        said = {
            "grant_type": "client_credential",
            "appid": settings.WECHAT["app_id"],
            "secret": settings.WECHAT["secret"],
            "force_refresh": forced,
        }
        return lent(exchange("/cgi-bin/stable_token", said, {}), "access_token")

    return kept(TOKEN, fetch, now, instead_of)


def at_hand(name: str, now: datetime) -> str:
    """What is kept under that name and holds; empty where that would have to be fetched."""
    row = Pass.objects.filter(pk=name).first()
    return row.value if row is not None and row.until is not None and now < row.until else ""


def kept(name: str, fetch: Fetch, now: datetime, instead_of: str = "") -> str:
    """What is kept under that name while it holds, or what is fetched in its place."""
    row = Pass.objects.filter(pk=name).first()
    if row is not None and _holds(row, now, instead_of):
        return row.value
    Pass.objects.bulk_create([Pass(name=name)], ignore_conflicts=True)
    with transaction.atomic():
        row = Pass.objects.select_for_update().get(pk=name)
        # Whoever held the lock before may have fetched it.
        if _holds(row, now, instead_of):
            return row.value
        value, seconds = fetch(False)
        if value == instead_of:
            value, seconds = fetch(True)
        row.value, row.until = value, now + timedelta(seconds=seconds)
        row.save()
        return row.value


def _holds(row: Pass, now: datetime, instead_of: str) -> bool:
    return bool(row.value) and row.value != instead_of and row.until is not None and now < row.until - MARGIN


def lent(found: Mapping[str, Any], name: str) -> tuple[str, int]:
    """The value and how many seconds it holds, of an answer. Raises Declined where it has none."""
    value, seconds = found.get(name), found.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(seconds, int):
        raise Declined(0, remedy=Remedy.LATER)
    return value, seconds
