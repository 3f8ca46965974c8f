"""What Fenbo asks of a telephone platform, and what it is told. Any platform can be put behind these few words.

The platform keeps the caller: it greets, queues, rings and records by itself, also while Fenbo is away. Fenbo tells it
how things ought to be (`arrange`) as often as it likes, and hears what happened, at least once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from fenbo.hotline.models import Happened

# What the two platforms that come with Fenbo are called in a call's row.
ASTERISK, SIMULATED = "asterisk", "simulated"


class Ear(StrEnum):
    """How somebody who leads takes part in a call. All of them hear both sides."""

    LISTEN = "listen"  # and nobody hears them
    WHISPER = "whisper"  # and the agent alone hears them
    BARGE = "barge"  # and both hear them


class SwitchAway(Exception):
    """The platform does not answer, or refuses; what was asked was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened to a call. `call_id` is the platform's own and names the caller's leg."""

    call_id: str
    happened: Happened
    at: datetime
    phone: str = field(default="", repr=False)
    line: str = ""
    queue: str = ""
    seat: str = ""
    detail: str = ""
    recording: Path | None = None


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A seat that is rung for a queue; a paused one is counted and not rung."""

    queue: str
    seat: str
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the platform ought to be set up now."""

    members: frozenset[Member] = frozenset()
    closed: frozenset[str] = frozenset()
    # Of the closed lines, those that are so for a holiday.
    holiday: frozenset[str] = frozenset()
    # What is said, in which language, by which text or recording: a platform that reads aloud reads anew.
    prompts: frozenset[tuple[str, str, str, str]] = frozenset()
    # Seats at which a browser is the telephone, each with what it proves itself by while somebody sits there.
    phones: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    barred: frozenset[str] = field(default=frozenset(), repr=False)


class Switch(Protocol):
    name: str

    def arrange(self, wanted: Arrangement) -> None:
        """Make it so; what is so already is left alone."""

    def happenings(self, seconds: float) -> Sequence[Happening]:
        """What happened since it was last asked, waiting for something at most so long."""

    def lost(self, going_on: Collection[str], at: datetime) -> Sequence[Happening]:
        """The ends of those of these calls that it does not carry any more: it died, and they with it, at `at`."""

    def settled(self, happening: Happening) -> None:
        """Fenbo has written it down: the platform need not remember it any longer."""

    def originate(self, *, seat: str, number: str) -> None:
        """Ring the seat, and the number once somebody lifts."""

    def answer(self, call_id: str, *, seat: str) -> None:
        """Take the call that rings at the seat."""

    def hold(self, call_id: str) -> None:
        """Neither side hears the other; the caller hears music."""

    def resume(self, call_id: str) -> None:
        """Both hear each other again; whoever else was asked is let go."""

    def consult(self, call_id: str, *, seat: str, at: str, number: str = "", group: str = "") -> None:
        """The caller is held. Another seat `at` rings, or a number; who lifts speaks with the agent at `seat` alone.

        `group` is told again with what comes of it, where somebody is called who sits at no seat.
        """

    def join(self, call_id: str) -> None:
        """Whoever was asked and the caller hear each other as well."""

    def part(self, call_id: str) -> None:
        """Let go whoever was asked, or stop ringing them; the call is as it was."""

    def hand_over(self, call_id: str, *, seat: str) -> None:
        """Whoever was asked, at this seat, goes on with the caller without being rung anew. The agent is let go."""

    def transfer(self, call_id: str, *, to: str) -> None:
        """Pass the caller on to a queue."""

    def pass_out(self, call_id: str, *, to: str) -> None:
        """Pass the caller to 110, 119 or 120, and to the queue again where nobody answers there."""

    def hang_up(self, call_id: str) -> None:
        """The agent is done. The platform may ask the caller for a rating before it ends the call."""

    def attend(self, call_id: str, *, seat: str, how: Ear) -> None:
        """Ring the seat; once it lifts it takes part in the call that is spoken, until it hangs up."""

    def leave(self, call_id: str, *, seat: str) -> None:
        """End the seat's part in the call."""

    def take_over(self, call_id: str, *, seat: str) -> None:
        """Pass the caller to the seat, and to the queue again if it does not lift. The agent is let go."""
