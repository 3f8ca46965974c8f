"""How well and how fast the search finds what people ask: the queries are in `search_queries.csv`."""

import time
from dataclasses import dataclass, field

from benchmarks import ground, search_published
from benchmarks.recording import section

QUERIES = ground.ROOT / "benchmarks" / "search_queries.csv"
SHOWN = 10
TEXT = """
{queries} queries in the words of people, with slips and pinyin among them, over the {items} seeded entries and policies.
Recall@10 is the share of the wanted ones that stand among the first ten; MRR is the mean of one divided by the place of
the first wanted one. One thread, no load beside it.
"""


@dataclass
class Measured:
    """`missed` are the queries whose first wanted one is not among the first ten."""

    recall: float = 0.0
    reciprocal: float = 0.0
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.seconds)

    def row(self) -> list[str]:
        ordered = sorted(self.seconds)
        milliseconds = [1000 * ordered[int(share * (self.count - 1))] for share in (0.5, 0.99)]
        rates = [self.recall / self.count, self.reciprocal / self.count]
        return [str(self.count), *(f"{rate:.3f}" for rate in rates), *(f"{ms:.0f}" for ms in milliseconds)]


def measure() -> Measured:
    """Ask every query once, after one to warm up."""
    from fenbo.core import tables
    from fenbo.knowledge.search import engine

    engine.search("复工")
    done = Measured()
    for row in tables.rows(QUERIES):
        started = time.perf_counter()
        found = [item.slug for item in engine.search(row["query"], size=SHOWN).items]
        done.seconds.append(time.perf_counter() - started)
        wanted = set(row["wanted"].split())
        done.recall += len(wanted & set(found)) / len(wanted)
        place = next((at for at, slug in enumerate(found, 1) if slug in wanted), 0)
        done.reciprocal += 1 / place if place else 0
        if not place:
            done.missed.append(row["query"])
    return done


def run() -> None:
    ground.settle("search")
    ground.prepare()
    ground.ready_django()
    from fenbo.knowledge.models import Item

    machine, done = ground.machine(), measure()
    cases = search_published.lay()
    row, missed = search_published.measure()
    section(
        "search",
        TEXT.format(queries=done.count, items=Item.objects.count())
        + search_published.TEXT.format(queries=row[0], cases=cases),
        ["looked for", "queries", "recall@10", "MRR", "p50 ms", "p99 ms"],
        [["entries and policies", *done.row()], ["published cases", *row]],
        machine,
    )
    print("not among the first ten:", done.missed, missed)
    ground.stop_database()
