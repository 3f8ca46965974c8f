"""Telling live pages that something moved.

A NOTIFY takes a lock that every committing notifier of the database waits for, so it is never part of the move's own
transaction: it is sent after the commit, and however many moves a process makes, at most a few times in a second.
Whoever listens learns only that something moved. A bell that is lost costs a listener some seconds.
"""

import threading
import time
from contextlib import suppress

from django.db import DatabaseError, connection

CHANNEL = "fenbo_moved"
GAP_SECONDS = 0.5

_lock = threading.Lock()
_sent_at = float("-inf")
_planned = False


def ring(*, at_once: bool = False) -> None:
    """Notify now, or once for all that follows within the gap. Called after a commit.

    `at_once` does not wait for the gap: for what somebody must see within a second, such as a telephone that rings.
    """
    global _planned
    if at_once:
        _send()
        return
    with _lock:
        if _planned:
            return
        wait = _sent_at + GAP_SECONDS - time.monotonic()
        _planned = True
    if wait <= 0:
        _send()
        return
    timer = threading.Timer(wait, _send_apart)
    timer.daemon = True
    timer.start()


def _send() -> None:
    global _planned, _sent_at
    with _lock:
        _planned, _sent_at = False, time.monotonic()
    # The move is done; a listener that hears nothing looks for itself.
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def _send_apart() -> None:
    """In a thread of its own, which must give its connection back."""
    try:
        _send()
    finally:
        connection.close()
