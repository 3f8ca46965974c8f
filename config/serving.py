"""What an installation consists of, and how it is started: `fenbo run` and `fenbo demo`."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable

from config import embedded, locking
from config.greeting import greeting
from config.places import BASE_DIR, CLUSTER, VAR
from config.processes import Program, Supervisor, say

REPLAY_LOG = VAR / "replay.log"
TELEPHONE_LOG = VAR / "telephone.log"


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
        supervisor = Supervisor(programs(demo=demo))
        supervisor.watch = _both(_watch(demo=demo), _telephone(supervisor, demo=demo))
        supervisor.run()
        say("stopped")


# A transaction that notifies holds up every other commit, so nothing wakes the workers: they look twice a second.
POLLING = ["--no-listen-notify", "--fetch-job-polling-interval", "0.5", "--concurrency", "4"]


def programs(*, demo: bool) -> list[Program]:
    from config import settings

    common = ["--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5", "--respawn-failed-workers"]
    granian = [sys.executable, "-m", "granian", "--host", settings.HOST, *common]
    web = ["--interface", "wsgi", "--port", str(settings.PORT), "--workers", str(settings.WEB_WORKERS)]
    web += ["--blocking-threads", str(settings.WEB_THREADS)]
    live = ["--interface", "asginl", "--port", str(settings.LIVE_PORT), "--workers", "1"]
    fenbo = [sys.executable, "-m", "config.cli"]
    running = [
        Program("web", [*granian, *web, "config.wsgi:application"]),
        Program("live", [*granian, *live, "config.asgi:application"]),
        Program("jobs", [*fenbo, "procrastinate", "worker", *POLLING, "--shutdown-graceful-timeout", "5"]),
    ]
    if demo and settings.WECHAT["standin"]:
        running.append(Program("wechat", [*fenbo, "wechat", "standin"]))
    if demo and settings.SMS["standin"]:
        running.append(Program("sms", [*fenbo, "sms", "standin"]))
    if demo:
        play = [sys.executable, "-m", "config.playing"]
        running.append(Program("replay", play, lasting=False, log=REPLAY_LOG))
        # The demo gets itself a telephone in the background; its log says why where none can be had.
        get = [str(BASE_DIR / "tools" / "telephone")]
        running.append(Program("tools/telephone", get, lasting=False, log=TELEPHONE_LOG))
    return running


def _telephone(supervisor: Supervisor, *, demo: bool) -> Callable[[], None]:
    """Start Asterisk and whoever listens to it, as soon as there is one. Each lives on when the other dies."""
    from config import settings
    from fenbo.hotline.switch.asterisk import engine

    fenbo = [sys.executable, "-m", "config.cli", "hotline"]
    started = asked = False

    def look() -> None:
        nonlocal started, asked
        if started or (asked and not engine.FETCHED.joinpath("place").exists()):
            return
        if engine.find() is not None:
            started = True
            supervisor.add(Program("telephone", [*fenbo, "asterisk"], log=TELEPHONE_LOG))
            supervisor.add(Program("hotline", [*fenbo, "follow"]))
            say(f"the telephone answers at sip:12345@{settings.SIP_ADDRESS}")
        elif not asked and not demo:
            say("no telephone: Asterisk was not found, and tools/telephone gets it")
        asked = True

    return look


def _both(*looks: Callable[[], None]) -> Callable[[], None]:
    def look() -> None:
        for one in looks:
            one()

    return look


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
