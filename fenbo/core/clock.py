"""The one source of "now" for faces and jobs. Operations take `now` as an argument instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """This instant, in UTC, or the instant that `frozen` set."""
    return _frozen.get() or timezone.now()


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Let the service believe that it is `instant`: for tests and for playing back the past."""
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)
