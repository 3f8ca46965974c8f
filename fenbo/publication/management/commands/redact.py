"""`fenbo redact FILE`: what in a text is private, as spans or cut out. Asks no database and keeps nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fenbo.publication.redaction import find, redact

LARGEST = 10_000_000


class Command(BaseCommand):
    help = "Find what is private in a text file (- reads standard input)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a text in UTF-8; - reads standard input")
        parser.add_argument(
            "--json", action="store_true", help="print the spans with their type, not the text"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = _read(options["file"])
        if not options["json"]:
            self.stdout.write(redact(text), ending="")
            return
        spans = [
            {
                "start": span.start,
                "end": span.end,
                "type": str(span.mark),
                "text": text[span.start : span.end],
            }
            | {"shown": span.shown}
            for span in find(text)
        ]
        self.stdout.write(json.dumps({"characters": len(text), "spans": spans}, ensure_ascii=False))


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _bytes(Path(name))
        if len(raw) > LARGEST:
            raise CommandError(f"the text is longer than {LARGEST} bytes")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not written in UTF-8") from None
    except OSError as problem:
        raise CommandError(f"{name} cannot be read: {problem.strerror}") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
