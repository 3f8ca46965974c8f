"""The cases that this browser has opened, in a signed cookie: no code stands in an address or a history.

The server keeps nothing, so that whoever submits leaves no session behind (docs/decisions/0021).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from fenbo.cases import proved
from fenbo.directory.actors import Actor

COOKIE, SALT = "fenbo_opened", "fenbo.website.opened"
# Older ones are forgotten: somebody who helps others with theirs opens them anew.
MOST = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """The cases, the oldest first, and of them the one that was submitted here, with whether it is as it was typed."""

    cases: tuple[UUID, ...] = ()
    sent: UUID | None = None
    is_as_sent: bool = False


def opened(request: HttpRequest) -> Opened:
    """What the cookie says, if we wrote it no longer ago than a session lasts."""
    try:
        cookie = request.COOKIES.get(COOKIE, "")
        keys, sent, is_as_sent = signing.loads(cookie, salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return Opened()
    return Opened(tuple(UUID(key) for key in keys), UUID(sent) if sent else None, is_as_sent)


def requester(request: HttpRequest) -> Actor:
    """The requester of every case that was opened here, or is of whoever proved their telephone here."""
    return Actor.requester({*opened(request).cases, *proved.case_ids(request)})


def requester_here(request: HttpRequest) -> Actor:
    """The requester of what was opened here with its code, or submitted here."""
    return Actor.requester(opened(request).cases)


def open_case(request: HttpRequest, response: HttpResponse, case_id: UUID) -> None:
    """From here on this browser acts as the case's requester.

    A cookie that somebody else put into this browser gains nothing: theirs still names only what they had opened.
    """
    known = opened(request)
    _keep(response, replace(known, cases=_with(known, case_id)))


def open_cases(request: HttpRequest, response: HttpResponse, cases: Iterable[UUID]) -> None:
    """The same for several at once, the newest first."""
    known = opened(request)
    for case_id in list(cases)[MOST - 1 :: -1]:
        known = replace(known, cases=_with(known, case_id))
    _keep(response, known)


def open_sent(request: HttpRequest, response: HttpResponse, case_id: UUID, *, is_as_sent: bool) -> None:
    """The same for what was submitted here, whose receipt comes next."""
    _keep(response, Opened(_with(opened(request), case_id), case_id, is_as_sent))


def close_all(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def _with(known: Opened, case_id: UUID) -> tuple[UUID, ...]:
    return (*(key for key in known.cases if key != case_id), case_id)[-MOST:]


def _keep(response: HttpResponse, now: Opened) -> None:
    told = [[key.hex for key in now.cases], now.sent.hex if now.sent else "", now.is_as_sent]
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=SALT, compress=True),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
