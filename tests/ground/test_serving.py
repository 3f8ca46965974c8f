"""`fenbo run`, whole: real servers, a real database, and what happens when parts of it are killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import embedded, serving


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


@dataclass
class Installation:
    process: "subprocess.Popen[bytes]"
    folder: Path
    port: int
    live_port: int

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


def until(condition: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


def status(port: int, path: str) -> int:
    """The status, or 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def children(process: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def child(process: int, words: str) -> int:
    for number in children(process):
        if words in Path(f"/proc/{number}/cmdline").read_text().replace("\0", " "):
            return number
    return 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    port, live_port = free_ports()
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("FENBO_SITE_URL", "FENBO_LIVE_URL")
    }
    environment = {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FENBO_VAR": str(folder),
        "FENBO_PORT": str(port),
        "FENBO_LIVE_PORT": str(live_port),
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "config.cli", "run"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    installation = Installation(process, folder, port, live_port)
    try:
        until(lambda: "Ctrl-C" in installation.log, "the greeting", 300)
        until(lambda: listening(live_port), "the live process")
        yield installation
    finally:
        process.kill()
        process.wait()
        embedded.stop(folder / "postgres")


def test_pages_and_streams_are_served(running: Installation) -> None:
    assert status(running.port, "/health") == 200
    assert status(running.live_port, "/live/ping") == 200


def test_the_greeting_tells_the_address(running: Installation) -> None:
    assert f"http://127.0.0.1:{running.port}" in running.log


def test_a_second_one_is_refused(running: Installation) -> None:
    command = [sys.executable, "-m", "config.cli", "run"]
    environment = {**os.environ, "FENBO_VAR": str(running.folder)}
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert str(running.process.pid) in second.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("words", ["config.wsgi", "config.asgi", "procrastinate worker"])
def test_a_killed_process_comes_back(running: Installation, words: str) -> None:
    until(lambda: child(running.process.pid, words) > 0, words)
    killed = child(running.process.pid, words)
    os.kill(killed, signal.SIGKILL)
    until(lambda: child(running.process.pid, words) not in (0, killed), f"another {words}")
    until(lambda: status(running.port, "/health") == 200, "the site")


def test_a_killed_database_comes_back(running: Installation) -> None:
    pid_file = running.folder / "postgres" / "postmaster.pid"
    killed = pid_file.read_text().split()[0]
    os.kill(int(killed), signal.SIGKILL)
    until(lambda: pid_file.exists() and pid_file.read_text().split()[0] != killed, "another database")
    until(lambda: embedded.running(running.folder / "postgres"), "its readiness")
    until(lambda: status(running.port, "/health") == 200, "the site")


def test_stopping_ends_every_process_and_frees_the_ports(running: Installation) -> None:
    command = [sys.executable, "-m", "config.cli", "stop"]
    environment = {**os.environ, "FENBO_VAR": str(running.folder)}
    stopped = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert stopped.stdout == "stopped: Fenbo, PostgreSQL\n"
    assert running.process.wait(timeout=10) == 0
    assert not listening(running.port)
    assert not listening(running.live_port)
    assert not embedded.running(running.folder / "postgres")


def test_the_demo_adds_a_replay_and_the_getting_of_a_telephone_that_run_once() -> None:
    once = [program.name for program in serving.programs(demo=True) if not program.lasting]
    assert once == ["replay", "tools/telephone"]
    assert all(program.lasting for program in serving.programs(demo=False))


def test_the_web_process_writes_no_access_log() -> None:
    """Addresses of people and the pages they read are not kept."""
    for program in serving.programs(demo=False):
        assert "--access-log" not in program.command


def test_every_server_listens_where_it_is_told() -> None:
    for program in serving.programs(demo=False):
        if "granian" in program.command:
            assert program.command[program.command.index("--host") + 1] == "127.0.0.1"
