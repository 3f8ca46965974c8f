"""The live process: who may read its streams, and a heartbeat to try them with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from fenbo.core.streams import event, stream
from fenbo.directory.doors import public_door

HEARTBEAT_SECONDS = 15.0


class AllowSite:
    """Let the site's own pages, and no others, read the streams with their cookies.

    The live process may listen on a port of its own, which browsers count as another origin.
    """

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = await self.get_response(request)
        response.headers["Vary"] = "Origin, Cookie"
        if request.headers.get("Origin") == settings.SITE_URL:
            response.headers["Access-Control-Allow-Origin"] = settings.SITE_URL
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response


@public_door
async def ping(_request: HttpRequest) -> StreamingHttpResponse:
    return stream(_heartbeats())


async def _heartbeats() -> AsyncIterator[str]:
    while True:
        yield event("ping", "ok")
        await asyncio.sleep(HEARTBEAT_SECONDS)
