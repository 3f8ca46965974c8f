"""The cases that this browser has opened. Kept in the session, so that no code stands in an address or a history."""

from uuid import UUID

from django.http import HttpRequest

from fenbo.directory.actors import Actor

CASES, RECEIPT = "cases", "receipt"
# Older ones are forgotten: somebody who helps others with theirs opens them anew.
MOST = 20


def open_case(request: HttpRequest, case_id: UUID) -> None:
    """From here on this browser acts as the case's requester."""
    others = [key for key in request.session.get(CASES, []) if key != str(case_id)]
    request.session[CASES] = [*others, str(case_id)][-MOST:]
    # A session that somebody else put into this browser must not gain the case. A new one gets its key when it is saved.
    if request.session.session_key:
        request.session.cycle_key()


def close_all(request: HttpRequest) -> None:
    for name in (CASES, RECEIPT):
        request.session.pop(name, None)


def requester(request: HttpRequest) -> Actor:
    """The requester of every case that was opened here; of none, somebody who sees nothing."""
    return Actor.requester(UUID(key) for key in request.session.get(CASES, []))
