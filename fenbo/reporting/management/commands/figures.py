"""`fenbo figures rebuild` counts the cells anew; `fenbo figures compare` compares them with the journal now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fenbo.core import clock
from fenbo.reporting import cells, comparing


class Command(BaseCommand):
    help = "Rebuild the figures by place and subject, or compare them with the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["rebuild", "compare"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "rebuild":
            self.stdout.write(f"{cells.rebuild()} cells")
        elif comparing.compare(now=clock.now()):
            last = comparing.last()
            raise CommandError(last.first if last else "")
        else:
            self.stdout.write("all of it holds")
