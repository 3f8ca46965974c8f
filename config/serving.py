"""What an installation consists of, and how it is started: `fenbo run` and `fenbo demo`."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable

from config import embedded, locking
from config.greeting import greeting
from config.places import CLUSTER, VAR
from config.processes import Program, Supervisor, say

REPLAY_LOG = VAR / "replay.log"


class NotReady(RuntimeError):
    """The preparation failed; its own output says why."""


def serve(*, demo: bool) -> None:
    """Prepare, then run every process until a signal; one installation runs once."""
    with locking.held():
        if demo:
            os.environ["FENBO_DEMO"] = "1"
        say("preparing the database and the static files …")
        command = [sys.executable, "-m", "config.preparing", *(["--demo"] if demo else [])]
        if subprocess.run(command, check=False).returncode != 0:
            raise NotReady
        Supervisor(programs(demo=demo), watch=_watch(demo=demo)).run()
        say("stopped")


# A transaction that notifies holds up every other commit, so nothing wakes the workers: they look twice a second.
POLLING = ["--no-listen-notify", "--fetch-job-polling-interval", "0.5", "--concurrency", "4"]


def programs(*, demo: bool) -> list[Program]:
    from config import settings

    common = ["--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5", "--respawn-failed-workers"]
    granian = [sys.executable, "-m", "granian", "--host", settings.HOST, *common]
    web = ["--interface", "wsgi", "--port", str(settings.PORT), "--workers", str(settings.WEB_WORKERS)]
    live = ["--interface", "asginl", "--port", str(settings.LIVE_PORT), "--workers", "1"]
    fenbo = [sys.executable, "-m", "config.cli"]
    running = [
        Program("web", [*granian, *web, "--blocking-threads", "4", "config.wsgi:application"]),
        Program("live", [*granian, *live, "config.asgi:application"]),
        Program("jobs", [*fenbo, "procrastinate", "worker", *POLLING, "--shutdown-graceful-timeout", "5"]),
    ]
    if demo:
        play = [sys.executable, "-m", "config.playing"]
        running.append(Program("replay", play, lasting=False, log=REPLAY_LOG))
    return running


def _watch(*, demo: bool) -> Callable[[], None]:
    """Mend the embedded database when it was killed, and say once that the door is open."""
    from config import settings

    own_database = not os.environ.get("DATABASE_URL")
    greeted = False

    def look() -> None:
        nonlocal greeted
        if own_database and not embedded.running(CLUSTER):
            say("the database is gone; starting it again")
            embedded.start(CLUSTER)
        if not greeted and (greeted := _answers()):
            print(greeting(settings.SITE_URL, demo=demo, log=REPLAY_LOG), flush=True)

    return look


def _answers() -> bool:
    from config import settings

    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((settings.HOST, settings.PORT)) == 0
