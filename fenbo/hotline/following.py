"""The process that stands between a telephone platform and the database: hears, writes down, arranges.

Neither side's absence loses anything. Without the platform it tries again; without the database what was heard waits
here, and what was not yet settled would be told anew after a restart.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection

from fenbo.core import clock
from fenbo.hotline import queries
from fenbo.hotline.operations.noting import note
from fenbo.hotline.switch.interface import Arrangement, Happening, Switch, SwitchAway

log = logging.getLogger(__name__)
# How long it listens before it looks whether seats, hours or barred numbers have changed, in seconds.
GLANCE = 0.5
RETRY = 1.0


class Follower:
    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self._heard: deque[Happening] = deque()
        self._arranged: Arrangement | None = None
        self._reachable: dict[str, bool] = {}

    def follow(self, going_on: Callable[[], bool]) -> None:
        """Until told to stop."""
        while going_on():
            if not self.glance():
                time.sleep(RETRY)

    def glance(self) -> bool:
        """Hear, write down, arrange; False when either side was away."""
        return self._hear() & self._write_down() & self._arrange()

    def _hear(self) -> bool:
        try:
            self._heard += self.switch.happenings(GLANCE)
        except SwitchAway as reason:
            # A switch that starts anew knows nothing of what was arranged.
            self._arranged = None
            return self._say("switch", False, reason)
        return self._say("switch", True)

    def _write_down(self) -> bool:
        while self._heard:
            happening = self._heard[0]
            try:
                note(happening, switch=self.switch.name)
            except (OperationalError, InterfaceError) as reason:
                self._reconnect()
                return self._say("database", False, reason)
            except DatabaseError as reason:
                # One that the database refuses must not hold up all others; the platform still has its note.
                log.error("a happening of a call was refused: %s", type(reason).__name__)
            else:
                self.switch.settled(happening)
            self._heard.popleft()
        return True

    def _arrange(self) -> bool:
        try:
            wanted = queries.arrangement(clock.now())
        except (OperationalError, InterfaceError) as reason:
            self._reconnect()
            return self._say("database", False, reason)
        self._say("database", True)
        if wanted != self._arranged:
            try:
                self.switch.arrange(wanted)
            except SwitchAway as reason:
                return self._say("switch", False, reason)
            self._arranged = wanted
        return True

    def _reconnect(self) -> None:
        with suppress(DatabaseError):
            connection.close()
        close_old_connections()

    def _say(self, side: str, reachable: bool, reason: Exception | None = None) -> bool:
        """Into the log, once for every change."""
        if self._reachable.get(side, True) != reachable:
            log.warning("the %s is %s", side, "back" if reachable else f"away: {type(reason).__name__}")
        self._reachable[side] = reachable
        return reachable
