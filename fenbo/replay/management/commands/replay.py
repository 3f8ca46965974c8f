import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from fenbo.core.clock import SHANGHAI
from fenbo.core.playing import AlreadyPlaying
from fenbo.replay.cast import NotStaged
from fenbo.replay.player import left
from fenbo.replay.running import Replay
from fenbo.replay.script.model import ENDS
from fenbo.replay.script.month import SEED
from fenbo.replay.script.rhythm import PUBLISHED
from fenbo.reporting.counts import counts

MOST_LANES = 4
LINE_EVERY = 2000


class Command(BaseCommand):
    help = "Play the founding month, 24 February to 23 March 2020, through the real operations; goes on where it stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until", type=_instant, default=ENDS, help="play up to this instant (ISO 8601, China)"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="another seed tells another month")
        parser.add_argument(
            "--lanes",
            type=int,
            choices=range(1, 9),
            default=min(os.cpu_count() or 1, MOST_LANES),
            help="processes side by side",
        )

    def handle(self, *, until: datetime, seed: int, lanes: int, **options: Any) -> None:
        began = monotonic()
        replay = Replay.of_founding_month(until=min(until, ENDS), seed=seed, lane_count=lanes)
        try:
            with _stoppable(), Shown(replay.total) as shown:
                replay.run(shown.told)
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted; run it again and it goes on where it stopped.", returncode=130
            ) from None
        except NotStaged as lacking:
            raise CommandError(f"{lacking} is missing: run `fenbo seed --demo` first.") from lacking
        except AlreadyPlaying as other:
            raise CommandError("Another replay is playing into this database.") from other
        self.stdout.write(f"played {replay.total} steps in {monotonic() - began:.0f} s")
        for why in left().values():
            self.stderr.write(f"left as it is: {why}")
        for instant, _received, _closed in PUBLISHED:
            if instant <= until:
                self.stdout.write(_line(instant))


@contextmanager
def _stoppable() -> Iterator[None]:
    """Who stops the service interrupts the replay as well."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


class Shown:
    """A bar on a terminal; elsewhere a line now and then."""

    def __init__(self, total: int) -> None:
        self.bar = tqdm(total=total, unit="step", disable=not sys.stderr.isatty())
        self.total, self.done = total, 0

    def __enter__(self) -> "Shown":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.bar.close()

    def told(self, count: int) -> None:
        self.bar.update(count)
        if self.bar.disable and self.done // LINE_EVERY < (self.done + count) // LINE_EVERY:
            print(f"{self.done + count} of {self.total} steps", file=sys.stderr, flush=True)
        self.done += count


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def _line(instant: datetime) -> str:
    counted = counts(instant)
    return f"{instant:%Y-%m-%d %H:%M}  {counted.received} / {counted.closed}  {counted.rate}%"
