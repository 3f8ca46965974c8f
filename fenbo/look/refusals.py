"""What the operations refuse, and a database that is away, as pages."""

import logging
from collections.abc import Callable
from contextlib import suppress

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fenbo.core.errors import Refused

logger = logging.getLogger(__name__)
TEMPLATES = {403: "403.html", 404: "404.html", 409: "409.html"}


class Refusals:
    """A refusal that no view turned into words of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError):
            return _away(request)
        if not isinstance(error, Refused):
            return None
        template = TEMPLATES.get(error.status, "look/refused.html")
        context = {"message": error.message, "status": error.status}
        return render(request, template, context, status=error.status)


def _away(request: HttpRequest) -> HttpResponse:
    """The database is being restarted: asked again a little later, the same request will do."""
    logger.exception("the database does not answer: %s", request.path)
    _forget_cut_connections()
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "5"
    return response


def _forget_cut_connections() -> None:
    """All that lie idle were cut together: otherwise each of them would fail one more request."""
    pool = getattr(connection, "pool", None)
    if pool is not None:
        with suppress(Exception):
            pool.check()
