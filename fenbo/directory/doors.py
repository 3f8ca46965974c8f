"""Who may open a page at all. Every view stands behind one of these doors; a test walks all addresses.

A door looks only at duties. Which cases somebody finds behind it is decided by `fenbo.cases.scope`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff

View = Callable[..., HttpResponseBase]
# A public view may also be asynchronous.
AnyView = TypeVar("AnyView", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Door:
    """Open to everybody, or to staff who hold one of the duties at any unit (no duty named: to all staff)."""

    is_public: bool
    duties: tuple[Duty, ...] = ()


def public_door(view: AnyView) -> AnyView:
    """Everybody may knock; what is found behind it is public or opened by a query code."""
    view.door = Door(is_public=True)  # type: ignore[attr-defined]
    return view


def staff_door(*duties: Duty) -> Callable[[View], View]:
    """Staff with one of these duties; others are sent to the login or told that it is not their duty."""

    def hang(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return cast(HttpResponse, redirect_to_login(request.get_full_path()))
            actor = actor_of(request)
            if duties and not any(actor.has(duty) for duty in duties):
                raise MissingDuty
            return view(request, *args, **kwargs)

        opened.door = Door(is_public=False, duties=duties)  # type: ignore[attr-defined]
        return opened

    return hang


def actor_of(request: HttpRequest) -> Actor:
    """The acting person with today's posts, asked of the database once in a request."""
    known = getattr(request, "_actor", None)
    if isinstance(known, Actor):
        return known
    user = request.user
    actor = of_staff(user, clock.now()) if isinstance(user, Staff) else Actor.public()
    request._actor = actor  # type: ignore[attr-defined]
    return actor
