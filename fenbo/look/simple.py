"""The simple version (简洁版): large type and strong contrast, chosen once and kept by the browser on every page.

A link chooses it, so that it works without script; the cookie says nothing about anybody and goes nowhere else.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PARAMETER, COOKIE, A_YEAR = "simple", "fenbo_simple", 365 * 24 * 3600
ON, OFF = "1", "0"


def chosen(request: HttpRequest) -> bool:
    """What this address asks for, else what the browser kept."""
    asked = request.GET.get(PARAMETER)
    return (asked if asked in (ON, OFF) else request.COOKIES.get(COOKIE)) == ON


class SimpleVersion:
    """Keeps the choice that an address makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        asked = request.GET.get(PARAMETER)
        if asked == ON:
            # Read by the script too, for pages that were kept for times without a network.
            response.set_cookie(COOKIE, ON, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
        elif asked == OFF:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
