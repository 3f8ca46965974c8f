"""`fenbo hotline config`, `asterisk`, `follow` and `figures`."""

import json
import os
import signal
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.hotline.figures import figures, told
from fenbo.hotline.following import Follower
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.switch.asterisk import configuration, engine
from fenbo.hotline.switch.asterisk.adapter import Asterisk

EVER = datetime(1970, 1, 1, tzinfo=UTC)
ABSENT = """\
No telephone here: Asterisk was not found. The simulated line works without it.
Get it with tools/telephone, or install asterisk and espeak-ng."""


class Command(BaseCommand):
    help = (
        "The telephone: write Asterisk's configuration, run Asterisk, write down what it tells; its figures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["config", "asterisk", "follow", "figures"])
        parser.add_argument("--since", type=date.fromisoformat, help="figures: the first day, as 2020-02-24")
        parser.add_argument("--until", type=date.fromisoformat, help="figures: the last day")
        parser.add_argument("--json", action="store_true", help="figures: for programs")

    def handle(self, *, word: str, **options: Any) -> None:
        if word == "figures":
            self._figures(options["since"], options["until"], for_programs=options["json"])
            return
        if word == "follow":
            self._follow()
            return
        found = engine.find()
        if found is None:
            raise CommandError(ABSENT)
        lay_defaults()
        path = configuration.write(found)
        if word == "config":
            self.stdout.write(str(path))
            return
        self.stdout.write(f"Asterisk at {settings.SIP_ADDRESS}")
        self.stdout.flush()
        # Takes this process's place, so that whoever supervises it supervises Asterisk. Its clock of seconds is
        # right in UTC alone.
        os.execve(found.program, [str(found.program), "-f", "-C", str(path)], {**os.environ, "TZ": "UTC"})

    def _figures(self, since: date | None, until: date | None, *, for_programs: bool) -> None:
        """Of the days named, both included; of everything so far where none is."""
        if since and until and since > until:
            raise CommandError("--since is later than --until")
        start = datetime.combine(since, time(), SHANGHAI) if since else EVER
        end = datetime.combine(until, time(), SHANGHAI) + timedelta(days=1) if until else clock.now()
        found = told(figures(start, end))
        if for_programs:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for name, value in found["whole"].items():
            self.stdout.write(f"{name:13} {'-' if value is None else value}")

    def _follow(self) -> None:
        stopped = False

        def stop(_number: int, _frame: Any) -> None:
            nonlocal stopped
            stopped = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        Follower(Asterisk()).follow(lambda: not stopped)
