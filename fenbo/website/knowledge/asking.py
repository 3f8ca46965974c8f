"""Before you ask: what may answer it already, while somebody types; and whether it did."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fenbo.core import clock
from fenbo.core.errors import OutOfScope
from fenbo.knowledge.models import Item, ItemKind
from fenbo.knowledge.operations import readers
from fenbo.knowledge.search import cases, engine
from fenbo.website.addresses import PAGES
from fenbo.website.frame import private

# With less than this nobody can tell what it will be about.
SHORTEST = 2
COOKIE, A_DAY = "fenbo_reader", 24 * 3600
# The fields of forms that hold what is being written, in the order in which they say most.
FIELDS = ("q", "title", "content")


@private("POST")
def before_you_ask(request: HttpRequest) -> HttpResponse:
    """The few answers, policies and published cases that fit best, as a piece of a page.

    A POST although nothing is written: addresses end up in logs, and people write their telephone numbers here.
    """
    text = " ".join(filter(None, (request.POST.get(name, "").strip() for name in FIELDS)))
    found: list[Item] = []
    alike = []
    if len(text) >= SHORTEST:
        found = engine.suggest(text, region=request.POST.get("region", ""))
        alike = cases.like(text)
    context = {"found": found, "alike": alike, "case_kind": cases.KIND}
    return render(request, "website/knowledge/parts/suggestions.html", context)


@private()
def open_suggestion(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Lead on to what was chosen and remember for a day that it was opened."""
    response = redirect(*_address(kind, key))
    if not readers.is_by_hand(request.method, request.headers):
        return response
    cookie = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(16)
    readers.note_opening(cookie=cookie, kind=kind, item=key, now=clock.now())
    if (
        COOKIE not in request.COOKIES
    ):  # its day begins with the first opening, and no later one puts off its end
        response.set_cookie(
            COOKIE, cookie, max_age=A_DAY, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def _address(kind: str, key: UUID) -> tuple[str, str]:
    if kind == cases.KIND:
        return "website:publication", cases.number_of(key)
    if kind not in ItemKind.values:
        raise OutOfScope
    return PAGES[ItemKind(kind)], engine.slug_of(ItemKind(kind), key)


def submitted(request: HttpRequest) -> None:
    """Called when a visitor has submitted a case: what they opened before did not suffice."""
    cookie = request.COOKIES.get(COOKIE, "")
    if cookie:
        readers.note_submission(cookie=cookie)
