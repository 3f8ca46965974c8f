"""Personal data: shown for a reason, and encrypted anew when the keys change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from fenbo.cases.lifecycle import Move
from fenbo.cases.operations.texts import wanted
from fenbo.cases.operations.turn import turn
from fenbo.core.fields import EncryptedText
from fenbo.directory.actors import Actor

BATCH = 500


@dataclass(frozen=True, slots=True)
class Revealed:
    """What a requester told of themselves, in clear; shown once and never kept."""

    name: str
    phone: str
    email: str
    id_number: str
    firm_name: str
    firm_code: str


def reveal(*, case_id: UUID, reason: str, actor: Actor, now: datetime) -> Revealed:
    """Show who the requester is. That it was shown, to whom and why, stays in the journal."""
    reason = wanted(reason, field="reason", most=200)
    with turn(case_id, actor=actor, now=now) as mine:
        mine.make(Move.REVEAL, reason=reason)
        who = mine.case.requester
        return Revealed(who.name, who.phone, who.email, who.id_number, who.firm_name, who.firm_code)


def rotate_keys() -> Iterator[int]:
    """Write every encrypted field under the first key, a batch at a time; yields how many rows are done.

    It may be interrupted and begun again at any time: every row can be read under each key that is configured.
    It goes through every room, because the old key may go only when no row anywhere needs it.
    """
    done = 0
    for model in apps.get_models():
        for count in _rotate(model):
            done += count
            yield done


def _rotate(model: type[models.Model]) -> Iterator[int]:
    names = [field.name for field in model._meta.get_fields() if isinstance(field, EncryptedText)]
    last: object = None
    while names:
        rows = model._default_manager.order_by("pk").only("pk", *names)
        with transaction.atomic():
            rest = rows if last is None else rows.filter(pk__gt=last)
            batch = list(rest.select_for_update(no_key=True)[:BATCH])
            model._default_manager.bulk_update(batch, names)
        if not batch:
            return
        last = batch[-1].pk
        yield len(batch)
