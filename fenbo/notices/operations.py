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


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody is to be told of one event; the same `key` again is the same message.

    The first of `reaches` that the event's wording allows is tried first, each further one when that has failed.
    """

    key: str
    kind: Text
    reaches: Sequence[Reach]
    values: Mapping[str, str]
    subject: UUID
    language: str = ""
    is_quiet_at_night: bool = True


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
    """Put a message into the outbox in the caller's transaction; see `Telling`."""
    tell_each([Telling(key, kind, reaches, values, subject, language, is_quiet_at_night)], now=now)


def tell_each(told: Sequence[Telling], *, now: datetime) -> int:
    """Put many into the outbox in the caller's transaction, as cheap as one; returns how many are new."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a message is written in the transaction of what it tells")
    wanted = [one for one in told if any(reach.by in wordings()[one.kind].by for reach in one.reaches)]
    if not wanted:
        return 0
    known = set(Message.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
    fresh = [_composed(one, now) for one in wanted if one.key not in known]
    if fresh:
        rows.insert([row for message, ways in fresh for row in (message, *ways)])
        if any(way.next_try_at and way.next_try_at <= now for _message, ways in fresh for way in ways):
            from fenbo.notices.jobs import send_messages_now

            send_messages_now.defer()
    return len(fresh)


def _composed(told: Telling, now: datetime) -> tuple[Message, list[Way]]:
    said = wordings()[told.kind]
    filled = {name: told.values[name] for name in places_of(told.kind)}
    message = Message(
        key=told.key,
        kind=told.kind,
        values=json.dumps(filled, ensure_ascii=False),
        text=said.worded(filled, told.language),
        subject=told.subject,
        created_at=now,
    )
    reaches = [one for one in told.reaches if one.by in said.by]
    ways = [Way(message=message, place=place, by=one.by, to=one.to) for place, one in enumerate(reaches)]
    ways[0].next_try_at = now if said.at_any_hour or not told.is_quiet_at_night else after_night(now)
    return message, ways


def after_night(now: datetime) -> datetime:
    """This instant, or the end of the night that it lies in."""
    local = now.astimezone(SHANGHAI)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return now
    day = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    return datetime.combine(day, NIGHT_ENDS, SHANGHAI)


def retract(*, subject: UUID) -> None:
    """Nobody is told any more of this what has not gone out yet, nor is it kept."""
    gone = Way.objects.filter(message__subject=subject, sent_at__isnull=False).values("message")
    Message.objects.filter(subject=subject).exclude(pk__in=gone).delete()


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
