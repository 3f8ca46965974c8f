"""The live process: heartbeats, and who may read them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config import live
from fenbo.core.streams import event, stream
from tests.loops import run


def through_the_door(origin: str | None) -> HttpResponse:
    async def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    headers = {"Origin": origin} if origin else {}
    request = RequestFactory().get("/live/ping", headers=headers)
    response = run(live.AllowSite(answer)(request))
    assert isinstance(response, HttpResponse)
    return response


def test_the_site_itself_may_read_with_its_cookies() -> None:
    response = through_the_door(settings.SITE_URL)
    assert response["Access-Control-Allow-Origin"] == settings.SITE_URL
    assert response["Access-Control-Allow-Credentials"] == "true"


@pytest.mark.parametrize(
    "origin", [None, "null", "*", "http://evil.example", f"{settings.SITE_URL}.evil.example"]
)
def test_nobody_else_may(origin: str | None) -> None:
    response = through_the_door(origin)
    assert "Access-Control-Allow-Origin" not in response
    assert "Access-Control-Allow-Credentials" not in response


def test_caches_are_told_that_the_answer_depends_on_who_asks() -> None:
    assert "Origin" in through_the_door(None)["Vary"]


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ("ok", "event: news\ndata: ok\n\n"),
        ("", "event: news\ndata: \n\n"),
        ("one\ntwo", "event: news\ndata: one\ndata: two\n\n"),
        ("一行\r\n两行", "event: news\ndata: 一行\ndata: 两行\n\n"),
    ],
)
def test_an_event_is_written_line_by_line(data: str, written: str) -> None:
    assert event("news", data) == written


async def first_chunk(response: StreamingHttpResponse) -> bytes:
    async for chunk in response:
        return bytes(chunk)
    raise AssertionError("an empty stream")


def test_a_heartbeat_comes_at_once() -> None:
    async def listen() -> bytes:
        return await first_chunk(await live.ping(RequestFactory().get("/live/ping")))

    assert run(listen()) == b"event: ping\ndata: ok\n\n"


def test_no_proxy_may_hold_a_stream_back() -> None:
    async def nothing() -> AsyncIterator[str]:
        yield ""

    response = stream(nothing())
    assert response["Content-Type"].startswith("text/event-stream")
    assert response["Cache-Control"] == "no-store"
    assert response["X-Accel-Buffering"] == "no"


def test_the_live_process_renders_nothing_and_takes_no_form() -> None:
    source = Path(live.__file__).with_name("live_settings.py").read_text()
    assert "config.live_urls" in source
    assert "CsrfViewMiddleware" not in source
