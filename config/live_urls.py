"""What the live process answers: streams only."""

from typing import Any

from django.urls import URLPattern, path

from config.live import ping
from fenbo.console import live
from fenbo.console.screen import hanging


def stream(address: str, view: Any) -> URLPattern:
    """Django runs coroutines as views; its type stubs do not know it yet."""
    found: URLPattern = path(address, view)
    return found


urlpatterns = [
    stream("live/ping", ping),
    stream("live/queue", live.queue),
    stream("live/desk", live.desk),
    stream("live/calls", live.calls),
    stream("live/screen", hanging.listen),
]
