"""Checking the published counts: part of `fenbo journal verify`."""

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, time
from itertools import groupby
from uuid import UUID

from fenbo.cases.lifecycle import SETTLED, SETTLING, UNSETTLING, Move
from fenbo.cases.models import Case
from fenbo.core.clock import SHANGHAI
from fenbo.journal.queries import count_afresh, last_moves, moments_of
from fenbo.journal.verification import register
from fenbo.reporting import cells
from fenbo.reporting.counts import COUNTED, counts, summed

CHUNK = 1_000


def counts_hold(progress: Callable[[int], None]) -> Iterator[str]:
    """The counts to the end of every day on which something was counted are what the single events add up to."""
    made: dict[str, int] = dict.fromkeys(COUNTED, 0)
    fresh = sorted(count_afresh(COUNTED).items())
    for day, of_day in groupby(fresh, key=lambda entry: entry[0][0]):
        for (_day, move), number in of_day:
            made[move] += number
        end = datetime.combine(day, time.max, tzinfo=SHANGHAI)
        told, real = counts(end), summed(end, made)
        if told != real:
            yield f"counts to the end of {day}: told {told}, the events say {real}"


def cases_hold(progress: Callable[[int], None]) -> Iterator[str]:
    """Every case is settled or open as the journal has it."""
    batch: dict[UUID, str] = {}
    for stream, move in last_moves((*SETTLING, *UNSETTLING)):
        batch[stream] = move
        if len(batch) == CHUNK:
            yield from _misplaced(batch)
            batch.clear()
    yield from _misplaced(batch)


def _misplaced(batch: dict[UUID, str]) -> Iterator[str]:
    for case in Case.objects.filter(pk__in=batch).only("number", "state").order_by("pk"):
        if (case.state in SETTLED) != (batch[case.pk] in SETTLING):
            yield f"case {case.number}: says {case.state}, the journal's last word is {batch[case.pk]}"


def cells_hold(progress: Callable[[int], None]) -> Iterator[str]:
    """Every case stands on the day on which the journal received it, and every figure is what the cases add up to."""
    known, batch = 0, dict[UUID, date]()
    for stream, at in moments_of(Move.RECEIVE):
        batch[stream] = at.astimezone(SHANGHAI).date()
        if len(batch) == CHUNK:
            known += yield from _on_their_days(batch)
            batch.clear()
    known += yield from _on_their_days(batch)
    if known != (told := cells.received()):
        yield f"received: the cells say {told}, the journal {known}"
    yield from cells.wrong()


def _on_their_days(batch: dict[UUID, date]) -> Generator[str, None, int]:
    """Returns how many of these streams are cases."""
    rows = Case.objects.filter(pk__in=batch, received_at__isnull=False).order_by("pk")
    found = list(rows.values_list("pk", "number", "received_at"))
    for key, number, at in found:
        if at and at.astimezone(SHANGHAI).date() != batch[key]:
            yield f"case {number}: received on {at.astimezone(SHANGHAI).date()}, the journal says {batch[key]}"
    return len(found)


def enlist() -> None:
    register("counts", counts_hold)
    register("cases", cases_hold)
    register("cells", cells_hold)
