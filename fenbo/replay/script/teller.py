"""What most stories are made of: time that passes, steps that are put down, words that fit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fenbo.replay.script import speaker, texts
from fenbo.replay.script.grammar import Speech
from fenbo.replay.script.model import Act, Step
from fenbo.replay.script.places import Rule
from fenbo.replay.script.texts import Topic

Answer = dict[str, str]
# Units have somebody up until late in these weeks; at night only the centre is awake.
WAKES, SLEEPS = 8, 22


@dataclass(slots=True)
class Teller:
    """Somebody who tells one case from beginning to end; `now` is how far the story has come."""

    rng: Random
    talk: Speech
    topic: Topic
    category: str
    rule: Rule
    now: datetime
    urgent: bool = False
    reachable: bool = True  # by the unit that handles it
    message: str = ""  # what the requester said
    steps: list[Step] = field(default_factory=list)

    def after(self, least: float, most: float) -> None:
        """Let minutes pass."""
        hurry = 0.4 if self.urgent else 1.0
        self.now += timedelta(
            seconds=int(60 * hurry * self.rng.uniform(least, most)) + self.rng.randrange(1, 60)
        )

    def morning(self, days: int = 1, hour: int = 9) -> None:
        """Let it become some time in the morning of a later day."""
        self.now = (self.now + timedelta(days=days)).replace(hour=hour, minute=0, second=0)
        self.now += timedelta(seconds=self.rng.randrange(7000))

    def awake(self) -> None:
        """At night, let it become morning."""
        if not WAKES <= self.now.hour < SLEEPS:
            self.morning(days=1 if self.now.hour >= SLEEPS else 0, hour=WAKES)

    def add(self, act: Act, saying: str = "", **said: Any) -> None:
        """Put down an act; `saying` names the occasion whose words are said."""
        if saying:
            said["text"] = self.talk.one_of(texts.sayings()[saying])
        self.steps.append(Step(self.now, act, **said))

    def basis(self) -> str:
        return self.rng.choice(texts.bases(self.category))

    def answer(self) -> Answer:
        return {"text": speaker.answer(self.talk, self.topic, self.message), "basis": self.basis()}

    def dispatch(self, to: str, co_units: tuple[str, ...] = ()) -> None:
        self.after(3, 24)
        self.add(Act.DISPATCH, "instruction", to=to, co_units=co_units)

    def take(self, unit: str) -> None:
        """Sign in and talk to the requester, if the unit may know who that is."""
        self.after(6, 85)
        self.add(Act.SIGN_IN, unit=unit)
        if not self.reachable:
            return
        self.after(6, 90)
        self.awake()
        if self.rng.random() < 0.08:
            self.add(Act.CONTACT, "no_contact", unit=unit, reached=False)
            self.after(25, 50)
            self.awake()
        self.add(Act.CONTACT, "contact", unit=unit)

    def work(self, unit: str, least: float = 30, most: float = 240, answer: Answer | None = None) -> None:
        """Find out and reply, or pass on the answer that came from below."""
        self.after(least, most)
        self.awake()
        self.add(Act.REPLY, unit=unit, **(answer or self.answer()))

    def review(self) -> None:
        self.after(6, 55)
        self.add(Act.ISSUE)

    def help(self, helper: str, giver: str, saying: str) -> None:
        """Pass the work down; the helper takes it and its reply comes back up."""
        self.after(8, 60)
        self.add(Act.DELEGATE, saying, unit=giver, to=helper)
        self.after(6, 80)
        self.add(Act.SIGN_IN, unit=helper)
