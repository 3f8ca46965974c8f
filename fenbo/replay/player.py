"""Playing cues in batches: a batch is one transaction, and with it goes how far each of its cases has come."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, connection, transaction

from fenbo.cases.lifecycle import OPEN
from fenbo.cases.models import Case
from fenbo.core.clock import frozen
from fenbo.core.errors import Refused
from fenbo.dispatch import operations as dispatch
from fenbo.hotline import operations as hotline
from fenbo.hotline.models import Call, CallOutcome
from fenbo.hotline.operations import Told
from fenbo.journal import consumers
from fenbo.journal import operations as journal
from fenbo.replay.acting import Stage, call_id, submission_key
from fenbo.replay.models import Progress
from fenbo.replay.program import Cue, Day
from fenbo.replay.script.model import CallScript

BATCH = 120
# Advice for the dispatcher is worked out at the end, for those cases that still wait for one.
ADVICE = "dispatch.advise"


class Disagreement(Exception):
    """An operation refused what the script wanted."""


def played() -> dict[UUID, int]:
    """How many steps of each case have been played."""
    return dict(Progress.objects.values_list("key", "done"))


def left() -> dict[UUID, str]:
    """The cases that were left as they are, and why."""
    return dict(Progress.objects.exclude(refused="").order_by("key").values_list("key", "refused"))


def play(
    stage: Stage, cues: Sequence[Cue], *, stopped: Callable[[], bool], told: Callable[[int], None]
) -> None:
    """Play the cues in order; `told` hears of each batch that is safe, and before each one it may be `stopped`."""
    stage.leave(left())
    for first in range(0, len(cues), BATCH):
        if stopped():
            return
        batch = cues[first : first + BATCH]
        _play_safely(stage, batch)
        told(len(batch))


def _play_safely(stage: Stage, batch: Sequence[Cue]) -> None:
    """All in one, or where that is refused each by itself, leaving those cases that stand in the way."""
    try:
        _play_batch(stage, batch)
    except (Disagreement, OperationalError):
        stage.forget()
        for cue in batch:
            try:
                _play_batch(stage, [cue])
            except Disagreement as refusal:
                _leave(stage, cue, str(refusal))


def _play_batch(stage: Stage, batch: Sequence[Cue]) -> None:
    playable = [cue for cue in batch if not stage.is_left(cue.case)]
    with transaction.atomic(), _without_savepoints(), consumers.at_once(leaving_out=[ADVICE]):
        # A batch lost in a crash is played again, so nobody needs to wait for the disk.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        for cue in playable:
            with frozen(cue.at):
                _play_cue(stage, cue)
        _keep(stage.seed, playable)


def _leave(stage: Stage, cue: Cue, why: str) -> None:
    key = submission_key(stage.seed, cue.case.index)
    Progress.objects.update_or_create(
        key=key, defaults={"refused": why}, create_defaults={"done": cue.number, "refused": why}
    )
    stage.leave([key])


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """A refused step ends the whole batch, so there is nothing to go back to in between: a third fewer round trips."""
    features = connection.features
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = True


def _play_cue(stage: Stage, cue: Cue) -> None:
    try:
        if cue.step is None:
            stage.submit(cue.case)
        else:
            stage.play(cue.case, cue.step)
    except (Refused, ObjectDoesNotExist) as refusal:
        what = cue.step.act if cue.step else "submit"
        raise Disagreement(
            f"case {cue.case.index}, step {cue.number} ({what}, {cue.at}): {refusal}"
        ) from refusal


def _keep(seed: int, batch: Sequence[Cue]) -> None:
    reached = {submission_key(seed, cue.case.index): cue.number + 1 for cue in batch}
    rows = [Progress(key=key, done=done) for key, done in sorted(reached.items())]
    Progress.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["done"])


def play_calls(stage: Stage, calls: Sequence[CallScript], day: Day) -> None:
    """The calls that were over on that day, those that are not there yet; the cases that they became are."""
    todays = {
        _call_id(number, call): call
        for number, call in enumerate(calls)
        if day.begins < call.over_at <= day.ends
    }
    known = set(Call.objects.filter(call_id__in=todays).values_list("call_id", flat=True))
    with transaction.atomic():
        for key, call in todays.items():
            if key not in known:
                hotline.record_call(_told(stage, key, call))


def _call_id(number: int, call: CallScript) -> str:
    return call_id(call.case_index) if call.case_index is not None else f"2020-c{number:05d}"


def _told(stage: Stage, key: str, call: CallScript) -> Told:
    return Told(
        call_id=key,
        began_at=call.began_at,
        rang_seconds=call.rang_for,
        talked_seconds=call.talked_for,
        outcome=CallOutcome(call.outcome.value),
        category=call.category,
        case_id=None if call.case_index is None else stage.case_id(call.case_index),
        phone=call.phone,
    )


def seal(ends: datetime) -> None:
    """Seal what the day brought, and at midnight publish its head."""
    journal.seal_new_events(now=ends)
    if ends.hour == 0:
        journal.publish_head(now=ends + timedelta(minutes=5))


def advise_open_cases(until: datetime) -> None:
    """What a dispatcher is shown beside each case that the script leaves open."""
    for case_id in Case.objects.filter(state__in=OPEN, received_at__lte=until).values_list("pk", flat=True):
        dispatch.advise(case_id=case_id, now=until)
