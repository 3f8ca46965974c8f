"""How many calls a machine carries: real Asterisk, real sound, seats that lift, and Fenbo writing everything down."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import ground, telephones
from benchmarks.recording import section

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fenbo.directory.actors import Actor
    from fenbo.hotline.models import Call

ADDRESS = "127.0.0.1:5260"
# How many sit there at a step of the first part; the load keeps nine of ten of them busy.
SEATS = (25, 100, 200, 300, 400, 500, 600)
BUSY = 0.9
# A caller stays for so long after being answered by the machine, and an agent wraps up for so long.
STAY, WRAP_UP = 34.0, 2.0
GREETED = 4.5
STEP = 40.0
# Calls a second at a step of the second part; a caller hangs up while being greeted.
RATES = (20, 40, 80, 160, 240, 320)
BRIEF, BRIEF_STEP = 2.0, 10.0
WRITTEN_WITHIN = 60.0
# GB/T 33358: of a hundred calls, how many a person answers; and how soon the line itself must.
CONNECTED, PROMPT_SECONDS, LINE_ANSWERS_MS = 95.0, 15.0, 1000
TEXT = """
Asterisk, the process that writes down what it tells, the embedded database, and sipp as every caller and every seat, all on
this machine; the greeting is one second long and nobody presses a key. Sound goes both ways all the time and is recorded.
`FENBO_MOST_CALLS` is 4000 for it, where an installation refuses calls beyond 200 unless told otherwise.

First simultaneous calls: callers come so fast that nine of ten seats are busy, each stays {stay:.0f} s, an agent wraps
up for {wrap:.0f} s; {step:.0f} s of arrivals at each step. Then calls a second: callers hang up after {brief:.0f} s, while
being greeted. A step fails when sipp saw a call fail; when less than {connected:.0f} of a hundred queued calls were spoken
to, or one in a hundred waited more than {prompt:.0f} s; when the line took more than a second to answer; when a call was
not in the database {written:.0f} s after the last had ended; when a recording is missing, or shorter than 95 of a hundred
of what was spoken. The first step that fails is the last.
"""
HEADER = [
    *("step", "calls", "calls/s", "most at once", "failed", "connected %", "wait p50 s", "wait p99 s"),
    *("line ms", "recorded %", "written after s", "Asterisk cores", "writer cores", "why it fails"),
]


@dataclass(slots=True)
class Step:
    """What one step came to. Shares are per cent, times seconds, cores the processor time over the time passed."""

    name: str
    told: telephones.Told
    rate: float
    at_once: int
    queued: int
    connected: int
    waits: list[float]
    recorded: float | None
    missing: int
    written: float
    cores: tuple[float, float]

    @property
    def faults(self) -> list[str]:
        found = []
        if self.told.failed:
            found.append(f"{self.told.failed} failed")
        if self.queued and 100 * self.connected < CONNECTED * self.queued:
            found.append("not spoken to")
        if float(_at(sorted(self.waits), 0.99) or 0) > PROMPT_SECONDS:
            found.append("waits too long")
        if self.told.answer > LINE_ANSWERS_MS:
            found.append("line slow")
        if self.written > WRITTEN_WITHIN:
            found.append("not written down")
        if self.missing:
            found.append(f"{self.missing} recordings missing")
        if self.recorded is not None and self.recorded < 95:
            found.append("recordings short")
        return found

    def row(self) -> list[str]:
        waits = sorted(self.waits)
        share = f"{100 * self.connected / self.queued:.1f}" if self.queued else ""
        return [
            *(
                self.name,
                str(self.told.placed),
                f"{self.rate:.1f}",
                str(self.at_once),
                str(self.told.failed),
                share,
            ),
            *(_at(waits, 0.5), _at(waits, 0.99), str(self.told.answer)),
            "" if self.recorded is None else f"{self.recorded:.0f}",
            f"{self.written:.1f}",
            *(f"{number:.2f}" for number in self.cores),
            ", ".join(self.faults),
        ]


def _at(waits: Sequence[float], share: float) -> str:
    return f"{waits[min(len(waits) - 1, int(len(waits) * share))]:.1f}" if waits else ""


def run(*steps: str) -> None:
    """All steps; only the first so many of each part where a number is given, for trying it."""
    most = int(steps[0]) if steps else None
    place = ground.settle("hotline")
    os.environ |= {
        "FENBO_SIP_ADDRESS": ADDRESS,
        "FENBO_SIP_TRUNK": f"127.0.0.1:{telephones.CALLERS_PORT}",
        "FENBO_AMI_PORT": "5266",
        "FENBO_RTP_PORTS": "20000-29999",
        "FENBO_MOST_CALLS": "4000",
    }
    ground.wipe()
    ground.prepare()
    ground.ready_django()
    machine = ground.machine()
    agents = _lay(max(SEATS[:most]))
    telephones.speech(place)
    with _hotline(place) as pids:
        measured = [*_simultaneous(place, agents, pids, SEATS[:most]), *_a_second(place, pids, RATES[:most])]
    text = TEXT.format(
        stay=STAY,
        wrap=WRAP_UP,
        prompt=PROMPT_SECONDS,
        step=STEP,
        brief=BRIEF,
        connected=CONNECTED,
        written=WRITTEN_WITHIN,
    )
    section("hotline", text, HEADER, [step.row() for step in measured], machine)
    ground.stop_database()


def _lay(number: int) -> list[tuple[str, int]]:
    """Seats from 8001 on, somebody for each, and a greeting of a second."""
    from fenbo.directory.duties import Duty
    from fenbo.directory.models import Post, Staff, Unit, UnitKind
    from fenbo.hotline.models import Device, Prompt, Queue, Said, Seat
    from fenbo.hotline.operations.laying import lay_defaults

    lay_defaults()
    Prompt.objects.filter(said=Said.WELCOME).update(text="您好。")
    queue, centre = Queue.objects.get(), Unit.objects.get(kind=UnitKind.CENTRE)
    found = []
    for one in range(8001, 8001 + number):
        seat, _made = Seat.objects.update_or_create(number=str(one), defaults={"device": Device.DESK})
        seat.queues.add(queue)
        staff = Staff.objects.create(username=f"seat{one}", full_name=f"坐席{one}")
        Post.objects.create(staff=staff, unit=centre, duty=Duty.TAKE_IN)
        found.append((seat.pk, staff.pk))
    return found


@contextmanager
def _hotline(place: Path) -> Iterator[tuple[int, int]]:
    """Asterisk and the process that follows it, each as `fenbo run` would start it."""
    if _answers():
        raise RuntimeError("a telephone of this installation's answers already; end it first")
    started: list[subprocess.Popen[bytes]] = []
    try:
        for word in ("asterisk", "follow"):
            with (place / f"{word}.log").open("wb") as log:
                command = [*ground.fenbo(), "hotline", word]
                started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=ground.ROOT))
            _wait_until(_answers, "Asterisk")
        yield started[0].pid, started[1].pid
    finally:
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                # One that is drowned in calls does not hear.
                process.kill()
                process.wait()


def _answers() -> bool:
    from fenbo.hotline.switch.asterisk.adapter import command
    from fenbo.hotline.switch.interface import SwitchAway

    try:
        with command() as line:
            return any(row.get("Event") == "EndpointList" for row in line.listed("PJSIPShowEndpoints"))
    except SwitchAway:
        return False


def _wait_until(true: Callable[[], bool], what: str, seconds: float = ground.PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.5)


def _simultaneous(
    place: Path, agents: list[tuple[str, int]], pids: tuple[int, int], steps: Sequence[int]
) -> Iterator[Step]:
    from fenbo.hotline.switch.asterisk.engine import secret

    passwords = [(seat, secret(f"seat {seat}")) for seat, _staff in agents]
    with telephones.seats(place, ADDRESS, passwords), _desks(agents) as sit:
        for number in steps:
            sit(number)
            time.sleep(3)
            rate = BUSY * number / (STAY - GREETED + WRAP_UP)
            step = _measure(place, f"{number} seats", pids, rate=rate, seconds=STEP, stay=STAY)
            yield step
            if step.faults:
                return


def _a_second(place: Path, pids: tuple[int, int], rates: Sequence[int]) -> Iterator[Step]:
    for rate in rates:
        step = _measure(place, f"{rate} a second", pids, rate=rate, seconds=BRIEF_STEP, stay=BRIEF)
        yield step
        if step.faults:
            return


class _Desks:
    """The agents: they sit down, and after each call they wrap up and are ready again."""

    def __init__(self, agents: list[tuple[str, int]]) -> None:
        self.agents = agents
        self.seated = 0
        self.over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def sit(self, number: int) -> None:
        from fenbo.core import clock
        from fenbo.hotline.models import Presence
        from fenbo.hotline.operations import seats

        for seat, staff in self.agents[self.seated : number]:
            seats.log_in(seat=seat, actor=_actor(staff), now=clock.now())
            seats.set_presence(presence=Presence.READY, actor=_actor(staff), now=clock.now())
        self.seated = number

    def _work(self) -> None:
        from datetime import timedelta

        from fenbo.core import clock
        from fenbo.hotline.models import Presence, Session
        from fenbo.hotline.operations import seats

        while not self.over.wait(0.25):
            done = clock.now() - timedelta(seconds=WRAP_UP)
            idle = Session.objects.filter(ended_at=None, since__lte=done).exclude(presence=Presence.READY)
            for staff in idle.values_list("staff", flat=True):
                seats.set_presence(presence=Presence.READY, actor=_actor(staff), now=clock.now())


@contextmanager
def _desks(agents: list[tuple[str, int]]) -> Iterator[Callable[[int], None]]:
    desks = _Desks(agents)
    try:
        yield desks.sit
    finally:
        desks.over.set()
        desks._thread.join()


def _actor(staff: int) -> "Actor":
    from fenbo.core import clock
    from fenbo.directory.actors import of_staff
    from fenbo.directory.models import Staff

    return of_staff(Staff.objects.get(pk=staff), clock.now())


def _measure(
    place: Path, name: str, pids: tuple[int, int], *, rate: float, seconds: float, stay: float
) -> Step:
    from fenbo.core import clock
    from fenbo.hotline.models import Call

    since, used, began = clock.now(), [_used(pid) for pid in pids], time.monotonic()
    told = telephones.call(place, ADDRESS, rate=rate, seconds=seconds, stay=stay)
    passed = time.monotonic() - began
    first, second = ((_used(pid) - before) / passed for pid, before in zip(pids, used, strict=True))
    calls = Call.objects.filter(began_at__gte=since)
    written = _written(calls, told.placed)
    spoken = list(calls.exclude(answered_at=None).select_related("recording"))
    talked = sum(
        (ended - call.answered_at).total_seconds()
        for call in spoken
        if call.answered_at and (ended := call.released_at or call.ended_at)
    )
    recorded = sum(call.recording.seconds for call in spoken if hasattr(call, "recording"))
    step = Step(
        name=name,
        told=told,
        rate=rate,
        at_once=_most_at_once(calls),
        queued=calls.exclude(queued_at=None).count(),
        connected=len(spoken),
        waits=[(call.answered_at - call.queued_at).total_seconds() for call in spoken if call.queued_at],
        recorded=100 * recorded / talked if talked else None,
        missing=sum(not hasattr(call, "recording") for call in spoken),
        written=written,
        cores=(first, second),
    )
    print(" · ".join(f"{head} {value}" for head, value in zip(HEADER, step.row(), strict=True)), flush=True)
    return step


def _written(calls: "QuerySet[Call]", placed: int) -> float:
    """How long after the last caller was gone everything stood in the database, recordings too."""
    from fenbo.hotline.models import CallState

    began = time.monotonic()
    while (passed := time.monotonic() - began) <= WRITTEN_WITHIN:
        ended = calls.filter(state=CallState.ENDED)
        owed = ended.filter(recording=None).exclude(answered_at=None).exists()
        if ended.count() >= placed and not owed:
            return passed
        time.sleep(0.25)
    return passed


def _most_at_once(calls: "QuerySet[Call]") -> int:
    """Of the calls that were connected to the line at one instant."""
    turns = []
    for began, ended in calls.exclude(ended_at=None).values_list("began_at", "ended_at"):
        turns += [(began, 1), (ended, -1)]
    now = most = 0
    for _at, turn in sorted(turns):
        now += turn
        most = max(most, now)
    return most


def _used(pid: int) -> float:
    """Processor time of a process so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
