"""The bell after a commit: at once, and at most once within the gap."""

import threading

import psycopg
import pytest

from fenbo.console import live
from fenbo.journal import waking

pytestmark = pytest.mark.django_db(transaction=True)


def heard(rings: int) -> int:
    """How many notifications arrive when the bell is rung that often in a row."""
    with psycopg.connect(live.conninfo(), autocommit=True) as ear:
        ear.execute(f"LISTEN {waking.CHANNEL}")
        for _turn in range(rings):
            waking.ring()
        for late in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
            late.join(5)
        return len(list(ear.notifies(timeout=0.5)))


def test_every_ring_is_heard_without_a_gap() -> None:
    assert heard(3) == 3


def test_rings_within_the_gap_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "GAP_SECONDS", 0.2)
    monkeypatch.setattr(waking, "_sent_at", float("-inf"))
    assert heard(5) == 2
