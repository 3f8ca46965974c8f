"""What everybody reads, at a million published cases, with sixteen readers; at rest, and while cases are published."""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote

from benchmarks import ground, pages
from benchmarks.client import Answer, Client, Form, Load, load, open_form
from benchmarks.recording import section

READERS = 16
WARM_UP, REQUESTS = 64, 4_000
# 430,000 a day: several times as many as the largest hotline of the country is asked.
EVERY_SECONDS = 0.2
# What a server that has run for a day has long had in memory.
READ = (
    "publication_publication",
    "publication_publication_pkey",
    "publication_publication_number_key",
    "public_words",
    "public_newest",
    "public_by_category",
)
# What people typed in the measurement of the search (search.py): 175 questions, half of them of matters that are rare.
TYPED = ("search_queries.csv", "search_published.csv")
TEXT = """
{public:,} published cases, made as for `pages-1m`. Sixteen clients ask one kind of page at a time, {requests:,} times,
as fast as they are answered, of the web process with two workers; first with nothing else going on, then while
another process publishes a case every {every:.0f} ms through the operations ({published} in all). What public texts are
read from was read into the database's memory before, as on a server that has run for a day. The first row is the same
server answering almost nothing: what is left is the page's own cost. What is searched in everything are {typed}
questions in turn; each process remembers for half a minute what one found. Aim: p99 below 100 ms.
"""
Work = Callable[[Client], Answer]


def run() -> None:
    pages.settled("1m-published")
    in_memory()
    machine = ground.machine()
    works = targets()
    with ground.web_only():
        form, texts = open_form("/submit/"), typed()
        works["before you ask, while typing"] = lambda: asking(form, random.choice(texts))
        quiet = {name: measure(name, work) for name, work in works.items()}
        with publishing() as published:
            busy = {name: measure(name, work) for name, work in works.items()}
    record([quiet, busy], published.value, machine)
    ground.stop_database()


def in_memory() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        for name in READ:
            cursor.execute("SELECT pg_prewarm(%s)", [name])


def measure(name: str, work: Callable[[], Work]) -> Load:
    load((work() for _ in range(WARM_UP)), clients=READERS)
    done = load((work() for _ in range(REQUESTS)), clients=READERS)
    print(f"{name}: {', '.join(done.row())} {done.failures[:1]}", flush=True)
    return done


def targets() -> dict[str, Callable[[], Work]]:
    """Each gives one request of its kind; another case and other words every time."""
    from fenbo.publication.queries import public
    from fenbo.website import addresses

    dice = random.Random(1)
    asked = typed()
    rows = public().order_by("-published_at").only("number", "title")[:2000]
    cases = [addresses.of_publication(row) for row in rows]

    def page(path: str) -> Work:
        return lambda client: client.get(path)

    return {
        "(baseline: /health)": lambda: page("/health"),
        "home": lambda: page("/"),
        "case page": lambda: page(dice.choice(cases)),
        "search of cases, common word": lambda: page(f"/cases/?q={quote(pages.COMMON)}"),
        "search of cases, rare word": lambda: page(
            f"/cases/?q={quote(pages.RARE.format(serial=dice.randrange(pages.WRITTEN)))}"
        ),
        "search of everything": lambda: page(f"/search/?q={quote(dice.choice(asked))}"),
    }


def typed() -> list[str]:
    from fenbo.core import tables

    return [row["query"] for name in TYPED for row in tables.rows(Path(__file__).parent / name)]


def asking(form: Form, text: str) -> Work:
    said = {"content": text, "csrfmiddlewaretoken": form.token}
    return lambda client: client.post("/ask/", said, form.cookies)


@contextmanager
def publishing() -> "Iterator[Synchronized[int]]":
    """Meanwhile another process takes cases down, words them anew and publishes them; how many it has published."""
    spawning = multiprocessing.get_context("spawn")
    over, published = spawning.Event(), spawning.Value("i", 0)
    process = spawning.Process(target=_publish, args=(over, published))
    process.start()
    try:
        # To start it costs more than what it then does.
        while not published.value and process.is_alive():
            time.sleep(0.1)
        yield published
    finally:
        over.set()
        process.join()


def _publish(over: Event, published: "Synchronized[int]") -> None:
    ground.ready_django()
    from fenbo.core.clock import now
    from fenbo.directory.actors import Actor
    from fenbo.publication import operations
    from fenbo.publication.queries import public

    actor = Actor.system("bench")
    for key in public().order_by("published_at").values_list("pk", flat=True)[:5000]:
        if over.wait(EVERY_SECONDS):
            return
        operations.take_down(case_id=key, reason="重新拟稿", actor=actor, now=now())
        operations.propose(case_id=key, actor=actor, now=now())
        operations.publish(case_id=key, actor=actor, now=now())
        published.value += 1


def record(loads: Sequence[Mapping[str, Load]], published: int, machine: str) -> None:
    from fenbo.publication.queries import public

    text = TEXT.format(
        public=public().count(),
        typed=len(typed()),
        requests=REQUESTS,
        every=1000 * EVERY_SECONDS,
        published=published,
    )
    rows = [[name, *(cell for one in loads for cell in one[name].row())] for name in loads[0]]
    header = ["page"] + [
        f"{name}{when}" for when in ("", ", publishing") for name in ("/s", "p50 ms", "p99 ms", "failed")
    ]
    section("website", text, header, rows, machine)
