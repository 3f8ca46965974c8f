"""What an installation consists of, and how it is started: `fenbo run` and `fenbo demo`."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable

from config import embedded, locking
from config.places import CLUSTER, VAR
from config.processes import Program, Supervisor, say


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
    if demo and _has_command("replay"):
        replay = [*fenbo, "replay"]
        running.append(Program("replay", replay, lasting=False, log=VAR / "replay.log"))
    return running


def _has_command(name: str) -> bool:
    from config.places import BASE_DIR

    return any(BASE_DIR.glob(f"fenbo/*/management/commands/{name}.py"))


def _watch(*, demo: bool) -> Callable[[], None]:
    """Mend the embedded database when it was killed, and say once that the door is open."""
    own_database = not os.environ.get("DATABASE_URL")
    greeted = False

    def look() -> None:
        nonlocal greeted
        if own_database and not embedded.running(CLUSTER):
            say("the database is gone; starting it again")
            embedded.start(CLUSTER)
        if not greeted and (greeted := _answers()):
            _greet(demo=demo)

    return look


def _answers() -> bool:
    from config import settings

    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((settings.HOST, settings.PORT)) == 0


def _greet(*, demo: bool) -> None:
    from config import settings

    print(f"\n  Fenbo 分拨 → {settings.SITE_URL}\n  Staff 工作台 → {settings.SITE_URL}/desk/\n", flush=True)
    if demo:
        print(DEMO_TOUR.format(site=settings.SITE_URL), flush=True)
    print("  Ctrl-C stops it. 按 Ctrl-C 停止。\n", flush=True)


DEMO_TOUR = """\
  Try 试一试:
    1. Bring a request at {site}/ and keep its number and query code. 提交一件诉求,记下编号和查询码。
    2. Sign in at the desk with an account listed above and hand it to a unit. 用上面的账号登录工作台分拨。
    3. Answer it as that unit; read the answer with the query code. 以承办单位回复,再用查询码查看。
"""
