"""Running the whole replay: lanes side by side, day by day, with a seal between the days."""

import ctypes
import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.pool import Pool
from typing import Any, cast

from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from fenbo.core import playing
from fenbo.knowledge.seeding import lay_topics
from fenbo.notices import sending
from fenbo.replay.acting import Stage
from fenbo.replay.player import advise_open_cases, play, play_calls, played, seal
from fenbo.replay.program import Day, days, lanes, of_day, still_to_play
from fenbo.replay.script.calls import hotline_calls
from fenbo.replay.script.model import CallScript, CaseScript
from fenbo.replay.script.month import founding_month

LOOK_EVERY = 0.2  # seconds
PR_SET_PDEATHSIG = 1  # prctl(2)


class Replay:
    """One run of the script. `run` may be left by KeyboardInterrupt at any time; the next one goes on from there."""

    def __init__(
        self,
        month: Sequence[CaseScript],
        calls: Sequence[CallScript],
        *,
        until: datetime,
        seed: int,
        lane_count: int = 1,
    ) -> None:
        self.calls, self.until, self.stage = calls, until, Stage(seed)
        done = played()
        self.lanes = [
            still_to_play([cue for cue in lane if cue.at <= until], seed, done)
            for lane in lanes(month, lane_count)
        ]
        # The script is a hundred thousand objects that never become garbage: not to be looked through again.
        gc.freeze()

    @classmethod
    def of_founding_month(cls, *, until: datetime, seed: int, lane_count: int) -> "Replay":
        month = founding_month(seed)
        return cls(month, hotline_calls(month, seed), until=until, seed=seed, lane_count=lane_count)

    @property
    def total(self) -> int:
        """Cues still to be played."""
        return sum(len(lane) for lane in self.lanes)

    def run(self, told: Callable[[int], None]) -> None:
        """Play, calling `told` with the number of cues that became safe since it was last called.

        Raises AlreadyPlaying beside another run. A case of which an operation refuses a step is left as it is.
        """
        with sending.silent(), _workers(self) as play_day, playing.held():
            for day in days(self.until):
                play_day(day, told)
                play_calls(self.stage, self.calls, day)
                seal(day.ends)
        advise_open_cases(self.until)
        lay_topics(self.until)

    def play_lane(
        self, number: int, day: Day, told: Callable[[int], None], stopped: Callable[[], bool]
    ) -> None:
        self.stage.forget()
        play(self.stage, of_day(self.lanes[number], day), stopped=stopped, told=told)


Playing = Callable[[Day, Callable[[int], None]], None]


@contextmanager
def _workers(replay: Replay) -> Iterator[Playing]:
    """Plays a day: here for one lane, in processes of their own for more."""
    if len(replay.lanes) == 1:
        yield lambda day, told: replay.play_lane(0, day, told, lambda: False)
        return
    context: Any = multiprocessing.get_context("fork")
    safe, stop = context.Value("q", 0), context.Event()
    # A process must not inherit a connection that its parent still uses.
    connections.close_all()
    cast(DatabaseWrapper, connection).close_pool()
    with context.Pool(len(replay.lanes), _begin, (replay, safe, stop)) as pool:
        try:
            yield lambda day, told: _watch(pool, len(replay.lanes), day, told, safe)
        except BaseException:
            stop.set()
            pool.close()
            pool.join()
            raise


_replay: Replay
_safe: Any
_stop: Any


def _begin(replay: Replay, safe: Any, stop: Any) -> None:
    """In a new process: the parent alone hears an interrupt, and lets every batch come to its end."""
    global _replay, _safe, _stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A parent that was killed cannot say so: then the kernel ends this process, and the batch in hand is rolled back.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # Of the parent's pool nothing lives here but what it held: the threads that tend it were not forked.
    connection.settings_dict["OPTIONS"]["pool"] = False
    _replay, _safe, _stop = replay, safe, stop


def _play_lane(number: int, day: Day) -> None:
    _replay.play_lane(number, day, _tell, _stop.is_set)


def _tell(count: int) -> None:
    with _safe.get_lock():
        _safe.value += count


def _watch(pool: Pool, count: int, day: Day, told: Callable[[int], None], safe: Any) -> None:
    """Wait for every lane to have played the day, telling how far they are."""
    seen = safe.value
    result = pool.starmap_async(_play_lane, [(number, day) for number in range(count)], chunksize=1)
    while not result.ready():
        result.wait(LOOK_EVERY)
        now = safe.value
        told(now - seen)
        seen = now
    result.get()
