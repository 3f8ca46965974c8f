"""The wall screen while a hundred events a second come in, and screen, briefing and export with a million cases."""

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from benchmarks import ground
from benchmarks.client import Client, load
from benchmarks.pages import settled
from benchmarks.recording import section

EVENTS_A_SECOND, SECONDS = 100, 60
# From receiving to closing, as `_case` makes them.
EVENTS_A_CASE = 10
WRITERS = 2
REQUESTS = 120
SHOWN = {
    "received": re.compile(r"累计受理</dt><dd><a [^>]*>([\d,]+)"),
    "settled": re.compile(r"累计办结</dt><dd><a [^>]*>([\d,]+)"),
}
TEXT = """
{cases:,} cases with their orders, clocks and journal. *Wall screen*: a whole installation runs; {writers} writers take cases
from receiving to closing through the real operations, {rate} events a second for {seconds} seconds, while one screen listens
to the live stream and fetches its numbers as the page does. How old a number is: from the commit of an event until the
answer that counts it has come. *Pages*: eight clients at once. *Files*: one at a time, in a process of its own; memory is
the process's highest. Aims: a number within 1 s, the screen within 1 s, the briefing within 30 s, an export in constant
memory.
"""


def run() -> None:
    settled("1m")
    machine = ground.machine()
    _rebuild()
    from fenbo.cases.models import Case

    rows: list[list[str]] = []
    cases = Case.objects.count()
    rows += _under_load()
    rows += _pages()
    rows += [_file(name) for name in ("briefing", "docx", "pdf", "csv", "xlsx")]
    text = TEXT.format(cases=cases, writers=WRITERS, rate=EVENTS_A_SECOND, seconds=SECONDS)
    section("command", text, ["what", "measured", "beside it"], rows, machine)
    ground.stop_database()


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _rebuild() -> None:
    from fenbo.reporting import cells
    from fenbo.reporting.models import Cell

    if not Cell.objects.exists():
        cells.rebuild()


def _cookies() -> dict[str, str]:
    from django.test import Client as Browser

    from fenbo.directory.models import Staff

    browser = Browser()
    browser.force_login(Staff.objects.get(username="leader1"))
    return {"sessionid": browser.cookies["sessionid"].value}


class Screen:
    """What the page does: listens, fetches at every change, and knows from when on which total was shown."""

    def __init__(self, cookies: dict[str, str]) -> None:
        self.cookies, self.client = cookies, Client()
        self.seen: list[tuple[float, dict[str, int]]] = []
        self.took: list[float] = []
        self.over = threading.Event()

    def fetch(self) -> dict[str, int]:
        began = time.monotonic()
        answer = self.client.get("/desk/screen/now/", self.cookies)
        now, page = time.monotonic(), answer.body.decode("utf-8", "replace")
        totals = {}
        for name, pattern in SHOWN.items():
            found = pattern.search(page)
            if answer.status != 200 or not found:
                raise SystemExit(f"the screen answers {answer.status}")
            totals[name] = int(found[1].replace(",", ""))
        self.seen.append((now, totals))
        self.took.append(now - began)
        return totals

    def follow(self) -> None:
        from django.conf import settings

        said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = urllib.request.Request(f"{settings.LIVE_URL}/live/screen", headers={"Cookie": said})
        with urllib.request.urlopen(asked, timeout=60) as stream:
            for line in stream:
                if self.over.is_set():
                    return
                if line.startswith(b"event: "):
                    self.fetch()


def _under_load() -> list[list[str]]:
    cookies = _cookies()
    with ground.serving():
        screen = Screen(cookies)
        before = screen.fetch()
        follower = threading.Thread(target=screen.follow, daemon=True)
        follower.start()
        time.sleep(2)
        screen.took.clear()
        events = _events()
        commits = _write()
        time.sleep(3)
        screen.over.set()
        events = _events() - events
    rows = []
    for name, label in (("received", "age of the number received"), ("settled", "age of the number settled")):
        seen = [(at, totals[name]) for at, totals in screen.seen]
        ages = _ages(before[name] + WRITERS, sorted(commits[name]), seen)
        late = sum(age > 1 for age in ages)
        told = f"p50 {_at(ages, 50):.2f} s · p99 {_at(ages, 99):.2f} s · most {max(ages):.2f} s"
        rows.append(
            [
                label,
                told,
                f"{len(ages)} of {events:,} events, {events / SECONDS:.0f}/s; {late} older than 1 s",
            ]
        )
    refreshed = (
        f"p50 {statistics.median(screen.took) * 1000:.0f} ms · p99 {_at(screen.took, 99) * 1000:.0f} ms"
    )
    return [*rows, ["one refresh of the screen meanwhile", refreshed, f"{len(screen.took)} refreshes"]]


def _events() -> int:
    from fenbo.journal.queries import last_event_id

    return last_event_id()


def _ages(before: int, commits: list[float], seen: list[tuple[float, int]]) -> list[float]:
    """For the n-th commit: until the first answer that counts n more than before. Clocks are those of one machine."""
    ages, place = [], 0
    for number, committed in enumerate(commits, 1):
        while place < len(seen) and seen[place][1] < before + number:
            place += 1
        ages.append((seen[place][0] if place < len(seen) else time.monotonic()) - committed)
    return [max(0.0, age) for age in ages]


def _at(values: list[float], per_cent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * per_cent // 100)]


def _write() -> dict[str, list[float]]:
    """Writers in processes of their own, as web workers are; each tells when its cases were received and settled."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.command", "write"], stdout=subprocess.PIPE, cwd=ground.ROOT
        )
        for _number in range(WRITERS)
    ]
    told = [json.loads(writer.communicate(timeout=SECONDS * 4)[0]) for writer in writers]
    return {name: [at for one in told for at in one[name]] for name in SHOWN}


def write() -> None:
    """Cases on their whole way, as units and the centre move them: some ten events each, one after the other."""
    ground.ready_django()
    from fenbo.core import clock
    from fenbo.directory.actors import Actor, of_staff
    from fenbo.directory.duties import Duty
    from fenbo.directory.models import Post, Staff, UnitKind

    def acting(duty: Duty, **where: Any) -> tuple[Actor, int]:
        post = Post.objects.filter(duty=duty, **where).select_related("staff").order_by("pk").first()
        assert post is not None
        return of_staff(Staff.objects.get(pk=post.staff_id), clock.now()), post.unit_id

    dispatcher, _centre = acting(Duty.DISPATCH, unit__kind=UnitKind.CENTRE)
    reviewer, _centre = acting(Duty.REVIEW, unit__kind=UnitKind.CENTRE)
    handler, unit = acting(Duty.HANDLE, unit__kind=UnitKind.SPECIAL_GROUP)
    told: dict[str, list[float]] = {"received": [], "settled": []}
    _case(told, dispatcher, reviewer, handler, unit)
    for marks in told.values():
        marks.clear()
    pause, began = WRITERS * EVENTS_A_CASE / EVENTS_A_SECOND, time.monotonic()
    for number in range(int(SECONDS / pause)):
        time.sleep(max(0.0, began + number * pause - time.monotonic()))
        _case(told, dispatcher, reviewer, handler, unit)
    print(json.dumps(told), flush=True)


def _case(told: dict[str, list[float]], dispatcher: Any, reviewer: Any, handler: Any, unit: int) -> None:
    from fenbo.cases.models import Channel
    from fenbo.cases.operations import centre, intake, review, units
    from fenbo.catalogue.kinds import Kind
    from fenbo.core.clock import now
    from fenbo.directory.actors import Actor

    request = intake.Request(
        kind=Kind.HELP,
        title="工程款什么时候支付",
        content="项目已经完工，工程款还没有支付。",
        channel=Channel.WEBSITE,
    )
    case = intake.submit(request=request, actor=Actor.public(), now=now())
    told["received"].append(time.monotonic())
    centre.dispatch(
        case_id=case.pk, lead=unit, co_units=[], instruction="请核实后答复", actor=dispatcher, now=now()
    )
    order = case.orders.get()
    units.sign_in(order_id=order.pk, actor=handler, now=now())
    units.contact(order_id=order.pk, reached=True, text="已联系", actor=handler, now=now())
    units.reply(order_id=order.pk, text="经核实，月底前支付。", actor=handler, now=now())
    review.issue(case_id=case.pk, actor=reviewer, now=now())
    told["settled"].append(time.monotonic())


def _pages() -> list[list[str]]:
    cookies = _cookies()
    rows = []
    with ground.web_only():
        for name, path in {
            "wall screen, whole page": "/desk/screen/",
            "wall screen, one refresh": "/desk/screen/now/",
            "a prefecture's counties": "/desk/screen/now/?place=630100",
            "list behind a number, this month": "/desk/reports/?since=2026-11-01",
            "list of a county and subject": "/desk/reports/?region=630102&category=04&standing=settled",
            "the leader's page": "/desk/lead/",
        }.items():
            load((lambda client, path=path: client.get(path, cookies)) for _ in range(16))
            done = load((lambda client, path=path: client.get(path, cookies)) for _ in range(REQUESTS))
            _rate, p50, p99, failed = done.row()
            rows.append([name, f"p50 {p50} ms · p99 {p99} ms", f"failed {failed}"])
    return rows


def _file(name: str) -> list[str]:
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.command", name],
        capture_output=True,
        text=True,
        check=True,
        cwd=ground.ROOT,
    ).stdout
    took = json.loads(out.splitlines()[-1])
    return [LABELS[name], f"{took['seconds']:.1f} s", f"{took['memory']} MB of memory{took['more']}"]


LABELS = {
    "briefing": "briefing made",
    "docx": "briefing as DOCX",
    "pdf": "briefing as PDF",
    "csv": "every case as CSV",
    "xlsx": "a million cases as XLSX",
}


def file(name: str) -> None:
    ground.ready_django()
    from fenbo.core import clock
    from fenbo.directory.models import Staff
    from fenbo.reporting.briefing import docx, operations, paper, pdf
    from fenbo.reporting.models import Edition

    more = ""
    if name == "briefing":
        from fenbo.reporting.models import Briefing

        Briefing.objects.all().delete()
        took = _seconds(lambda: operations.make(Edition.DAY, now=clock.now()))
    elif name in ("docx", "pdf"):
        made = paper.paper(operations.make(Edition.DAY, now=clock.now()))
        took = _seconds(lambda: docx.docx(made) if name == "docx" else pdf.pdf(made))
    else:
        took, more = _export(name, Staff.objects.get(username="leader1"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": took, "memory": peak, "more": more}))


def _export(name: str, staff: Any) -> tuple[float, str]:
    from datetime import date

    from fenbo.core import clock
    from fenbo.reporting.models import Form, Run
    from fenbo.reporting.reports import operations
    from fenbo.reporting.selection import Selection

    selection = Selection(since=date(2020, 1, 1))
    run = Run.objects.create(
        selection=selection.as_json(), form=Form(name), asked_by=staff, asked_at=clock.now()
    )
    took = _seconds(lambda: operations.make(run_id=run.pk, clock=clock.now))
    run.refresh_from_db()
    size = run.size / 1024 / 1024
    operations.file_of(run).unlink(missing_ok=True)
    return took, f"; {run.done:,} rows, {size:.0f} MB {run.problem}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1] == "write":
        write()
    else:
        file(sys.argv[1])
