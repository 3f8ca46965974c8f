"""What the operations refuse, as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fenbo.core.errors import Refused

TEMPLATES = {403: "403.html", 404: "404.html", 409: "409.html"}


class Refusals:
    """A refusal that no view turned into words of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        template = TEMPLATES.get(error.status, "look/refused.html")
        context = {"message": error.message, "status": error.status}
        return render(request, template, context, status=error.status)
