"""`fenbo verify-export FILE`: check a public record as an outsider would; asks no database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from fenbo.journal import outside


class Command(BaseCommand):
    help = "Check the public record of an installation (the file of /numbers/record/)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--head", action="append", default=[], metavar="DAY=ROOT", help="a head that you know"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        known = [word for head in options["head"] for word in ("--head", head)]
        code = outside.main([options["file"], *known, *(["--json"] if options["json"] else [])])
        if code:
            raise SystemExit(code)
