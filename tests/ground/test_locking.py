"""One installation runs once, and whoever holds it can be asked to stop."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import locking

HOLDER = """
import signal, sys, time
from pathlib import Path
from config import locking
locking.LOCK = Path(sys.argv[1])
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
with locking.held():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def own_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "LOCK", tmp_path / "running.lock")


@pytest.fixture
def holder() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(locking.LOCK)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_nobody_holds_it_at_first() -> None:
    assert locking.holder() is None
    assert not locking.stop_holder()


def test_a_second_one_is_refused_and_told_who_is_first(holder: "subprocess.Popen[str]") -> None:
    with pytest.raises(locking.AlreadyRunning, match=str(holder.pid)), locking.held():
        pytest.fail("held twice")


def test_the_holder_is_found_and_stopped(holder: "subprocess.Popen[str]") -> None:
    assert locking.holder() == holder.pid
    assert locking.stop_holder()
    assert holder.wait(timeout=5) == 0
    assert locking.holder() is None


def test_a_killed_holder_is_none_although_its_file_remains(holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait()
    assert locking.LOCK.exists()
    assert locking.holder() is None
    with locking.held():
        pass
