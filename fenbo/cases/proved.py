"""Whoever proved a telephone in this browser, in a signed cookie that names the link and not the telephone.

The server keeps nothing, and a link that was ended anywhere is ended here too.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from fenbo.cases.opening import cases_of
from fenbo.notices import people
from fenbo.notices.models import Address

COOKIE, SALT = "fenbo_mine", "fenbo.website.proved"


def address(request: HttpRequest) -> Address | None:
    """The telephone that was proved here, with its person; at most one query a request."""
    kept = getattr(request, "_proved", None)
    if kept is None:
        kept = request._proved = [_read(request)]  # type: ignore[attr-defined]
    found: Address | None = kept[0]
    return found


def _read(request: HttpRequest) -> Address | None:
    try:
        key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    return people.proved(int(key))


def case_ids(request: HttpRequest) -> list[UUID]:
    """The cases that this opens; without the cookie nothing is asked of the database."""
    mine = address(request)
    return list(cases_of(mine.person).values_list("pk", flat=True)) if mine else []


def keep(response: HttpResponse, mine: Address) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(mine.pk, salt=SALT),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def leave(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
