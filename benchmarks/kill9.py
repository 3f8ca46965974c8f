"""kill -9 of web, jobs and database while requests come in: is every acknowledged case there, once?"""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from benchmarks import ground
from benchmarks.client import CLIENTS, Answer, Client, open_form
from benchmarks.recording import section
from benchmarks.submissions import PATH, sending

SECONDS = 90.0
# The next victim falls so many seconds after the last one, and the load goes on meanwhile.
PAUSE = (4.0, 8.0)
VICTIMS = ("web", "jobs", "database")
JOBS_DONE_WITHIN = 300.0
TEXT = """
Eight clients submit the public form for {seconds:.0f} s, each trying the same submission again until it is acknowledged,
while processes of the whole installation are killed with SIGKILL in turn; the supervisor starts them again. Then every
acknowledged submission is looked up, when no job waits or is being done any more. "Its job" is the reaction to the receipt,
by the consumer's own receipt: what a killed worker had begun is taken up again within two minutes.
"""


@dataclass(slots=True)
class Campaign:
    """What was acknowledged (by submission key) and what was killed."""

    acknowledged: dict[UUID, int] = field(default_factory=dict)
    unanswered: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


def run() -> None:
    ground.settle("kill9")
    ground.wipe()
    ground.prepare()
    ground.ready_django()
    machine = ground.machine()
    campaign = Campaign()
    with ground.serving() as supervisor:
        load = [threading.Thread(target=_submit, args=(campaign, number)) for number in range(CLIENTS)]
        for thread in load:
            thread.start()
        _kill_in_turn(campaign, supervisor.pid)
        campaign.over.set()
        for thread in load:
            thread.join()
        ground.wait_until_it_answers()
        _wait_for_jobs()
    record(campaign, machine)
    ground.stop_database()


def _submit(campaign: Campaign, number: int) -> None:
    client, serials = Client(), iter(range(number, 10**9, CLIENTS))
    # Opened while all is well; a token outlives the processes that made it.
    form = open_form(PATH)
    while not campaign.over.is_set():
        key, serial = uuid4(), next(serials)
        tries = _try_until_acknowledged(campaign, client, sending(form, key, serial))
        with campaign.lock:
            if tries:
                campaign.acknowledged[key] = tries
            else:
                campaign.unanswered += 1
    client.close()


def _try_until_acknowledged(campaign: Campaign, client: Client, send: Callable[[Client], Answer]) -> int:
    """How many tries it took; 0 when the campaign was over before."""
    for number in range(1, 10_000):
        with suppress(OSError):
            if send(client).status == 302:
                return number
        if campaign.over.is_set():
            return 0
        time.sleep(0.2)
    return 0


def _kill_in_turn(campaign: Campaign, supervisor: int) -> None:
    dice, end = random.Random(9), time.monotonic() + SECONDS
    turns = _turns()
    while time.monotonic() < end:
        time.sleep(dice.uniform(*PAUSE))
        victim = next(turns)
        pids = _database() if victim == "database" else _below(supervisor, victim)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        campaign.killed[victim] += bool(pids)


def _turns() -> Iterator[str]:
    while True:
        yield from VICTIMS


def _database() -> list[int]:
    """The postmaster of our own cluster; its children end by themselves when it is gone."""
    lock = Path(os.environ["FENBO_VAR"]) / "postgres" / "postmaster.pid"
    with suppress(OSError, ValueError):
        return [int(lock.read_text().split("\n", 1)[0])]
    return []


def _below(supervisor: int, victim: str) -> list[int]:
    """The supervisor's own child of that name, and that child's children."""
    word = {"web": f"--port\0{os.environ['FENBO_PORT']}\0", "jobs": "procrastinate\0worker"}[victim]
    leaders = [pid for pid in _children(supervisor) if word in _command(pid)]
    return [pid for leader in leaders for pid in (leader, *_children(leader))]


def _children(parent: int) -> list[int]:
    with suppress(OSError):
        tasks = Path(f"/proc/{parent}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]
    return []


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def _wait_for_jobs() -> None:
    from django.db import connection

    deadline = time.monotonic() + JOBS_DONE_WITHIN
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(1)


def record(campaign: Campaign, machine: str) -> None:
    from fenbo.journal.verification import verify

    keys = list(campaign.acknowledged)
    found = {name: _per_key(query, keys) for name, query in QUERIES.items()}
    report = verify()
    rows = [
        ["submissions acknowledged", str(len(keys))],
        [
            "of these at the second try or later",
            str(sum(tries > 1 for tries in campaign.acknowledged.values())),
        ],
        ["not acknowledged when time was up", str(campaign.unanswered)],
        *([f"kill -9 of {victim}", str(campaign.killed[victim])] for victim in VICTIMS),
    ]
    for name, counts in found.items():
        once = sum(counts[key] == 1 for key in keys)
        missing, twice = sum(counts[key] == 0 for key in keys), sum(counts[key] > 1 for key in keys)
        rows.append([f"{name}: exactly once / missing / more than once", f"**{once}** / {missing} / {twice}"])
    rows.append(["journal verified", f"{report.events} events, first bad row: {report.first_bad or 'none'}"])
    section("kill9", TEXT.format(seconds=SECONDS), ["what", "figure"], rows, machine)


def _per_key(query: str, keys: list[UUID]) -> Counter[UUID]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, [keys])
        return Counter(dict(cursor.fetchall()))


QUERIES = {
    "its case": "SELECT submission_key, count(*) FROM cases_case WHERE submission_key = ANY(%s) GROUP BY 1",
    "its journal row": """
        SELECT submission_key, count(*) FROM cases_case JOIN journal_event event ON event.stream = cases_case.id
        WHERE submission_key = ANY(%s) AND event.move = 'receive' GROUP BY 1""",
    "its clock": """
        SELECT submission_key, count(*) FROM cases_case JOIN cases_clock clock ON clock.case_id = cases_case.id
        WHERE submission_key = ANY(%s) AND clock.hop = 'dispatch' GROUP BY 1""",
    "its job": """
        SELECT submission_key, count(*) FROM (
            SELECT submission_key, event.id FROM cases_case
            JOIN journal_event event ON event.stream = cases_case.id
            WHERE submission_key = ANY(%s) AND event.move = 'receive') AS receipt_of
        JOIN (
            SELECT event_id FROM journal_receipt WHERE consumer = 'dispatch.advise'
        ) AS done ON done.event_id = receipt_of.id GROUP BY 1""",
}
