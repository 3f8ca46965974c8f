"""The telephone of a seat that has none: a small window that stays open beside the desk."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.hotline import phones, queries, scope
from fenbo.hotline.models import Device


@never_cache
@require_GET
@staff_door(Duty.TAKE_IN, Duty.DISPATCH, Duty.LEAD, Duty.SUPERVISE)
def show(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    session = queries.session_of(actor)
    if session is None or session.seat.device != Device.BROWSER:
        messages.error(request, _("先签入一个用浏览器接听的席位。"))
        return redirect("console:hotline" if scope.is_agent(actor) else "console:wall")
    context = {
        "session": session,
        "url": settings.PHONE_URL,
        "key": phones.key_of(session),
        "words": words(),
    }
    return _reaching_out(request, context)


def _reaching_out(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    """This page alone may open a connection to the platform."""

    @csp_update({"connect-src": [settings.PHONE_URL]})
    def drawn(_request: HttpRequest) -> HttpResponse:
        return render(request, "console/hotline/phone.html", context)

    return drawn(request)


def words() -> dict[str, str]:
    """What the window says of itself."""
    return {
        "connecting": _("正在连接"),
        "ready": _("可以接听"),
        "ringing": _("来电振铃"),
        "talking": _("通话中"),
        "lost": _("连接断开，正在重连"),
        "refused": _("没有登记上，请重新打开"),
        "deaf": _("不能使用麦克风，请在浏览器里允许"),
    }
