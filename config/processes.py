"""One supervisor for the processes of an installation: starts them, restarts what dies, stops them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

# How often the supervisor looks, and how long a stopping child may take, in seconds.
GLANCE = 0.25
PATIENCE = 10.0
# A child that dies is started again after this long, doubled each time, forgiven once it has lived a minute.
FIRST_PAUSE, LONGEST_PAUSE, FORGIVEN_AFTER = 0.5, 30.0, 60.0
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Program:
    """What to run. One that is not `lasting` may end in peace; its output may go to a `log` of its own."""

    name: str
    command: Sequence[str]
    lasting: bool = True
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A program and its process, if it has one just now."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = FIRST_PAUSE
        self.next_start: float | None = 0.0

    def look(self, now: float) -> None:
        """Start it when it is due; notice that it died and plan when to start it again."""
        if self.process is not None and (code := self.process.poll()) is not None:
            # Its own children may outlive a leader that was killed, and hold the port.
            _signal_group(self.process.pid, signal.SIGKILL)
            self.process = None
            self._mourn(code, now)
        if self.process is None and self.next_start is not None and now >= self.next_start:
            self.process = self._start()
            self.started = now

    def _mourn(self, code: int, now: float) -> None:
        if not self.program.lasting:
            self.next_start = None
            if code:
                say(f"{self.program.name} ended with {code}; see {self.program.log or 'above'}")
            return
        self.pause = (
            FIRST_PAUSE if now - self.started > FORGIVEN_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        )
        self.next_start = now + self.pause
        say(f"{self.program.name} ended with {code}; starting it again in {self.pause:.1f} s")

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.program.environment}
        output = self.program.log.open("ab") if self.program.log else None
        try:
            # A session of its own, so that Ctrl-C reaches only the supervisor, which stops all in order.
            return subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )
        finally:
            if output:
                output.close()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds), then insist."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        _signal_group(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs programs until told to stop. `watch` is called at every glance, to mend what is not a child."""

    def __init__(self, programs: Sequence[Program], *, watch: Callable[[], None] = lambda: None) -> None:
        self.children = [Child(program) for program in programs]
        self.watch = watch
        self.stopping = False

    def add(self, program: Program) -> None:
        """Run one more from the next glance on."""
        self.children.append(Child(program))

    def run(self) -> None:
        """Blocks until SIGINT, SIGTERM or SIGHUP, then returns with every child ended."""
        kept = {
            number: signal.signal(number, self._stop)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            while not self.stopping:
                self.glance()
        finally:
            self.end_all()
            for number, handler in kept.items():
                signal.signal(number, handler)

    def glance(self) -> None:
        self.watch()
        for child in self.children:
            child.look(time.monotonic())
        time.sleep(GLANCE)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def end_all(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            child.end(deadline)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, number)


def say(text: str) -> None:
    print(f"[fenbo] {text}", file=sys.stderr, flush=True)


def _end_with_parent() -> None:
    """Ask Linux to end this process when the supervisor is killed outright, so that no orphan keeps the port."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
