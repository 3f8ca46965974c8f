"""Server-sent events: how a stream is written."""

from collections.abc import AsyncIterator

from django.http import StreamingHttpResponse


def event(name: str, data: str) -> str:
    """One event as the HTML standard writes it (9.2.5): every line of the data on a `data:` line of its own."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"


def stream(events: AsyncIterator[str]) -> StreamingHttpResponse:
    """A response that no proxy holds back."""
    response = StreamingHttpResponse(events, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
