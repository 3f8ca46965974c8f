"""How long a case takes to be placed among hundreds of thousands of live topics, and whether it finds its own."""

import random
import statistics
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from benchmarks import ground
from benchmarks.recording import section

# What 5,000 cases a day leave within the sixty days after which a topic is silent, where no two of them agree.
LIVE, DAYS = 300_000, 59
PLACED = 400
WORDS, LENGTH, HEADING = 60_000, 30, 4
# Of a text that says the same again so many words are others.
CHANGED = 8
BATCH = 5_000
TEXT = """
{live:,} topics of one case each within {days} days, of {length} invented words whose frequencies fall as those of a
language do. Then {placed} cases come in one by one, every other of them one of these said again with {changed} words
changed. A time is of the whole operation: cutting, looking, writing, committing. Aim: below 50 ms.
"""


def run() -> None:
    ground.settle("topics")
    ground.wipe()
    ground.prepare()
    ground.ready_django()
    from config import embedded
    from config.places import CLUSTER

    embedded.start(CLUSTER)
    machine = ground.machine()
    writer = Writer(random.Random(5))
    texts = lay(writer)
    rows = [_row(name, times) for name, times in place(writer, texts).items()]
    text = TEXT.format(live=LIVE, days=DAYS, length=LENGTH, placed=PLACED, changed=CHANGED)
    section(
        "topics",
        text,
        ["cases", "placed", "p50 ms", "p99 ms", "slowest ms", "found its topic"],
        rows,
        machine,
    )
    ground.stop_database()


class Writer:
    """Draws texts whose words are as unequal as those of a language (Zipf, flattened at the top)."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = sorted({"".join(dice.choices(letters, k=6)) for _ in range(WORDS)})
        dice.shuffle(self.words)
        self.weights = list(accumulate(1 / (rank + 50) for rank in range(len(self.words))))

    def draw(self, count: int) -> list[str]:
        return self.dice.choices(self.words, cum_weights=self.weights, k=count)

    def again(self, text: list[str]) -> list[str]:
        said = text.copy()
        for place in self.dice.sample(range(len(said)), CHANGED):
            said[place] = self.draw(1)[0]
        return said


def lay(writer: Writer) -> list[list[str]]:
    """Topics as if each case had begun one; returns what they say, the first in time first."""
    from django.db import connection

    from fenbo.core.clock import now
    from fenbo.judgement import topics as judged
    from fenbo.topics.models import Topic, Word

    texts = [writer.draw(LENGTH) for _ in range(LIVE)]
    seen: Counter[str] = Counter()
    counted = []
    for text in texts:
        counts = judged.counts(" ".join(text[:HEADING]), " ".join(text))
        counted.append(counts)
        seen.update(counts.keys())
    begin, step = now() - timedelta(days=DAYS), timedelta(days=DAYS) / LIVE
    for start in range(0, LIVE, BATCH):
        rows = []
        for number in range(start, start + BATCH):
            weighed = judged.weigh(counted[number], seen, LIVE)
            rows.append(_topic(Topic, texts[number], weighed, begin + number * step))
        Topic.objects.bulk_create(rows)
        print(f"\r{start + BATCH:,} of {LIVE:,} topics", end="", flush=True)
    print()
    words = [Word(word=word, seen=count, topics=count) for word, count in seen.items()]
    Word.objects.bulk_create([*words, Word(word="", seen=LIVE, topics=LIVE)], batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE topics_topic")
    return texts


def _topic(kind: Any, text: list[str], weighed: dict[str, float], at: datetime) -> Any:
    title = " ".join(text[:HEADING])
    about = {"begun_at": at, "last_at": at, "cases": 1, "people": 1}
    return kind(
        title=title,
        own_words=title,
        words=list(weighed),
        weights=[round(one, 4) for one in weighed.values()],
        **about,
    )


def place(writer: Writer, texts: list[list[str]]) -> dict[str, list[tuple[float, bool]]]:
    """For what is new and for what was said before: seconds of each, and whether it went where it belongs."""
    from fenbo.cases.models import Channel
    from fenbo.cases.operations import intake
    from fenbo.cases.operations.intake import Request, Who
    from fenbo.catalogue.kinds import Kind
    from fenbo.core.clock import now
    from fenbo.directory.actors import Actor
    from fenbo.topics import placing
    from fenbo.topics.models import Placing

    found: dict[str, list[tuple[float, bool]]] = {"new": [], "said before": []}
    for number in range(PLACED):
        is_again = number % 2 == 1
        before = writer.dice.choice(texts)
        text = writer.again(before) if is_again else writer.draw(LENGTH)
        who = Who(phone=f"1389721{number:04d}")
        title = " ".join(text[:HEADING])
        request = Request(
            kind=Kind.HELP, title=title, content=" ".join(text), channel=Channel.WEBSITE, who=who
        )
        case = intake.submit(request=request, actor=Actor.public(), now=now())
        start = time.perf_counter()
        placing.place_waiting(now=now())
        took = time.perf_counter() - start
        topic = Placing.objects.select_related("topic").get(case=case).topic
        right = topic.cases > 1 and set(before) <= set(topic.words) if is_again else topic.cases == 1
        found["said before" if is_again else "new"].append((took, right))
    return found


def _row(name: str, times: list[tuple[float, bool]]) -> list[str]:
    taken = sorted(1000 * took for took, _right in times)
    right = sum(right for _took, right in times)
    shown = (statistics.median(taken), taken[int(0.99 * len(taken))], taken[-1])
    return [name, str(len(times)), *(f"{value:.1f}" for value in shown), f"{right} of {len(times)}"]
