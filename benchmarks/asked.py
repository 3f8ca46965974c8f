"""How long it takes to find what a new text says again, with a million cases in the database."""

import random
import statistics
import time

from benchmarks import ground, pages
from benchmarks.recording import section

ASKED, WARM_UP = 300, 20
TEXT = """
The installation of `pages-1m`. {asked} texts as people write them, one after the other, no load beside: the nearest of
the newest 3,000 cases of the last thirty days, weighed by how rare their words are, as a dispatcher's advice and an agent's
warning of duplicates ask for them. Cutting, the database and the weighing together. Aim: below 100 ms.
"""


def run() -> None:
    pages.settled("1m")
    machine = ground.machine()
    from benchmarks.population.texts import Writer
    from fenbo.core.clock import now
    from fenbo.dispatch import likeness

    writer = Writer(random.Random(11))
    times, found = [], 0
    for number in range(WARM_UP + ASKED):
        title, content = writer.request(10_000_000 + number)
        start = time.perf_counter()
        near = likeness.neighbours_of(f"{title} {content.text}", now())
        if number >= WARM_UP:
            times.append(1000 * (time.perf_counter() - start))
            found += bool(near)
    times.sort()
    p99 = times[int(0.99 * len(times))]
    rows = [[str(ASKED), *(f"{one:.0f}" for one in (statistics.median(times), p99, times[-1])), str(found)]]
    section(
        "asked",
        TEXT.format(asked=ASKED),
        ["texts", "p50 ms", "p99 ms", "slowest ms", "with a neighbour"],
        rows,
        machine,
    )
    ground.stop_database()
