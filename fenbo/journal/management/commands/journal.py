"""`fenbo journal verify` recomputes the whole journal; `fenbo journal seal` seals what is new."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from tqdm import tqdm

from fenbo.core import clock
from fenbo.journal import operations
from fenbo.journal.models import Event
from fenbo.journal.verification import Report, verify


class Command(BaseCommand):
    help = "Verify or seal the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify", "seal"])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "seal":
            self.stdout.write(str(operations.seal_new_events(now=clock.now())))
            return
        with tqdm(total=Event.objects.count(), disable=not sys.stderr.isatty()) as bar:
            report = verify(_advancing(bar))
        self._show(report, as_json=options["json"])
        if report.first_bad:
            sys.exit(1)

    def _show(self, report: Report, *, as_json: bool) -> None:
        figures = {key: value for key, value in asdict(report).items() if key != "counts"}
        if as_json:
            self.stdout.write(json.dumps(figures))
            return
        for key, value in figures.items():
            if key != "first_bad":
                self.stdout.write(f"{key:8} {', '.join(value) if isinstance(value, list) else value}")
        self.stdout.write(f"first bad row: {report.first_bad}" if report.first_bad else "all of it holds")


def _advancing(bar: "tqdm[NoReturn]") -> Callable[[int], None]:
    def advance(done: int) -> None:
        bar.update(done)

    return advance
