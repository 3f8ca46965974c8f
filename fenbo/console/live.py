"""Streams that tell a desk that something moved; the desk then asks for its list again, as its own reader.

One connection in the process listens for all streams, and only while there are any.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from fenbo.cases import scope
from fenbo.core import clock
from fenbo.core.streams import event, stream
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.doors import Door
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff
from fenbo.hotline import scope as hotline
from fenbo.journal.queries import last_event_id
from fenbo.journal.waking import CHANNEL

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 15.0
# No desk is told more often than this, whatever happens; the few screens on walls are told at once.
GAP_SECONDS = 1.0
SCREEN_GAP_SECONDS = 0.2
# Nor the few who answer calls: what they wait for is a telephone that rings.
RINGING_GAP_SECONDS = 0.2
# When no bell was heard for so long, look whether one was missed.
LOOK_SECONDS = 5.0
RETRY_SECONDS = 2.0
# Then the browser connects again, and whether it may is asked again.
LIFETIME = timedelta(minutes=10)


class Ear:
    """Counts what was heard. Streams wait for the count to change."""

    def __init__(self) -> None:
        self.heard = 0
        self._listeners = 0
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        self._listeners += 1
        if self._task is None:
            self._task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self._listeners -= 1
            if not self._listeners and self._task is not None:
                self._task.cancel()
                self._task = None

    async def beyond(self, count: int, seconds: float) -> int:
        """What was heard, as soon as it is more than `count`, at the latest after some seconds."""
        async with self._changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(lambda: self.heard > count), seconds)
            return self.heard

    async def _hear(self) -> None:
        async with self._changed:
            self.heard += 1
            self._changed.notify_all()

    async def _listen(self) -> None:
        while True:
            try:
                await self._follow()
            except psycopg.Error as problem:
                log.warning("the live streams lost the database: %s", type(problem).__name__)
                await asyncio.sleep(RETRY_SECONDS)
                # Something may have moved meanwhile.
                await self._hear()

    async def _follow(self) -> None:
        async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as ear:
            await ear.execute(f"LISTEN {CHANNEL}")
            known = await sync_to_async(last_event_id)()
            while True:
                bells = [bell async for bell in ear.notifies(timeout=LOOK_SECONDS, stop_after=1)]
                last = await sync_to_async(last_event_id)()
                if bells or last != known:
                    await self._hear()
                known = last


def conninfo() -> str:
    """How to reach the database outside Django's pool."""
    given = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return psycopg.conninfo.make_conninfo(
        **{key: str(given[name]) for key, name in names.items() if given[name]}
    )


_ears: dict[asyncio.AbstractEventLoop, Ear] = {}


def ear() -> Ear:
    """This process's, one for each event loop."""
    loop = asyncio.get_running_loop()
    return _ears.setdefault(loop, Ear())


async def changes(gap_seconds: float | None = None) -> AsyncGenerator[str, None]:
    """An event for everything that moved, gathered over at least the gap, and a heartbeat in silence."""
    mine = ear()
    ends_at = asyncio.get_running_loop().time() + LIFETIME.total_seconds()
    async with mine.open():
        count = mine.heard
        yield event("open", str(count))
        while asyncio.get_running_loop().time() < ends_at:
            heard = await mine.beyond(count, HEARTBEAT_SECONDS)
            yield event("change", str(heard)) if heard > count else ": \n\n"
            if heard > count:
                count = heard
                await asyncio.sleep(GAP_SECONDS if gap_seconds is None else gap_seconds)


AsyncView = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def staff_stream(*duties: Duty, may: Callable[[Actor], bool], gap_seconds: float | None = None) -> AsyncView:
    """A stream behind a door: 401 without a login, 403 without what `may` asks for."""

    async def view(request: HttpRequest) -> HttpResponseBase:
        user = await request.auser()
        if not isinstance(user, Staff) or not user.is_active:
            return HttpResponse(status=401)
        if not await sync_to_async(lambda: may(of_staff(user, clock.now())))():
            return HttpResponse(status=403)
        return stream(changes(gap_seconds))

    view.door = Door(is_public=False, duties=duties)  # type: ignore[attr-defined]
    return view


queue = staff_stream(Duty.TAKE_IN, Duty.DISPATCH, Duty.REVIEW, Duty.PUBLISH, may=scope.sees_all_cases)
desk = staff_stream(may=lambda actor: bool(actor.posts))
# Whose telephone rings sees who calls within a second.
calls = staff_stream(Duty.TAKE_IN, Duty.DISPATCH, may=hotline.is_agent, gap_seconds=RINGING_GAP_SECONDS)
