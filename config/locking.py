"""Who runs this installation: a lock that the operating system frees, whatever happens to its holder."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from config.places import VAR

LOCK = VAR / "running.lock"


class AlreadyRunning(RuntimeError):
    """Another `fenbo run` or `fenbo demo` holds this installation."""


@contextmanager
def held() -> Iterator[None]:
    """Hold the installation; raises AlreadyRunning."""
    VAR.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Fenbo is already running from {VAR} (process {holder()})") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder() -> int | None:
    """The process that runs the installation, or None."""
    if not LOCK.exists():
        return None
    with LOCK.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


def stop_holder(patience: float = 30.0) -> bool:
    """Ask the holder to stop and wait for it; False when nobody ran."""
    process = holder()
    if process is None:
        return False
    os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while holder() == process and time.monotonic() < deadline:
        time.sleep(0.1)
    return True
