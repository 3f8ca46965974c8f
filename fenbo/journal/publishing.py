"""The public record: every event's hash, day and move, and every day's head, for anybody to check (`outside.py`).

One packed file for each head, with the events since the head before it. Packed files put behind one another are one
packed file, so the whole is served without being made again, and what was once published is never written again.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from fenbo.journal.chain import public_day
from fenbo.journal.models import Head, Leaf
from fenbo.journal.outside import FORMAT

CHUNK = 10_000


def folder() -> Path:
    found: Path = settings.VAR / "record"
    return found


def write_new() -> list[Path]:
    """Write the files of the heads that have none yet; returns them. A file that is there is left as it is."""
    folder().mkdir(parents=True, exist_ok=True)
    written, before = [], 0
    for head in Head.objects.select_related("seal").order_by("day"):
        path = folder() / f"{head.day}.txt.gz"
        if not path.exists():
            _write(path, head, before)
            written.append(path)
        before = head.seal.size
    return written


def files() -> list[Path]:
    """All of them in order: the public record is one after the other."""
    return sorted(folder().glob("*.txt.gz"))


def pieces(size: int = 1 << 16) -> Iterator[bytes]:
    """The whole record as it is sent, some kilobytes at a time."""
    for path in files():
        with path.open("rb") as file:
            while piece := file.read(size):
                yield piece


def _write(path: Path, head: Head, before: int) -> None:
    """Aside first, so that a file under its name is always whole."""
    aside = path.with_suffix(".new")
    with aside.open("wb") as raw:
        # Without a time in it the same head always gives the same bytes.
        with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
            for line in _lines(head, before):
                packed.write(line.encode("ascii"))
        raw.flush()
        os.fsync(raw.fileno())
    aside.replace(path)


def _lines(head: Head, before: int) -> Iterator[str]:
    if before == 0:
        yield f"{FORMAT}\n"
    leaves = Leaf.objects.filter(index__gte=before, index__lt=head.seal.size).select_related("event")
    for leaf in leaves.order_by("index").iterator(CHUNK):
        event = leaf.event
        yield f"event {bytes(event.hash).hex()} {public_day(event.at)} {event.move}\n"
    yield f"head {head.day} {head.seal.size} {bytes(head.seal.root).hex()}\n"
