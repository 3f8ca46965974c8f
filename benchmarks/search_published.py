"""How well the search over published cases finds one like it: the cases are those of the founding month."""

import re
import time
from datetime import datetime
from itertools import islice
from typing import Any

from benchmarks import ground

QUERIES = ground.ROOT / "benchmarks" / "search_published.csv"
SHOWN = 10
TEXT = """
{queries} queries in the words of people over the {cases} published cases of the founding month. Many of these ask the same:
wanted is any whose title is of the matter. Found@10 is the share of queries with one among the first ten; MRR is the mean
of one divided by the place of the first. One thread, no load beside it.
"""
BATCH = 500


def lay() -> int:
    """Write the public texts of the founding month as the redaction proposes them, once; how many there are."""
    from django.db import connection

    from fenbo.publication.models import Publication
    from fenbo.replay.script.model import Act
    from fenbo.replay.script.month import founding_month

    if known := Publication.objects.count():
        return known
    told = (script for script in founding_month() if any(step.act == Act.PUBLISH for step in script.steps))
    count = 0
    while some := list(islice(told, BATCH)):
        count += len(some)
        _write(some)
    # How usual each word is, as a database knows it that has run for an hour.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE publication_publication")
    return count


def _write(scripts: list[Any]) -> None:
    from fenbo.cases.models import Case, Requester
    from fenbo.core.ids import new_id
    from fenbo.publication.models import Publication

    people = [Requester() for _script in scripts]
    Requester.objects.bulk_create(people)
    cases = [
        Case(
            number=f"{script.received_at:%y%m%d}{script.index:06d}0",
            query_code=str(new_id()),
            state="closed",
            channel=script.channel,
            kind=script.kind,
            title=script.title,
            content=script.content,
            requester=person,
            may_publish=True,
        )
        for script, person in zip(scripts, people, strict=True)
    ]
    Case.objects.bulk_create(cases)
    Publication.objects.bulk_create(
        [_public(script, case) for script, case in zip(scripts, cases, strict=True)]
    )


def _public(script: Any, case: Any) -> Any:
    from fenbo.cases import words
    from fenbo.publication.models import Publication
    from fenbo.publication.redaction import redact
    from fenbo.replay.script.model import Act

    step = next(
        one for one in reversed(script.steps) if one.act in (Act.REPLY, Act.ANSWER_AT_ONCE, Act.BRING_BACK)
    )
    title, question, answer = redact(script.title), redact(script.content), redact(step.text)
    at: datetime = max(one.at for one in script.steps if one.act == Act.PUBLISH)
    return Publication(
        case=case,
        number=case.number,
        kind=script.kind,
        region_id=script.region or None,
        category_id=script.category or None,
        prefecture=(script.region or "")[:4],
        subject=(script.category or "")[:2],
        received_at=script.received_at,
        title=title[:120],
        question=question,
        answer=answer,
        proposed_at=at,
        published_at=at,
        words=words.vector(title, question, answer),
    )


def measure() -> tuple[list[str], list[str]]:
    """The row of the table, and the queries with nothing wanted among the first ten."""
    from fenbo.core import tables
    from fenbo.knowledge.search import published

    published.search("复工")
    seconds, reciprocal, missed = [], 0.0, []
    for row in tables.rows(QUERIES):
        started = time.perf_counter()
        found = published.search(row["query"], size=SHOWN).rows
        seconds.append(time.perf_counter() - started)
        places = (at for at, case in enumerate(found, 1) if re.search(row["wanted"], case.title))
        place = next(places, 0)
        reciprocal += 1 / place if place else 0
        if not place:
            missed.append(row["query"])
    count, ordered = len(seconds), sorted(seconds)
    milliseconds = [f"{1000 * ordered[int(share * (count - 1))]:.0f}" for share in (0.5, 0.99)]
    rates = [f"{1 - len(missed) / count:.3f}", f"{reciprocal / count:.3f}"]
    return [str(count), *rates, *milliseconds], missed
