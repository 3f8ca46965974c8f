"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import processes
from config.processes import Program, Supervisor

SLEEP = "import time; time.sleep(600)"
# Writes its number and waits: the file shows that it lives.
WAIT = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
STUBBORN = (
    "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
)
PARENT = (
    "import os, subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "open(sys.argv[1], 'a').write(f'{os.getpid()} {child.pid}\\n'); time.sleep(600)"
)


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    try:
        return state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


@contextmanager
def supervised(*programs: Program, watch: Callable[[], None] = lambda: None) -> Iterator[Supervisor]:
    """Signals can be caught in the main thread only, so here the supervisor is told to stop directly."""
    supervisor = Supervisor(programs, watch=watch)

    def loop() -> None:
        try:
            while not supervisor.stopping:
                supervisor.glance()
        finally:
            supervisor.end_all()

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield supervisor
    finally:
        supervisor.stopping = True
        thread.join()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GLANCE", 0.02)
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(processes, "PATIENCE", 1.0)


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "numbers"
    with supervised(Program("child", python(WAIT, log))):
        until(lambda: len(lines(log)) == 1)
        first = int(lines(log)[0])
        os.kill(first, signal.SIGKILL)
        until(lambda: len(lines(log)) == 2)
        second = int(lines(log)[1])
        assert second != first
        assert alive(second)
    assert not alive(second)


def test_a_child_that_ends_in_peace_is_started_again_too(tmp_path: Path) -> None:
    log = tmp_path / "numbers"
    code = "import sys; open(sys.argv[1], 'a').write('ran\\n')"
    with supervised(Program("child", python(code, log))):
        until(lambda: len(lines(log)) >= 2)


def test_a_passing_program_runs_once(tmp_path: Path) -> None:
    log = tmp_path / "numbers"
    code = "import sys; open(sys.argv[1], 'a').write('ran\\n')"
    with supervised(
        Program("once", python(code, log), lasting=False), Program("child", python(WAIT, tmp_path / "other"))
    ):
        until(lambda: len(lines(tmp_path / "other")) == 1)
        until(lambda: len(lines(log)) == 1)
        time.sleep(0.3)
    assert lines(log) == ["ran"]


def test_a_passing_program_that_fails_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    seen = ""
    with supervised(Program("replay", python("raise SystemExit(3)"), lasting=False)):

        def told() -> bool:
            nonlocal seen
            seen += capfd.readouterr().err
            return "replay ended with 3" in seen

        until(told)


def test_the_pause_before_a_new_start_grows_and_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    child = processes.Child(Program("child", python("raise SystemExit(1)")))
    pauses = []
    for _ in range(4):
        child._mourn(1, now=1000.0)
        pauses.append(child.pause)
        child.started = 1000.0
    assert pauses == pytest.approx([0.02, 0.04, 0.08, 0.16])
    child._mourn(1, now=1000.0 + processes.FORGIVEN_AFTER + 1)
    assert child.pause == pytest.approx(0.02)


def test_the_pause_has_a_limit() -> None:
    child = processes.Child(Program("child", python(SLEEP)))
    child.started = 1000.0
    for _ in range(40):
        child._mourn(1, now=1000.0)
    assert child.pause == processes.LONGEST_PAUSE


def test_one_that_will_not_end_is_ended(tmp_path: Path) -> None:
    log = tmp_path / "numbers"
    with supervised(Program("stubborn", python(STUBBORN, log))):
        until(lambda: len(lines(log)) == 1)
        process = int(lines(log)[0])
    assert not alive(process)


def test_the_children_of_a_killed_child_do_not_keep_its_port(tmp_path: Path) -> None:
    log = tmp_path / "numbers"
    with supervised(Program("parent", python(PARENT, log))):
        until(lambda: len(lines(log)) == 1)
        parent, grandchild = map(int, lines(log)[0].split())
        os.kill(parent, signal.SIGKILL)
        until(lambda: len(lines(log)) == 2)
        assert not alive(grandchild)


def test_output_goes_to_the_log_and_surroundings_reach_the_child(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    code = "import os; print(os.environ['TRIAL'])"
    program = Program("child", python(code), lasting=False, log=log, environment={"TRIAL": "given"})
    with supervised(program):
        until(lambda: lines(log) == ["given"])


def test_it_looks_after_what_is_not_a_child() -> None:
    seen: list[int] = []
    with supervised(watch=lambda: seen.append(1)):
        until(lambda: len(seen) > 2)


SUPERVISOR = """
import sys
from config.processes import Program, Supervisor
Supervisor([Program("child", [sys.executable, "-c", sys.argv[2], sys.argv[1]])]).run()
print("ended in order")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_in_order(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "numbers"
    process = subprocess.Popen(python(SUPERVISOR, log, WAIT), stdout=subprocess.PIPE, text=True)
    until(lambda: len(lines(log)) == 1)
    process.send_signal(number)
    output, _ = process.communicate(timeout=15)
    assert output == "ended in order\n"
    assert process.returncode == 0
    assert not alive(int(lines(log)[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for it")
def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    log = tmp_path / "numbers"
    process = subprocess.Popen(python(SUPERVISOR, log, WAIT))
    until(lambda: len(lines(log)) == 1)
    process.kill()
    process.wait()
    until(lambda: not alive(int(lines(log)[0])))
