"""Where the bytes lie: folders by the last digits of the key, outside everything that is served."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

UNFINISHED = ".part"


def place(stored_name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored_name


def stored_name(key: UUID, extension: str) -> str:
    """`7f/3a/018f….jpg`: 65,536 folders, filled evenly, since the end of such a key is random."""
    return f"{key.hex[-2:]}/{key.hex[-4:-2]}/{key.hex}.{extension}"


def write(name: str, content: bytes) -> None:
    """Put the bytes on the disk, so that they survive a power cut from here on."""
    path = place(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(UNFINISHED)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(name: str) -> None:
    place(name).unlink(missing_ok=True)


def older_than(instant: datetime) -> Iterator[str]:
    """The names of the files last written before the instant, finished or not."""
    root = Path(settings.MEDIA_ROOT)
    for path in root.glob("*/*/*"):
        if path.is_file() and path.stat().st_mtime < instant.timestamp():
            yield str(path.relative_to(root))
