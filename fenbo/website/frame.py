"""What the public views share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from fenbo.directory.doors import View, public_door


def private(*methods: str) -> Callable[[View], View]:
    """A page for one person: open to all to knock, kept by no cache, found by no search engine."""

    def wrap(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return public_door(require_http_methods(list(methods or ("GET", "HEAD")))(shown))

    return wrap


def public(view: View) -> View:
    """A page for everybody, only to be read."""
    return public_door(require_http_methods(["GET", "HEAD"])(view))
