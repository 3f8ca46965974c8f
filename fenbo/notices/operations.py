"""Writing notices and marking them read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from fenbo.directory.actors import Actor
from fenbo.notices.models import Notice


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
