"""What Fenbo asks of a telephone platform, and what it is told. Any platform can be put behind these few words.

The platform keeps the caller: it greets, queues, rings and records by itself, also while Fenbo is away. Fenbo tells it
how things ought to be (`arrange`) as often as it likes, and hears what happened, at least once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fenbo.hotline.models import Happened

# What the two platforms that come with Fenbo are called in a call's row.
ASTERISK, SIMULATED = "asterisk", "simulated"


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
    barred: frozenset[str] = field(default=frozenset(), repr=False)


class Switch(Protocol):
    name: str

    def arrange(self, wanted: Arrangement) -> None:
        """Make it so; what is so already is left alone."""

    def happenings(self, seconds: float) -> Sequence[Happening]:
        """What happened since it was last asked, waiting for something at most so long."""

    def settled(self, happening: Happening) -> None:
        """Fenbo has written it down: the platform need not remember it any longer."""

    def originate(self, *, seat: str, number: str) -> None:
        """Ring the seat, and the number once somebody lifts."""

    def answer(self, call_id: str, *, seat: str) -> None:
        """Take the call that rings at the seat."""

    def hold(self, call_id: str) -> None:
        """Neither side hears the other."""

    def resume(self, call_id: str) -> None: ...

    def transfer(self, call_id: str, *, to: str) -> None:
        """Pass the caller on to a queue."""

    def hang_up(self, call_id: str) -> None: ...
