"""Lays the seeded policies and entries through the real operations: written by one demo editor, let out by another."""

import tomllib
from datetime import date, datetime
from typing import Any

from fenbo.cases.scope import centre_id
from fenbo.core.clock import SHANGHAI
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff, Unit
from fenbo.knowledge.models import Collection, Entry, Policy
from fenbo.knowledge.operations import collections, entries, papers, policies
from fenbo.knowledge.operations.collections import Gathering
from fenbo.knowledge.operations.entries import Wording
from fenbo.knowledge.operations.policies import Document
from fenbo.knowledge.search.terms import SEEDS
from fenbo.publication import queries as publication

WRITER, SECOND_PERSON = "editor1", "reviewer1"
# Of a page of collected answers: how many cases it has, and among how many newest ones they are looked for.
FEWEST, MOST, LOOKED_AT = 3, 8, 60


def lay_policies(now: datetime) -> int:
    """Policies that are not there yet, by their slugs; returns how many the file has."""
    rows = _rows("policies")
    known = set(Policy.objects.values_list("slug", flat=True))
    writer, second, units = _people(now)
    for row in rows:
        if row["slug"] in known:
            continue
        document = Document(
            **{name: value for name, value in row.items() if name not in ("slug", "owner", "conditions")},
            conditions=[
                (question, wanted, otherwise) for question, wanted, otherwise in row.get("conditions", [])
            ],
        )
        made = policies.begin(
            document=document, owner=units[row["owner"]], slug=row["slug"], actor=writer, now=now
        )
        papers.submit(papers=Policy.objects.all(), paper_id=made.pk, actor=writer, now=now)
        papers.publish(papers=Policy.objects.all(), paper_id=made.pk, actor=second, now=now)
    return len(rows)


def lay_entries(now: datetime) -> int:
    """Entries that are not there yet, by their slugs; returns how many the file has."""
    rows, today = _rows("entries"), now.astimezone(SHANGHAI).date()
    known = set(Entry.objects.values_list("slug", flat=True))
    keys = dict(Policy.objects.values_list("slug", "pk"))
    writer, second, units = _people(now)
    for row in rows:
        if row["slug"] in known:
            continue
        made = entries.begin(
            wording=_wording(row, keys, today),
            owner=units[row["owner"]],
            slug=row["slug"],
            actor=writer,
            now=now,
        )
        entries.submit(entry_id=made.pk, actor=writer, now=now)
        entries.approve(entry_id=made.pk, actor=second, now=now)
    return len(rows)


def lay_topics(now: datetime) -> int:
    """Pages of collected answers of what is published by now, which are not there yet; returns how many were laid.

    Nothing where the demonstration's people are missing, and no page of fewer than `FEWEST` cases.
    """
    if Staff.objects.filter(username__in=[WRITER, SECOND_PERSON]).count() < 2:
        return 0
    rows = _rows("topics")
    known = set(Collection.objects.values_list("title", flat=True))
    writer, second, _units = _people(now)
    laid = 0
    for row in rows:
        sources = _newest_of(row["category"])
        if row["title"] in known or len(sources) < FEWEST:
            continue
        made = collections.begin(
            gathering=Gathering(row["title"], row["introduction"], row["category"], sources),
            owner=centre_id(),
            actor=writer,
            now=now,
        )
        papers.submit(papers=Collection.objects.all(), paper_id=made.pk, actor=writer, now=now)
        papers.publish(papers=Collection.objects.all(), paper_id=made.pk, actor=second, now=now)
        laid += 1
    return laid


def _newest_of(category: str) -> list[tuple[str, str]]:
    """Numbers and titles of the newest published cases of the subject, of those that are called alike one."""
    rows = publication.public().filter(category=category).order_by("-published_at", "-pk")
    by_title = {title: number for number, title in rows.values_list("number", "title")[:LOOKED_AT]}
    return [(number, title) for title, number in by_title.items()][:MOST]


def _wording(row: dict[str, Any], policies_by_slug: dict[str, Any], today: date) -> Wording:
    return Wording(
        question=row["question"],
        answer=row["answer"],
        aliases="\n".join(row["aliases"]),
        basis=row.get("basis", ""),
        policy=policies_by_slug.get(row.get("policy", "")),
        clause=row.get("clause", ""),
        category=row["category"],
        valid_from=today,
    )


def _rows(name: str) -> list[dict[str, Any]]:
    with (SEEDS / f"{name}.toml").open("rb") as file:
        rows: list[dict[str, Any]] = next(iter(tomllib.load(file).values()))
    return rows


def _people(now: datetime) -> tuple[Actor, Actor, dict[str, int]]:
    staff = {person.username: person for person in Staff.objects.filter(username__in=[WRITER, SECOND_PERSON])}
    units = dict(Unit.objects.values_list("slug", "pk"))
    return of_staff(staff[WRITER], now), of_staff(staff[SECOND_PERSON], now), units
