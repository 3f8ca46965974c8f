"""`fenbo counts --at 2020-03-23T18:00 --json`: the published counts to any instant past."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.reporting.counts import Counts, counts
from fenbo.reporting.instants import read_instant


class Command(BaseCommand):
    help = "Print the counts to an instant, recomputed from the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="an instant or a day past, Asia/Shanghai (default: now)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            at = read_instant(options["at"], now=now) if options["at"] else now
        except InvalidInput as refusal:
            raise CommandError(str(refusal.message)) from refusal
        figures = as_figures(counts(at))
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:10} {'—' if value is None else value}")


def as_figures(to: Counts) -> dict[str, Any]:
    return {
        "received": to.received,
        "closed": to.closed,
        "rate": float(to.rate) if to.rate is not None else None,
        "open": to.open,
        "published": to.published,
        "at": to.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
