"""Live streams: who may listen, what is heard, and that a lost bell is noticed."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from django.test import AsyncClient

from fenbo.console import live
from fenbo.core import lapsing
from fenbo.journal import waking
from tests import loops
from tests.cast import Cast, enter

pytestmark = [pytest.mark.django_db(transaction=True)]

# Other databases of the same cluster belong to tests that run beside this one.
LISTENERS = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"


@pytest.fixture
def stage() -> Cast:
    lapsing.forget_all()
    return enter()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "GAP_SECONDS", 0.05)


def run(story: Coroutine[Any, Any, None]) -> None:
    async def told() -> None:
        try:
            await asyncio.wait_for(story, 20)
        finally:
            await sync_to_async(connections.close_all)()

    loops.run(told())


async def listening() -> None:
    """Until the process's ear has reached the database."""
    for _turn in range(100):
        if await sync_to_async(_listeners)():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody listens")


def _listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {LISTENERS}")
        return int(cursor.fetchone()[0])


Story = Callable[[Any], Awaitable[None]]


def told_to(story: Story) -> None:
    """Run a story with a stream that has been opened."""

    async def whole() -> None:
        stream = live.changes()
        assert (await anext(stream)).startswith("event: open\n")
        await listening()
        await story(stream)
        await stream.aclose()

    run(whole())


def test_a_move_is_heard_when_it_is_committed(stage: Cast) -> None:
    async def story(stream: Any) -> None:
        await sync_to_async(stage.received)()
        assert (await asyncio.wait_for(anext(stream), 3)).startswith("event: change\n")

    told_to(story)


def test_what_is_rolled_back_is_not_heard(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.6)

    def taken_back() -> None:
        with transaction.atomic():
            stage.received()
            transaction.set_rollback(True)

    async def story(stream: Any) -> None:
        await sync_to_async(taken_back)()
        assert await anext(stream) == ": \n\n"

    told_to(story)


def test_many_moves_are_gathered(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.8)
    monkeypatch.setattr(live, "GAP_SECONDS", 0.5)

    async def story(stream: Any) -> None:
        await sync_to_async(lambda: [stage.received() for _turn in range(12)])()
        heard = []
        while (line := await anext(stream)) != ": \n\n":
            heard.append(line)
        assert 1 <= len(heard) <= 3

    told_to(story)


def test_a_lost_bell_is_noticed(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(waking, "CHANNEL", "nobody_listens")

    async def story(stream: Any) -> None:
        await sync_to_async(stage.received)()
        assert (await asyncio.wait_for(anext(stream), 3)).startswith("event: change\n")

    told_to(story)


def test_two_streams_share_one_connection(stage: Cast) -> None:
    async def story(stream: Any) -> None:
        other = live.changes()
        await anext(other)
        assert await sync_to_async(_listeners)() == 1
        await sync_to_async(stage.received)()
        heard = await asyncio.gather(anext(stream), anext(other))
        assert all(line.startswith("event: change\n") for line in heard)
        await other.aclose()

    told_to(story)


def test_when_the_last_stream_ends_nobody_listens_any_more(stage: Cast) -> None:
    async def story() -> None:
        stream = live.changes()
        await anext(stream)
        await listening()
        await stream.aclose()
        for _turn in range(100):
            if not await sync_to_async(_listeners)():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("still listening")

    run(story())


def test_a_stream_outlives_its_database_connection(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RETRY_SECONDS", 0.1)

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {LISTENERS}")

    async def story(stream: Any) -> None:
        await sync_to_async(cut)()
        assert (await asyncio.wait_for(anext(stream), 5)).startswith("event: change\n")
        await listening()
        await sync_to_async(stage.received)()
        assert (await asyncio.wait_for(anext(stream), 5)).startswith("event: change\n")

    told_to(story)


@pytest.mark.urls("config.live_urls")
@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        (None, "/live/queue", 401),
        (None, "/live/desk", 401),
        (None, "/live/calls", 401),
        ("handler", "/live/calls", 403),
        ("agent", "/live/calls", 200),
        ("outsider", "/live/queue", 403),
        ("outsider", "/live/desk", 403),
        ("handler", "/live/queue", 403),
        ("handler", "/live/desk", 200),
        ("agent", "/live/queue", 200),
        ("dispatcher", "/live/queue", 200),
    ],
)
def test_who_may_listen(stage: Cast, who: str | None, address: str, status: int) -> None:
    async def story() -> None:
        client = AsyncClient()
        if who:
            await client.aforce_login(stage.staff[who])
        answer = await client.get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            assert answer.headers["Cache-Control"] == "no-store"

    run(story())


def test_what_is_told_says_nothing_about_anybody(stage: Cast) -> None:
    async def story(stream: Any) -> None:
        await sync_to_async(lambda: stage.received(title="很私密的标题"))()
        assert await anext(stream) in {f"event: change\ndata: {count}\n\n" for count in range(1, 9)}

    told_to(story)
