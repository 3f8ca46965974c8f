"""Recomputing everything that the journal claims: chains, seals, heads and tallies.

Rooms above add what they publish out of the journal, so that it is checked in the same run.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import Lag

from fenbo.core.clock import SHANGHAI
from fenbo.journal.chain import EMPTY, Entry, Tree, event_hash, leaf_hash
from fenbo.journal.models import Event, Head, Leaf, Seal, Tally, Unsealed

CHUNK = 5_000

Progress = Callable[[int], None]
# Yields what does not hold, in a fixed order; it may be stopped at the first.
Check = Callable[[Progress], Iterator[str]]
_further: dict[str, Check] = {}


@dataclass
class Report:
    """What was checked, and the first row that does not hold (None when all hold)."""

    events: int = 0
    streams: int = 0
    leaves: int = 0
    seals: int = 0
    heads: int = 0
    tallies: int = 0
    further: list[str] = field(default_factory=list)
    first_bad: str | None = None
    counts: Counter[tuple[date, str]] = field(default_factory=Counter)


def register(name: str, check: Check) -> None:
    """Let `verify` go on with this check once the journal itself holds. Called when an app gets ready."""
    _further[name] = check


def verify(progress: Progress = lambda done: None) -> Report:
    """Check every row in a fixed order and stop at the first bad one."""
    report = Report()
    for own in (_chains, _seals, _heads, _tallies):
        for bad in own(report, progress):
            report.first_bad = bad
            return report
    for name, check in _further.items():
        for bad in check(progress):
            report.first_bad = bad
            return report
        report.further.append(name)
    return report


def _chains(report: Report, progress: Progress) -> Iterator[str]:
    stream: UUID | None = None
    seq, prev = 0, EMPTY
    for event in Event.objects.order_by("stream", "seq").iterator(CHUNK):
        if event.stream != stream:
            stream, seq, prev = event.stream, 0, EMPTY
            report.streams += 1
        if event.seq != seq + 1:
            yield f"event {event.pk}: {event.stream} jumps from {seq} to {event.seq}"
        if bytes(event.prev_hash) != prev:
            yield f"event {event.pk} ({event}): does not continue the chain"
        if event_hash(_entry(event), prev) != bytes(event.hash):
            yield f"event {event.pk} ({event}): does not hash to what it says"
        seq, prev = event.seq, bytes(event.hash)
        report.events += 1
        if report.events % CHUNK == 0:
            progress(CHUNK)


def _entry(event: Event) -> Entry:
    return Entry(
        event.stream,
        event.seq,
        event.move,
        event.at,
        event.actor_kind,
        event.actor_id,
        event.actor_name,
        event.unit_id,
        event.on_behalf_of,
        event.facts,
    )


def _seals(report: Report, progress: Progress) -> Iterator[str]:
    """Every leaf in its place, every event a leaf or still unsealed, every seal the root at its size."""
    seals = iter(Seal.objects.order_by("size").iterator(CHUNK))
    seal = next(seals, None)
    tree = Tree()
    for leaf in Leaf.objects.select_related("event").order_by("index").iterator(CHUNK):
        if leaf.index != tree.size:
            yield f"leaf {tree.size}: missing"
        tree.append(leaf_hash(bytes(leaf.event.hash), leaf.event.at, leaf.event.move))
        report.counts[(leaf.event.at.astimezone(SHANGHAI).date(), leaf.event.move)] += 1
        if seal is not None and seal.size == tree.size:
            if bytes(seal.root) != tree.root():
                yield f"seal {seal.pk}: its root does not come from its {seal.size} leaves"
            report.seals += 1
            seal = next(seals, None)
    report.leaves = tree.size
    if seal is not None:
        yield f"seal {seal.pk}: covers {seal.size} leaves, the tree has {tree.size}"
    lost = Event.objects.exclude(pk__in=Leaf.objects.values("event")).exclude(
        pk__in=Unsealed.objects.values("pk")
    )
    if (event := lost.order_by("pk").first()) is not None:
        yield f"event {event.pk} ({event}): neither sealed nor waiting to be"


def _heads(report: Report, progress: Progress) -> Iterator[str]:
    heads = Head.objects.annotate(before=Window(Lag("seal__size"), order_by=F("day").asc()))
    for head in heads.select_related("seal").order_by("day"):
        if getattr(head, "before", None) is not None and head.seal.size < getattr(head, "before", 0):
            yield f"head of {head.day}: covers less than the day before"
        report.heads += 1


def _tallies(report: Report, progress: Progress) -> Iterator[str]:
    stored = {(tally.day, tally.move): tally.count for tally in Tally.objects.order_by("day", "move")}
    for key in sorted(stored.keys() | report.counts.keys()):
        if stored.get(key, 0) != report.counts.get(key, 0):
            day, move = key
            yield f"tally {day} {move}: says {stored.get(key, 0)}, the journal has {report.counts.get(key, 0)}"
        report.tallies += 1
