"""The page of a demonstration that shows a telephone, so that nobody needs an account to play the citizen."""

import re
import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fenbo.directory.doors import public_door
from fenbo.notices.operations import can_be_texted
from fenbo.wechat import telephone

# Whose telephone this browser is: nobody's real name, made here.
COOKIE, KNOWN = "fenbo_demo_telephone", re.compile(r"oDemo[A-Za-z0-9_-]{16}")
# Which number's short messages are shown; never in an address.
NUMBER = "fenbo_demo_number"
LONGEST_TEXT, LONGEST_PHOTO, A_MONTH = 2_000, 10 * 1024 * 1024, 30 * 86_400
PLACE = "西宁市城西区五四大街"


@public_door
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """The conversation, and what can be done in it. Only a demonstration has this page."""
    if not settings.WECHAT["standin"]:
        raise Http404
    openid = request.COOKIES.get(COOKIE, "")
    if not KNOWN.fullmatch(openid):
        openid = f"oDemo{secrets.token_urlsafe(12)}"
    number = _number(request)
    response = _shown(request, openid, number)
    if number:
        response.set_cookie(NUMBER, number, max_age=A_MONTH, httponly=True, samesite="Lax")
    response.set_cookie(COOKIE, openid, max_age=A_MONTH, httponly=True, samesite="Lax")
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _number(request: HttpRequest) -> str:
    typed = re.sub(r"\D", "", request.POST.get("number", "")) or request.COOKIES.get(NUMBER, "")
    return typed if can_be_texted(typed) else ""


def _shown(request: HttpRequest, openid: str, number: str) -> HttpResponse:
    shown: dict[str, Any] = {
        "screen": None,
        "is_away": True,
        "has_sms": bool(settings.SMS["standin"]),
        "number": number,
        "texts": [],
    }
    try:
        if request.method == "POST":
            if "number" not in request.POST:
                _act(request, openid)
            return redirect("wechat:phone")
        shown |= {
            "screen": telephone.look(openid),
            "texts": telephone.short_messages(number),
            "is_away": False,
        }
    except telephone.Away:
        return render(request, "wechat/phone.html", shown, status=503)
    return render(request, "wechat/phone.html", shown)


def _act(request: HttpRequest, openid: str) -> None:
    """What was pressed. An empty text says nothing."""
    photo = request.FILES.get("photo")
    if act := next((one for one in ("follow", "unfollow") if one in request.POST), ""):
        telephone.do(openid, act)
    elif key := request.POST.get("key", "")[:128]:
        telephone.do(openid, "tap", key=key)
    elif "place" in request.POST:
        telephone.do(openid, "place", label=PLACE)
    elif photo and (photo.size or 0) <= LONGEST_PHOTO:
        telephone.do(openid, "photo", content=photo.read().hex())
    elif text := request.POST.get("text", "").strip()[:LONGEST_TEXT]:
        telephone.do(openid, "say", text=text)
