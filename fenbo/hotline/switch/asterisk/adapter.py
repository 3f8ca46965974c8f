"""Asterisk behind the switch's interface."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from fenbo.core import clock
from fenbo.hotline.models import Happened
from fenbo.hotline.switch.asterisk import arranging, conferring, configuration, voices
from fenbo.hotline.switch.asterisk.ami import Connection, Message
from fenbo.hotline.switch.asterisk.conferring import TECHNOLOGY, agents_leg, callers_leg
from fenbo.hotline.switch.asterisk.configuration import MANAGER
from fenbo.hotline.switch.asterisk.engine import disguised, home, secret
from fenbo.hotline.switch.interface import ASTERISK, Arrangement, Ear, Happening, SwitchAway

H = Happened
# Told by Asterisk's queue itself; they are of interest while they happen and are not kept by it.
OF_THE_QUEUE: Mapping[str, Happened] = {"AgentCalled": H.RANG, "AgentRingNoAnswer": H.UNANSWERED}


def command() -> Connection:
    """A connection for something that is done at once."""
    return Connection(settings.AMI_PORT, MANAGER, secret("manager"))


class Asterisk:
    """Holds one connection for events and arrangements; what an agent does opens one of its own."""

    name = ASTERISK

    def __init__(self) -> None:
        self._line: Connection | None = None
        self._said: frozenset[tuple[str, str, str, str]] | None = None
        # Ended calls whose recording may still be on its way.
        self._ended: dict[str, Happening] = {}

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def arrange(self, wanted: Arrangement) -> None:
        line = self._connected()
        if wanted.prompts != self._said:
            # Asterisk opens a sound when it plays it: the next caller hears the new one.
            voices.write_all(configuration.sounds())
            self._said = wanted.prompts
        try:
            arranging.members(line, wanted.members)
            arranging.keys(line, "closed", wanted.closed)
            arranging.keys(line, "holiday", wanted.holiday)
            arranging.keys(line, "barred", frozenset(map(disguised, wanted.barred)))
            arranging.phones(line, dict(wanted.phones))
        except SwitchAway:
            self.close()
            raise

    def happenings(self, seconds: float) -> Sequence[Happening]:
        """What was noted while nobody listened comes first, after every new connection."""
        found: list[Happening] = []
        try:
            if self._line is None:
                found += _noted(self._connected())
            found += filter(None, map(_happening, self._connected().events(0 if found else seconds)))
        except SwitchAway:
            self.close()
            raise
        self._ended |= {one.call_id: one for one in found if one.happened == H.ENDED}
        return [*found, *self._recorded()]

    def _recorded(self) -> Iterator[Happening]:
        """The recordings of ended calls, once Asterisk has finished writing them."""
        for call_id, ended in list(self._ended.items()):
            file = recording(call_id)
            if time.time() - max(ended.at.timestamp(), _written_at(file)) < FINISHED_AFTER:
                continue
            del self._ended[call_id]
            if _has_sound(file):
                _mend(file)
                yield replace(ended, happened=H.RECORDED, recording=file)
            else:
                file.unlink(missing_ok=True)
                self._forget(ended)

    def lost(self, going_on: Collection[str], at: datetime) -> Sequence[Happening]:
        """Their recordings, as far as they came, are taken like any other's."""
        try:
            carried = {row.get("Uniqueid") for row in self._connected().listed("CoreShowChannels")}
        except SwitchAway:
            self.close()
            raise
        found = [Happening(call_id=one, happened=H.ENDED, at=at) for one in going_on if one not in carried]
        self._ended |= {one.call_id: one for one in found}
        return found

    def settled(self, happening: Happening) -> None:
        """The note of a call's end stays as long as its recording is not taken."""
        if happening.happened == H.RECORDED:
            recording(happening.call_id).unlink(missing_ok=True)
            self._forget(replace(happening, happened=H.ENDED))
        elif happening.happened != H.ENDED:
            self._forget(happening)

    def _forget(self, happening: Happening) -> None:
        if happening.happened in OF_THE_QUEUE.values():
            return
        key = f"{happening.at.timestamp():.3f}-{happening.happened}"
        # If it cannot be forgotten now it will be told again, and is known then.
        with suppress(SwitchAway):
            self._connected().action("DBDel", Family=f"call/{happening.call_id}", Key=key)

    def _connected(self) -> Connection:
        if self._line is None:
            self._line = Connection(settings.AMI_PORT, MANAGER, secret("manager"), events="user,agent")
        return self._line

    def originate(self, *, seat: str, number: str) -> None:
        with command() as line:
            line.action(
                "Originate",
                Channel=TECHNOLOGY + seat,
                Context="fenbo-out",
                Exten=number,
                Priority="1",
                CallerID=number,
                Async="true",
            )

    def answer(self, call_id: str, *, seat: str) -> None:
        """Asks the telephone to lift; many do (RFC 6665 event `talk`), the others are answered by hand."""
        with command() as line:
            line.action("PJSIPNotify", Endpoint=seat, Variable="Event=talk")

    def hold(self, call_id: str) -> None:
        with command() as line:
            conferring.hold(line, call_id)
            _tell(line, call_id, H.HELD)

    def resume(self, call_id: str) -> None:
        with command() as line:
            conferring.resume(line, call_id)
            _tell(line, call_id, H.RESUMED)

    def consult(self, call_id: str, *, seat: str, at: str, number: str = "", group: str = "") -> None:
        with command() as line:
            conferring.hold(line, call_id)
            _tell(line, call_id, H.HELD)
            by = "@fenbo-trunk" if number else ""
            whom = {"at": number or at, "by": by, "whom": group, "desk": at}
            conferring.consult(line, call_id, seat=seat, **whom)

    def join(self, call_id: str) -> None:
        with command() as line:
            conferring.join(line, call_id)
            _tell(line, call_id, H.RESUMED)

    def part(self, call_id: str) -> None:
        with command() as line:
            conferring.part(line, call_id)

    def hand_over(self, call_id: str, *, seat: str) -> None:
        with command() as line:
            conferring.hand_over(line, call_id, seat=seat)

    def transfer(self, call_id: str, *, to: str) -> None:
        with command() as line:
            line.action(
                "Redirect",
                Channel=callers_leg(line, call_id),
                Context="fenbo-transfer",
                Exten=to,
                Priority="1",
            )

    def pass_out(self, call_id: str, *, to: str) -> None:
        with command() as line:
            line.action(
                "Redirect",
                Channel=callers_leg(line, call_id),
                Context="fenbo-emergency",
                Exten=to,
                Priority="1",
            )

    def hang_up(self, call_id: str) -> None:
        """The agent's leg where there is one, so that the plan goes on with the caller; else the caller's."""
        with command() as line:
            try:
                leg = agents_leg(line, call_id)
            except SwitchAway:
                leg = callers_leg(line, call_id)
            line.action("Hangup", Channel=leg, Cause="16")

    def attend(self, call_id: str, *, seat: str, how: Ear) -> None:
        """ChanSpy on the agent's leg, in whose bridge the caller is as well. Who is there already is not rung anew."""
        with command() as line:
            variables = {
                "FENBO_CALL": call_id,
                "FENBO_LEG": agents_leg(line, call_id),
                "FENBO_HOW": how.value,
                "FENBO_SPY": SPYING[how],
            }
            if _turned(line, seat, variables):
                return
            line.action(
                "Originate",
                Channel=TECHNOLOGY + seat,
                Context=ATTENDING,
                Exten="s",
                Priority="1",
                CallerID=f"{how.value} <{seat}>",
                Variable=",".join(f"{name}={value}" for name, value in variables.items()),
                Async="true",
            )

    def leave(self, call_id: str, *, seat: str) -> None:
        with command() as line:
            _hang_up_attending(line, seat)

    def take_over(self, call_id: str, *, seat: str) -> None:
        with command() as line:
            channel = callers_leg(line, call_id)
            _hang_up_attending(line, seat)
            line.action("Redirect", Channel=channel, Context="fenbo-take", Exten=seat, Priority="1")


# A file that nothing was written to for so long is whole; the call has ended before.
FINISHED_AFTER = 1.0


def recording(call_id: str) -> Path:
    return home() / "spool" / "monitor" / f"{Path(call_id).name}.wav"


def _written_at(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


def _has_sound(file: Path) -> bool:
    """More than the 44 bytes that every file of this kind begins with."""
    return file.exists() and file.stat().st_size > 44


def _mend(file: Path) -> None:
    """Say in its head how long it is, where Asterisk died before it could."""
    length = file.stat().st_size
    with file.open("r+b") as sound:
        head = sound.read(44)
        if head[36:40] == b"data" and int.from_bytes(head[40:44], "little") == 0:
            sound.seek(4)
            sound.write((length - 8).to_bytes(4, "little"))
            sound.seek(40)
            sound.write((length - 44).to_bytes(4, "little"))


def _tell(line: Connection, call_id: str, happened: Happened) -> None:
    """What Asterisk does not tell by itself."""
    at = f"{clock.now().timestamp():.3f}"
    line.action("UserEvent", UserEvent="Fenbo", Call=call_id, At=at, Happened=happened.value)


# Quietly, on this leg alone, until it hangs up; and who hears whoever attends: nobody, the leg, or all.
SPYING: Mapping[Ear, str] = {Ear.LISTEN: "qE", Ear.WHISPER: "qEw", Ear.BARGE: "qEB"}
ATTENDING = "fenbo-attend"


def _attending(line: Connection, seat: str) -> list[str]:
    """The legs with which the seat takes part in a call."""
    return [
        one["Channel"]
        for one in line.listed("CoreShowChannels")
        if one.get("Context") == ATTENDING and one.get("Channel", "").startswith(f"{TECHNOLOGY}{seat}-")
    ]


def _turned(line: Connection, seat: str, variables: Mapping[str, str]) -> bool:
    """Whether the seat took part in this very call, and does so in the new way now. Its part in another call ends."""
    legs = _attending(line, seat)
    for leg in legs:
        heard = line.action("Getvar", Channel=leg, Variable="FENBO_CALL").get("Value")
        if heard == variables["FENBO_CALL"]:
            for name, value in variables.items():
                line.action("Setvar", Channel=leg, Variable=name, Value=value)
            line.action("Redirect", Channel=leg, Context=ATTENDING, Exten="again", Priority="1")
            return True
    if legs:
        _hang_up_attending(line, seat)
        deadline = time.monotonic() + conferring.PATIENCE
        # A browser that still has one call refuses the next.
        while _attending(line, seat) and time.monotonic() < deadline:
            time.sleep(conferring.PAUSE)
    return False


def _hang_up_attending(line: Connection, seat: str) -> None:
    for leg in _attending(line, seat):
        line.action("Hangup", Channel=leg, Cause="16")


def _happening(event: Message) -> Happening | None:
    """An event in Fenbo's words; None for what does not concern it."""
    kind = event.get("Event", "")
    if kind == "UserEvent" and event.get("UserEvent") == "Fenbo":
        return _told(
            event["Call"],
            event["At"],
            event["Happened"],
            event.get("Detail", ""),
            event.get("Seat", ""),
            event.get("Queue", ""),
            event.get("Phone", ""),
        )
    if kind in OF_THE_QUEUE:
        return Happening(
            call_id=event["Uniqueid"],
            happened=OF_THE_QUEUE[kind],
            at=clock.now(),
            seat=event["Interface"].removeprefix(TECHNOLOGY),
            queue=event["Queue"],
        )
    return None


def _noted(line: Connection) -> list[Happening]:
    """What Asterisk kept: keys `/call/ID/AT-HAPPENED`, values `detail|seat|queue|phone`."""
    found = []
    for row in line.listed("DBGetTree", Family="call"):
        parts, value = row.get("Key", "").strip("/").split("/"), row.get("Val", "").split("|")
        if len(parts) == 3 and len(value) == 4:
            at, _dash, happened = parts[2].partition("-")
            found.append(_told(parts[1], at, happened, *value))
    return sorted(filter(None, found), key=lambda one: one.at)


def _told(
    call_id: str, at: str, happened: str, detail: str, seat: str, queue: str, phone: str
) -> Happening | None:
    if happened not in Happened.values:
        return None
    return Happening(
        call_id=call_id,
        happened=Happened(happened),
        at=datetime.fromtimestamp(float(at), UTC),
        phone=phone,
        line=detail if happened == H.ARRIVED else "",
        queue=queue,
        seat=seat,
        detail=detail,
    )
