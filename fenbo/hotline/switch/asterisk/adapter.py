"""Asterisk behind the switch's interface."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from fenbo.core import clock
from fenbo.hotline.models import Happened
from fenbo.hotline.switch.asterisk.ami import Connection, Message
from fenbo.hotline.switch.asterisk.configuration import MANAGER
from fenbo.hotline.switch.asterisk.engine import disguised, home, secret
from fenbo.hotline.switch.interface import ASTERISK, Arrangement, Happening, Member, SwitchAway

H = Happened
# Told by Asterisk's queue itself; they are of interest while they happen and are not kept by it.
OF_THE_QUEUE: Mapping[str, Happened] = {"AgentCalled": H.RANG, "AgentRingNoAnswer": H.UNANSWERED}
TECHNOLOGY = "PJSIP/"


def command() -> Connection:
    """A connection for something that is done at once."""
    return Connection(settings.AMI_PORT, MANAGER, secret("manager"))


class Asterisk:
    """Holds one connection for events and arrangements; what an agent does opens one of its own."""

    name = ASTERISK

    def __init__(self) -> None:
        self._line: Connection | None = None
        # Ended calls whose recording may still be on its way.
        self._ended: dict[str, Happening] = {}

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def arrange(self, wanted: Arrangement) -> None:
        line = self._connected()
        try:
            _arrange_members(line, wanted.members)
            _arrange_keys(line, "closed", wanted.closed)
            _arrange_keys(line, "barred", frozenset(map(disguised, wanted.barred)))
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
                yield replace(ended, happened=H.RECORDED, recording=file)
            else:
                file.unlink(missing_ok=True)
                self._forget(ended)

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
        self._mute(call_id, "on", H.HELD)

    def resume(self, call_id: str) -> None:
        self._mute(call_id, "off", H.RESUMED)

    def _mute(self, call_id: str, state: str, happened: Happened) -> None:
        with command() as line:
            line.action("MuteAudio", Channel=_channel(line, call_id), Direction="all", State=state)
            at = f"{clock.now().timestamp():.3f}"
            line.action("UserEvent", UserEvent="Fenbo", Call=call_id, At=at, Happened=happened.value)

    def transfer(self, call_id: str, *, to: str) -> None:
        with command() as line:
            line.action(
                "Redirect", Channel=_channel(line, call_id), Context="fenbo-transfer", Exten=to, Priority="1"
            )

    def hang_up(self, call_id: str) -> None:
        with command() as line:
            line.action("Hangup", Channel=_channel(line, call_id), Cause="16")


# A file that nothing was written to for so long is whole; the call has ended before.
FINISHED_AFTER = 1.0


def recording(call_id: str) -> Path:
    return home() / "spool" / "monitor" / f"{Path(call_id).name}.wav"


def _written_at(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


def _has_sound(file: Path) -> bool:
    """More than the 44 bytes that every file of this kind begins with."""
    return file.exists() and file.stat().st_size > 44


def _channel(line: Connection, call_id: str) -> str:
    """The caller's leg."""
    for channel in line.listed("CoreShowChannels"):
        if channel.get("Uniqueid") == call_id:
            return channel["Channel"]
    raise SwitchAway("the call has ended")


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


def _arrange_members(line: Connection, wanted: frozenset[Member]) -> None:
    there = {
        Member(row["Queue"], row["Location"].removeprefix(TECHNOLOGY), row["Paused"] == "1")
        for row in line.listed("QueueStatus")
        if row.get("Event") == "QueueMember"
    }
    known = {(one.queue, one.seat) for one in there}
    wished = {(one.queue, one.seat) for one in wanted}
    for queue, seat in known - wished:
        line.action("QueueRemove", Queue=queue, Interface=TECHNOLOGY + seat)
    for member in sorted(wanted - there):
        interface, paused = TECHNOLOGY + member.seat, str(member.paused).lower()
        if (member.queue, member.seat) in known:
            line.action("QueuePause", Queue=member.queue, Interface=interface, Paused=paused)
        else:
            line.action(
                "QueueAdd", Queue=member.queue, Interface=interface, Paused=paused, MemberName=member.seat
            )


def _arrange_keys(line: Connection, family: str, wanted: frozenset[str]) -> None:
    rows = line.listed("DBGetTree", Family=family)
    there = {row["Key"].rpartition("/")[2] for row in rows if "Key" in row}
    for key in there - wanted:
        line.action("DBDel", Family=family, Key=key)
    for key in sorted(wanted - there):
        line.action("DBPut", Family=family, Key=key, Val="1")
