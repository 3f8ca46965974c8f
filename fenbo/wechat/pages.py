"""Pages that are opened within WeChat: they learn silently who opened them, and show whose own cases these are."""

import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from fenbo.cases import opened, proved
from fenbo.cases.opening import own_cases
from fenbo.cases.operations.following import follow, leave
from fenbo.core import clock
from fenbo.core.ids import read_public_number
from fenbo.directory.doors import View, public_door
from fenbo.notices.models import Address, By
from fenbo.notices.people import person_at
from fenbo.officialaccount import client, logins
from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.wechat import answering, operations
from fenbo.wechat.links import address
from fenbo.wechat.models import WechatUser

STATE, SALT = "fenbo_wechat_state", "fenbo.wechat.pages"
# As long as somebody needs to go to WeChat and come back.
STATE_SECONDS = 600


def within(*methods: str) -> Callable[[View], View]:
    """A page for one person, where there is an account that can ask who that is."""

    def wrap(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not client.is_connected():
                raise Http404
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return public_door(require_http_methods(list(methods))(shown))

    return wrap


@within("GET")
def enter(request: HttpRequest) -> HttpResponse:
    """To WeChat, and from there to `next`. The state is known to this browser alone, and for ten minutes."""
    onward = request.GET.get("next", "")
    if not (
        onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    ):
        onward = reverse("wechat:mine")
    if visitor(request):
        return redirect(onward)
    state = secrets.token_hex(16)
    response = redirect(logins.address(back=address("wechat:back"), state=state))
    response.set_cookie(
        STATE,
        signing.dumps([state, onward], salt=SALT),
        max_age=STATE_SECONDS,
        path=reverse("wechat:back"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@within("GET")
def back(request: HttpRequest) -> HttpResponse:
    """From WeChat, with a code. One that was used, or that somebody else was given, opens nothing."""
    try:
        state, onward = signing.loads(request.COOKIES.get(STATE, ""), salt=SALT, max_age=STATE_SECONDS)
    except signing.BadSignature:
        return _refused(request, 403)
    code = request.GET.get("code", "")
    if not code or not hmac.compare_digest(state.encode(), request.GET.get("state", "").encode()):
        return _refused(request, 403)
    try:
        who = logins.login(code)
    except Declined as refusal:
        return _refused(request, 503 if refusal.remedy == Remedy.LATER else 403)
    user = operations.visit(who.openid, now=clock.now())
    response = redirect(onward)
    response.set_cookie(
        logins.VISITOR,
        signing.dumps(user.pk, salt=SALT),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    _open(request, response, user, answering.linked_phone(user))
    response.delete_cookie(STATE, path=reverse("wechat:back"), samesite="Lax")
    return response


def _refused(request: HttpRequest, status: int) -> HttpResponse:
    response = render(request, "wechat/refused.html", {"is_away": status == 503}, status=status)
    response.delete_cookie(STATE, path=reverse("wechat:back"), samesite="Lax")
    return response


def visitor(request: HttpRequest) -> WechatUser | None:
    """Whoever WeChat said is here, if that was no longer ago than a session lasts."""
    try:
        key = signing.loads(
            request.COOKIES.get(logins.VISITOR, ""), salt=SALT, max_age=settings.SESSION_COOKIE_AGE
        )
    except signing.BadSignature:
        return None
    return WechatUser.objects.filter(pk=key).first()


@within("GET", "POST")
def mine(request: HttpRequest) -> HttpResponse:
    """我的诉求: those brought or added here, and by a linked telephone. What else this browser has opened can be added,
    and what was brought or added here taken out."""
    user = visitor(request)
    if user is None:
        return redirect(f"{reverse('wechat:enter')}?next={reverse('wechat:mine')}")
    if request.method == "POST":
        _change(request, user)
        return redirect("wechat:mine")
    linked, phone = answering.everything(user), answering.linked_phone(user)
    here = set(user.cases.values_list("case_id", flat=True))
    known = {case.pk for case in linked}
    others = [case for case in own_cases(opened.requester(request)) if case.pk not in known]
    response = render(
        request,
        "wechat/mine.html",
        {
            "linked": [(case, case.pk in here) for case in linked],
            "others": others,
            "is_linked": phone is not None,
        },
    )
    _open(request, response, user, phone)
    return response


def _open(request: HttpRequest, response: HttpResponse, user: WechatUser, phone: Address | None) -> None:
    """The visitor's cases open in this browser; those of a linked telephone as long as the link is, and no longer."""
    opened.open_cases(request, response, answering.keys(user))
    if phone is not None:
        proved.keep(response, phone)


def _change(request: HttpRequest, user: WechatUser) -> None:
    """Only what this browser has opened is added, so that a number alone gains nothing."""
    number = read_public_number(request.POST.get("number", "")) or ""
    now = clock.now()
    if "add" in request.POST:
        case = own_cases(opened.requester(request)).filter(number=number).first()
        if case is not None:
            answering.keep(user, case.pk, now)
            follow(case=case, person=person_at(by=By.WECHAT, value=user.openid, now=now), now=now)
    elif "leave" in request.POST:
        for linked in user.cases.filter(case__number=number):
            leave(case_id=linked.case_id, person=person_at(by=By.WECHAT, value=user.openid, now=now))
            linked.delete()
