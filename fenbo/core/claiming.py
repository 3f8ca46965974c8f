"""What waits to be sent is claimed one by one, so that two senders never take the same, and one that dies loses nothing."""

from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db import models, transaction


class Waiting(Protocol):
    """A row that waits: how often it was tried, and when its next turn comes."""

    tries: int
    next_try_at: datetime | None

    def save(self, *, update_fields: list[str]) -> None: ...


Row = TypeVar("Row", bound=models.Model)


def claim(due: "models.QuerySet[Row]", now: datetime, first_pause: timedelta) -> Row | None:
    """The next of those that are due, its try counted and its next turn put off: after each try four times as long.

    No lock is held while it is then sent, so a sender that dies in between has it sent once more later.
    """
    with transaction.atomic():
        row = due.order_by("next_try_at", "pk").select_for_update(of=("self",), skip_locked=True).first()
        if row is not None:
            _put_off(row, now, first_pause)  # type: ignore[arg-type]
        return row


def _put_off(row: Waiting, now: datetime, first_pause: timedelta) -> None:
    row.next_try_at = now + first_pause * 4**row.tries
    row.tries += 1
    row.save(update_fields=["tries", "next_try_at"])
