"""Writing notices and marking them read."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from fenbo.core import rows
from fenbo.core.clock import SHANGHAI
from fenbo.directory.actors import Actor
from fenbo.notices.models import By, Message, Notice, Way
from fenbo.notices.texts import Text, places_of, wordings


def post(notices: Sequence[Notice]) -> None:
    """Write notices in the caller's transaction: without one, a notice could tell of what never happened."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a notice is written in the transaction of what it tells")
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def addressed_to(actor: Actor) -> Q:
    """The notices for any of the actor's posts."""
    wanted = Q(pk=None)
    for duty, unit_id in actor.posts:
        wanted |= Q(unit_id=unit_id, duty=duty)
    return wanted


def mark_read(*, actor: Actor, now: datetime, subject: UUID | None = None) -> int:
    """Mark the actor's notices read, all or those about one subject; returns how many."""
    notices = Notice.objects.filter(addressed_to(actor), read_at=None)
    if subject is not None:
        notices = notices.filter(subject=subject)
    return notices.update(read_at=now, read_by_id=actor.staff_id)


MOBILE = re.compile(r"1[3-9]\d{9}")
# Whoever sleeps is told in the morning (Asia/Shanghai).
NIGHT_BEGINS, NIGHT_ENDS = time(22, 0), time(7, 30)


def can_be_texted(phone: str) -> bool:
    """Whether short messages reach it: a mobile number of the mainland."""
    return MOBILE.fullmatch(phone) is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody is reached."""

    by: By
    to: str


def tell(
    *,
    key: str,
    kind: Text,
    reaches: Sequence[Reach],
    values: Mapping[str, str],
    subject: UUID,
    now: datetime,
    language: str = "",
    is_quiet_at_night: bool = True,
) -> None:
    """Put a message into the outbox in the caller's transaction; the same key again is the same message.

    The first of `reaches` that the event's wording allows is tried first, each further one when that has failed.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a message is written in the transaction of what it tells")
    said = wordings()[kind]
    wanted = [one for one in reaches if one.by in said.by]
    if not wanted or Message.objects.filter(key=key).exists():
        return
    filled = {name: values[name] for name in places_of(kind)}
    message = Message(
        key=key,
        kind=kind,
        values=json.dumps(filled, ensure_ascii=False),
        text=said.worded(filled, language),
        subject=subject,
        created_at=now,
    )
    begins = now if said.at_any_hour or not is_quiet_at_night else after_night(now)
    ways = [Way(message=message, place=place, by=one.by, to=one.to) for place, one in enumerate(wanted)]
    ways[0].next_try_at = begins
    rows.insert([message, *ways])
    if begins <= now:
        from fenbo.notices.jobs import send_messages_now

        send_messages_now.defer()


def after_night(now: datetime) -> datetime:
    """This instant, or the end of the night that it lies in."""
    local = now.astimezone(SHANGHAI)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return now
    day = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    return datetime.combine(day, NIGHT_ENDS, SHANGHAI)


@transaction.atomic
def try_again(*, message_id: UUID, now: datetime) -> bool:
    """Have a message that was given up tried once more from its first way; False when somebody was faster."""
    waiting = Message.objects.filter(pk=message_id, given_up_at__isnull=False)
    if not waiting.update(given_up_at=None):
        return False
    ways = Way.objects.filter(message=message_id)
    ways.update(given_up_at=None, tries=0, next_try_at=None, trouble="")
    ways.filter(place=0).update(next_try_at=now)
    return True
