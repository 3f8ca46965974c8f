"""How fast the pages are that people wait for, with hundreds of thousands and a million cases in the database."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from benchmarks import ground
from benchmarks.client import Answer, Client, Load, load
from benchmarks.recording import section

# How many cases are written one by one; the rest are copies of them (population/multiplying.py).
WRITTEN = 100_000
# Not every case is published: of thirteen hundred thousand a million are.
SIZES = {"100k": 1, "1m": 10, "1m-published": 13}
WARM_UP, REQUESTS = 16, 600
# One word that a great part of all cases has, one that some have, one that one case has.
COMMON, USUAL, RARE = "工程款", "西宁市 暖气", "门牌甲{serial}"
TEXT = """
{cases:,} cases over three years, with their orders, clocks, replies, answers and journal: {events:,} events. Eight
clients ask one kind of page at a time, {requests} times, of the web process with two workers. Database: {size}. Aim: p99
below 100 ms at a million.
"""
Work = Callable[[Client], Answer]


def run(size: str) -> None:
    settled(size)
    machine = ground.machine()
    with ground.web_only():
        measured = {name: _measure(name, work) for name, work in targets().items()}
    record(f"pages-{size}", measured, machine)
    ground.stop_database()


def settled(size: str) -> None:
    """Django over the filled database of that size; the first time it is filled, for some minutes."""
    place = ground.settle(f"pages-{size}")
    if not (place / "filled").exists():
        ground.wipe()
        ground.prepare()
    ground.ready_django()
    fill(place, SIZES[size])
    _begin_topics()


def _begin_topics() -> None:
    """Cases are placed in topics from the newest on: who has a million of them has placed the others long ago."""
    from fenbo.cases.models import Case
    from fenbo.topics.models import Placing, Topic

    if Placing.objects.exists():
        return
    newest = Case.objects.filter(received_at__isnull=False).latest("received_at")
    at = newest.received_at
    topic = Topic.objects.create(
        title=newest.title, begun_at=at, last_at=at, words=[], weights=[], own_words=""
    )
    Placing.objects.create(case=newest, topic=topic, at=at)


def _measure(name: str, work: Callable[[], Work]) -> Load:
    load(work() for _ in range(WARM_UP))
    done = load(work() for _ in range(REQUESTS))
    print(f"{name}: {', '.join(done.row())} {done.failures[:1]}", flush=True)
    return done


def fill(place: Path, times: int) -> None:
    """Once for each installation; a mark says that it was finished."""
    from benchmarks.population.filling import fill as write
    from benchmarks.population.multiplying import multiply
    from config import embedded
    from config.places import CLUSTER
    from fenbo.core.clock import now
    from fenbo.reporting import cells

    if (place / "filled").exists():
        return
    took = write(
        embedded.start(CLUSTER), WRITTEN, now(), copies=lambda connection: multiply(connection, times)
    )
    # Copies were made with the triggers off.
    cells.rebuild()
    (place / "filled").write_text(str(took))
    print("filled, seconds:", {name: round(seconds) for name, seconds in took.items()}, flush=True)


def targets() -> Mapping[str, Callable[[], Work]]:
    """What is measured: each gives one request of its kind."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client as Browser

    from fenbo.cases.models import Case
    from fenbo.directory.models import Staff

    browser = Browser()
    browser.force_login(Staff.objects.get(username="dispatcher2"))
    staff = {"sessionid": browser.cookies["sessionid"].value}
    assert SessionStore(staff["sessionid"]).exists(staff["sessionid"])
    newest = list(Case.objects.order_by("-received_at", "-id").values_list("pk", flat=True)[:2000])
    oldest = list(Case.objects.order_by("received_at", "id").values_list("pk", flat=True)[:2000])
    dice = random.Random(1)

    def page(path: str, cookies: dict[str, str] | None = None) -> Work:
        return lambda client: client.get(path, cookies)

    def search(words: str) -> Work:
        return page(f"/cases/?q={quote(words)}")

    return {
        "centre queue": lambda: page("/desk/centre/", staff),
        "centre queue, all open": lambda: page("/desk/centre/?tab=all", staff),
        "case page, new": lambda: page(f"/desk/centre/cases/{dice.choice(newest)}/", staff),
        "case page, old": lambda: page(f"/desk/centre/cases/{dice.choice(oldest)}/", staff),
        "public list": lambda: page("/cases/"),
        "public search, common word": lambda: search(COMMON),
        "public search, two words": lambda: search(USUAL),
        "public search, rare word": lambda: search(RARE.format(serial=dice.randrange(WRITTEN))),
        "public search, region and word": lambda: page(f"/cases/?q={quote(COMMON)}&region=630100"),
        "counts": lambda: page("/numbers/"),
    }


def record(name: str, measured: Mapping[str, Load], machine: str) -> None:
    cases, events, size = _size()
    section(
        name,
        TEXT.format(cases=cases, events=events, requests=REQUESTS, size=size),
        ["page", "/s", "p50 ms", "p99 ms", "failed"],
        [[page, *done.row()] for page, done in measured.items()],
        machine,
    )


def _size() -> tuple[int, int, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM journal_event),
                      pg_size_pretty(pg_database_size(current_database()))"""
        )
        found: tuple[int, int, str] = cursor.fetchone()
        return found
