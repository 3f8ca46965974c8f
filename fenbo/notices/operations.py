"""Writing notices and marking them read."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from fenbo.directory.actors import Actor
from fenbo.notices.models import Notice, TextMessage
from fenbo.notices.texts import Text, worded


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


def can_be_texted(phone: str) -> bool:
    """Whether short messages reach it: a mobile number of the mainland."""
    return MOBILE.fullmatch(phone) is not None


def queue_text(
    *, key: str, kind: Text, to: str, values: Mapping[str, str], subject: UUID, now: datetime
) -> None:
    """Put a short message into the outbox in the caller's transaction; the same key again is the same message."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a message is written in the transaction of what it tells")
    message = TextMessage(
        key=key,
        kind=kind,
        to=to,
        values=json.dumps(dict(values), ensure_ascii=False),
        text=worded(kind, values),
        subject=subject,
        created_at=now,
        next_try_at=now,
    )
    TextMessage.objects.bulk_create([message], ignore_conflicts=True)
    from fenbo.notices.jobs import send_texts_now

    send_texts_now.defer()


def try_again(*, message_id: UUID, now: datetime) -> bool:
    """Have a message that was given up tried once more from the beginning; False when somebody was faster."""
    waiting = TextMessage.objects.filter(pk=message_id, sent_at=None, given_up_at__isnull=False)
    found = waiting.update(given_up_at=None, tries=0, next_try_at=now, trouble="")
    return bool(found)
