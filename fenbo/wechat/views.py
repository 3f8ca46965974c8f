"""Where WeChat's servers knock."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fenbo.core import clock
from fenbo.directory.doors import public_door
from fenbo.wechat import operations, protocol
from fenbo.wechat.patience import TooLong
from fenbo.wechat.protocol import Account, Forged, Unreadable

# How far WeChat's clock and ours may be apart; an older message was recorded by somebody.
STALE_SECONDS = 600


def account() -> Account | None:
    """The account of this installation; None where there is none."""
    given = settings.WECHAT
    if not given["token"]:
        return None
    return Account(given["token"], given["app_id"], given["aes_key"], is_safe=given["mode"] == "safe")


@public_door
@csrf_exempt
@require_http_methods(["GET", "POST"])
def knock(request: HttpRequest) -> HttpResponse:
    """The proof that the address is ours, and every message. Signed by WeChat; a forged one is refused without a word."""
    ours = account()
    if ours is None:
        raise Http404
    query = {name: str(value) for name, value in request.GET.items()}
    if not _is_fresh(query.get("timestamp", "")):
        return HttpResponse(status=403)
    if request.method == "GET":
        return _proof(ours, query)
    if int(request.headers.get("Content-Length") or 0) > protocol.LONGEST_BODY:
        return HttpResponse(status=413)
    try:
        incoming = protocol.read(ours, query, request.body)
    except Forged:
        return HttpResponse(status=403)
    except Unreadable:
        return HttpResponse(status=400)
    return _reply(ours, query, incoming)


def _is_fresh(stamp: str) -> bool:
    return (
        stamp.isascii()
        and stamp.isdecimal()
        and len(stamp) < 12
        and abs(clock.now().timestamp() - int(stamp)) <= STALE_SECONDS
    )


def _proof(ours: Account, query: dict[str, str]) -> HttpResponse:
    signed = protocol.is_signed(
        query.get("signature", ""), ours.token, query.get("timestamp", ""), query.get("nonce", "")
    )
    if not signed:
        return HttpResponse(status=403)
    return HttpResponse(query.get("echostr", ""), content_type="text/plain; charset=utf-8")


def _reply(ours: Account, query: dict[str, str], incoming: protocol.Incoming) -> HttpResponse:
    """An answer at once, or the empty one that keeps WeChat from asking again."""
    now = clock.now()
    try:
        said = operations.hear(incoming, now=now)
    except TooLong:
        said = _("现在问的人很多，请稍等一会儿再发一次；急事请拨 12345 转 0。")
    if not said:
        return HttpResponse("", content_type="text/plain")
    answer = protocol.write(incoming, said, now)
    if query.get("encrypt_type") == "aes":
        answer = protocol.seal(ours, answer, now)
    return HttpResponse(answer, content_type="application/xml; charset=utf-8")
