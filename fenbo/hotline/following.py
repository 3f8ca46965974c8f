"""The process that stands between a telephone platform and the database: hears, writes down, arranges.

Neither side's absence loses anything. Without the platform it tries again; without the database what was heard waits
here, and what was not yet settled would be told anew after a restart.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection

from fenbo.core import clock
from fenbo.hotline import queries
from fenbo.hotline.operations.noting import note
from fenbo.hotline.operations.working import end_wrap_ups
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
        # Set until it is known which calls the platform still carries after one of us was away; since when.
        self._away_since: datetime | None = clock.now()

    def follow(self, going_on: Callable[[], bool]) -> None:
        """Until told to stop."""
        while going_on():
            if not self.glance():
                time.sleep(RETRY)

    def glance(self) -> bool:
        """Hear, write down, look for what was lost, arrange; False when either side was away."""
        return self._hear() & self._write_down() & self._look_for_lost() & self._arrange()

    def _hear(self) -> bool:
        try:
            self._heard += self.switch.happenings(GLANCE)
        except SwitchAway as reason:
            # A switch that starts anew knows nothing of what was arranged.
            self._arranged = None
            self._away_since = self._away_since or clock.now()
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

    def _look_for_lost(self) -> bool:
        """Calls that ended without a word, since the platform died with them. What it noted was written down before."""
        if self._away_since is None or self._heard or not self._reachable.get("switch", True):
            return True
        try:
            calls = queries.going_on().filter(switch=self.switch.name).order_by("id")
            known = list(calls.values_list("call_id", flat=True))
            self._heard += self.switch.lost(known, self._away_since) if known else ()
        except SwitchAway as reason:
            return self._say("switch", False, reason)
        except (OperationalError, InterfaceError) as reason:
            self._reconnect()
            return self._say("database", False, reason)
        self._away_since = None
        return True

    def _arrange(self) -> bool:
        try:
            end_wrap_ups(now=clock.now())
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
