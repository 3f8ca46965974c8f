"""Addresses of the page that is being shown, with something changed."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse

CURSORS = ("before", "after")


@dataclass(frozen=True)
class Link:
    """One entry of a menu, a row of tabs or a trail. `count` is a badge, `key` a keyboard shortcut."""

    label: str
    url: str
    count: int | str | None = None
    current: bool = False
    key: str = ""


def request_in(context: Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


def with_query(request: HttpRequest | None, **changes: str | None) -> str:
    """`?…` of the present page with these parameters set, or dropped where None."""
    given = request.GET.lists() if request else ()
    query = [(name, value) for name, values in given if name not in changes for value in values]
    query += [(name, value) for name, value in changes.items() if value is not None]
    return f"?{urlencode(query)}"


@cache
def named(*names: str) -> str:
    """The address of the first of these routes that exists, else empty: a menu shows only what is there."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def within(url: str, request: HttpRequest | None) -> bool:
    """Whether the page shown is this one or lies below it; the front page is only itself."""
    path = request.path if request else ""
    return path == url if url == "/" else bool(url) and path.startswith(url)
