"""The screen in a browser that nobody is logged in at: on a wall a session would end after half an hour.

What it may show is decided anew at every refresh by the display's row; the browser holds its key in a signed cookie.
"""

from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fenbo.cases import scope
from fenbo.console import live
from fenbo.console.frame import perform
from fenbo.console.screen import views
from fenbo.console.screen.forms import HangForm
from fenbo.core import clock
from fenbo.core.streams import stream
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.doors import actor_of, public_door, staff_door
from fenbo.directory.models import Staff
from fenbo.reporting import displays
from fenbo.reporting.models import Display

COOKIE, SALT = "fenbo_display", "fenbo.console.screen.display"
AWAY = 403


@require_POST
@staff_door(*displays.MAY)
def hang(request: HttpRequest) -> HttpResponse:
    """Make this browser a display and log its leader out: whoever walks by finds a screen and no desk."""
    form = HangForm(request.POST)
    made: list[Display] = []

    def run(values: dict[str, str]) -> None:
        made.append(displays.hang(actor=actor_of(request), now=clock.now(), **values))

    def again(status: int) -> HttpResponse:
        context = {"form": form}
        return render(request, "console/screen/hang.html", context, status=status)

    response = perform(request, form, run, done="", to=reverse("wall:whole"), again=again)
    if made:
        logout(request)
        response.set_cookie(
            COOKIE,
            signing.dumps(made[0].pk.hex, salt=SALT),
            max_age=int(displays.HANGS.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_POST
@staff_door(*displays.MAY)
def take_down(request: HttpRequest, display_id: UUID) -> HttpResponse:
    displays.take_down(display_id=display_id, actor=actor_of(request), now=clock.now())
    return redirect("console:screen_meaning")


@public_door
@never_cache
@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    actor = shown_by(request)
    if actor is None:
        return render(request, "console/screen/away.html", status=AWAY)
    return views.page(request, actor, reverse("wall:now"), hung=True)


@public_door
@never_cache
@require_GET
def now(request: HttpRequest) -> HttpResponse:
    actor = shown_by(request)
    if actor is None:
        return HttpResponse(status=AWAY)
    return render(request, "console/screen/now.html", views.figures(request, actor))


def shown_by(request: HttpRequest) -> Actor | None:
    """Whom this browser's display stands for; None for any other browser."""
    try:
        key = UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except (signing.BadSignature, ValueError):
        return None
    return displays.shown_by(key, clock.now())


@public_door
async def listen(request: HttpRequest) -> HttpResponseBase:
    """The stream for both: whoever leads and is logged in, and displays."""
    user = await request.auser()
    if isinstance(user, Staff) and user.is_active:
        may = await sync_to_async(lambda: scope.sees_all_cases(of_staff(user, clock.now())))()
    else:
        may = await sync_to_async(lambda: shown_by(request) is not None)()
    return stream(live.changes(live.SCREEN_GAP_SECONDS)) if may else HttpResponse(status=AWAY)
