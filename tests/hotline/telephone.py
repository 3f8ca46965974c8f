"""A real telephone exchange for a test: Asterisk on loopback, as `fenbo hotline` sets it up, with ports of its own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_django import Settings

from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.hotline.following import Follower
from fenbo.hotline.models import Call, CallState, Presence
from fenbo.hotline.operations import seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.switch.asterisk import configuration, engine
from fenbo.hotline.switch.asterisk.adapter import Asterisk, command
from fenbo.hotline.switch.interface import SwitchAway
from tests.hotline.sound import Sound

SCENARIOS = Path(__file__).parent / "scenarios"
PATIENCE = 40.0


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something that will come; how long it takes is no part of any test."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


class Exchange:
    """One Asterisk for all tests of a process. Its configuration is the defaults', which every test lays anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sip, self.trunk = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
        self.ami, self.websocket = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
        self.process: subprocess.Popen[bytes] | None = None

    def apply(self, settings: Settings) -> None:
        settings.VAR = self.folder
        settings.MEDIA_ROOT = self.folder / "files"
        settings.SIP_ADDRESS, settings.SIP_TRUNK = f"127.0.0.1:{self.sip}", f"127.0.0.1:{self.trunk}"
        settings.AMI_PORT = self.ami
        settings.SIP_WEBSOCKET = f"127.0.0.1:{self.websocket}"
        settings.PHONE_URL = f"ws://{settings.SIP_WEBSOCKET}/ws"
        first = 20_000 + self.ami % 2000 * 10
        settings.RTP_PORTS = (first, first + 200)

    def start(self) -> None:
        found = engine.find()
        assert found
        path = configuration.write(found)
        self.process = subprocess.Popen(
            [found.program, "-f", "-C", path],
            env={"PATH": "/usr/bin:/bin", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.answers, "Asterisk")

    def answers(self) -> bool:
        """Whether it has loaded everything: the manager listens before that."""
        try:
            with command() as line:
                return any(row.get("Event") == "QueueParams" for row in line.listed("QueueStatus")) and any(
                    row.get("Event") == "EndpointList" for row in line.listed("PJSIPShowEndpoints")
                )
        except SwitchAway:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


class Telephone:
    """What a test does with the exchange: seats, callers, and Fenbo's ear."""

    def __init__(self, exchange: Exchange, folder: Path) -> None:
        self.exchange, self.folder = exchange, folder
        self.follower = Follower(Asterisk())
        self.running: list[subprocess.Popen[bytes]] = []

    def sipp(self, scenario: str, *arguments: str | int) -> "subprocess.Popen[bytes]":
        program = engine.FETCHED / "bin" / "sipp"
        process = subprocess.Popen(
            [
                str(program) if program.exists() else shutil.which("sipp") or "sipp",
                f"127.0.0.1:{self.exchange.sip}",
                *("-sf", str(SCENARIOS / f"{scenario}.xml"), "-i", "127.0.0.1", "-m", "1", "-nostdin"),
                *("-timeout", f"{PATIENCE:.0f}s", "-timeout_error", *map(str, arguments)),
            ],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def seat(self, number: str, sound: Sound, scenario: str = "seat") -> "subprocess.Popen[bytes]":
        """A telephone that is registered for this seat and lifts when it rings."""
        port, password = free_port(socket.SOCK_DGRAM), engine.secret(f"seat {number}")
        register = self.sipp("register", "-s", number, "-au", number, "-ap", password, "-p", port)
        assert register.wait(PATIENCE) == 0, "the seat could not register"
        return self.sipp(scenario, "-p", port, "-key", "sound", sound.port)

    def call(
        self,
        sound: Sound,
        *,
        phone: str = "13897210001",
        scenario: str = "caller",
        milliseconds: int = 0,
        port: int = 0,
    ) -> "subprocess.Popen[bytes]":
        return self.sipp(
            scenario,
            *(
                "-s",
                phone,
                "-p",
                port or self.exchange.trunk,
                "-key",
                "sound",
                sound.port,
                "-d",
                milliseconds,
            ),
        )

    def other_port(self) -> int:
        """For a second caller by the same trunk."""
        return free_port(socket.SOCK_DGRAM)

    def follow(self, true: Callable[[], object], what: str) -> None:
        """Let Fenbo listen until something is so."""
        until(lambda: self.follower.glance() and true(), what)

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
        self.follower.switch.close()  # type: ignore[attr-defined]


def is_here() -> bool:
    return engine.find() is not None and bool(
        shutil.which("sipp") or (engine.FETCHED / "bin" / "sipp").exists()
    )


def enter(exchange: Exchange, settings: Settings, folder: Path) -> Telephone:
    """The defaults laid, the exchange up, nothing left over from the test before."""
    exchange.apply(settings)
    lay_defaults()
    if exchange.process is None:
        exchange.start()
    with command() as line:
        for row in line.listed("CoreShowChannels"):
            # A call of the test before may end by itself in this instant.
            with suppress(SwitchAway):
                line.action("Hangup", Channel=row["Channel"])
        until(lambda: not line.listed("CoreShowChannels"), "the calls of the test before to end")
        for row in line.listed("DBGetTree", Family="call"):
            family, _slash, key = row.get("Key", "").strip("/").rpartition("/")
            if key:
                line.action("DBDel", Family=family, Key=key)
    return Telephone(exchange, folder)


needs_telephone = pytest.mark.skipif(
    not is_here(), reason="no Asterisk and sipp: tools/telephone says why they could not be had"
)


def in_state(state: CallState, seat: str = "8001") -> Callable[[], bool]:
    return Call.objects.filter(state=state, seat=seat).exists


def speaking(telephone: Telephone, agent: Actor, other: Actor, at: str, mine: Sound, theirs: Sound) -> Call:
    """The agent at 8001 speaks with a caller; somebody else sits `at` another seat and is on a break."""
    now = clock.now()
    seats.log_in(seat="8001", actor=agent, now=now)
    seats.set_presence(presence=Presence.READY, actor=agent, now=now)
    seats.log_in(seat=at, actor=other, now=now)
    telephone.follow(lambda: True, "the seat's place in the queue")
    telephone.seat("8001", theirs, "answering")
    telephone.call(mine)
    until(lambda: mine.loud_seconds > 0.2, "the prompt")
    mine.press("0")
    telephone.follow(in_state(CallState.TALKING), "the answer")
    return Call.objects.get()
