"""`fenbo hotline config`, `fenbo hotline asterisk`, `fenbo hotline follow`."""

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fenbo.hotline.following import Follower
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.switch.asterisk import configuration, engine
from fenbo.hotline.switch.asterisk.adapter import Asterisk

ABSENT = """\
No telephone here: Asterisk was not found. The simulated line works without it.
Get it with tools/telephone, or install asterisk and espeak-ng."""


class Command(BaseCommand):
    help = "The telephone: write Asterisk's configuration, run Asterisk, write down what it tells."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["config", "asterisk", "follow"])

    def handle(self, *, word: str, **options: Any) -> None:
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

    def _follow(self) -> None:
        stopped = False

        def stop(_number: int, _frame: Any) -> None:
            nonlocal stopped
            stopped = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        Follower(Asterisk()).follow(lambda: not stopped)
