"""The installation that is measured: its own data, its own ports, nothing of yours is touched."""

import os
import platform
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FENBO_VAR", ROOT / "var" / "bench")).resolve()
PATIENCE = 180.0


def settle(name: str) -> Path:
    """Let this process, and all that it starts, work on the installation of that name. Call it before Django."""
    # Told to end, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    place = VAR / name
    place.mkdir(parents=True, exist_ok=True)
    os.environ["FENBO_VAR"] = str(place)
    os.environ.setdefault("FENBO_PORT", "8190")
    os.environ.setdefault("FENBO_SUBMISSIONS_PER_CLIENT", "0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    return place


def ready_django() -> None:
    import django

    django.setup()


def prepare() -> None:
    """Tables and seeds, with the demo staff."""
    for command in (["migrate", "--verbosity", "0"], ["seed", "--demo"]):
        subprocess.run([*fenbo(), *command], check=True, stdout=subprocess.DEVNULL)


def wipe() -> None:
    subprocess.run([*fenbo(), "wipe", "--yes"], check=True, stdout=subprocess.DEVNULL)


def fenbo() -> list[str]:
    return [sys.executable, "-m", "config.cli"]


@contextmanager
def web_only() -> Iterator[None]:
    """Only the web process, as `fenbo run` would start it: what it enqueues waits for the measurement's end."""
    from config.serving import programs

    check_port()
    subprocess.run(
        [sys.executable, "-m", "config.preparing"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    program = next(program for program in programs(demo=False) if program.name == "web")
    with (Path(os.environ["FENBO_VAR"]) / "web.log").open("wb") as log:
        web = subprocess.Popen(program.command, stdout=log, stderr=log, cwd=ROOT)
        try:
            wait_until_it_answers()
            yield
        finally:
            web.terminate()
            web.wait(60)


@contextmanager
def serving() -> Iterator[subprocess.Popen[bytes]]:
    """A whole running installation: web, live streams, jobs and the embedded database, under its supervisor."""
    check_port()
    with (Path(os.environ["FENBO_VAR"]) / "serving.log").open("wb") as log:
        supervisor = subprocess.Popen([*fenbo(), "run"], stdout=log, stderr=log, cwd=ROOT)
        try:
            wait_until_it_answers()
            yield supervisor
        finally:
            supervisor.terminate()
            supervisor.wait(60)


def check_port() -> None:
    """Whoever answers there already would be measured in our place."""
    with socket.socket() as client:
        if client.connect_ex(("127.0.0.1", int(os.environ["FENBO_PORT"]))) == 0:
            raise RuntimeError(f"something serves at {address()} already; set FENBO_PORT")


def wait_until_it_answers() -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address()}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError(f"nothing answers at {address()}; see serving.log")


def address() -> str:
    return f"http://127.0.0.1:{os.environ['FENBO_PORT']}"


def stop_database() -> None:
    subprocess.run([*fenbo(), "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, load at start {load:.1f}"
