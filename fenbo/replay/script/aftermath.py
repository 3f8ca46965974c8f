"""What follows an answer: the public page, the call back, and for the dissatisfied a second round one level up."""

from datetime import timedelta

from fenbo.replay.script import places, texts
from fenbo.replay.script.model import Act, Kind, RequesterScript, Step, Story
from fenbo.replay.script.teller import Teller

ASKED, RATED = 0.87, 0.12
# Which hours of the day a call back is tried at, in turn: never twice in the same three hours.
TRIES = (9, 13, 16, 19)
NAMES_OFFICIALS = "1004"


def second_round(t: Teller, replied: str) -> None:
    """A dissatisfied requester, called back, has the case handled again by the unit above."""
    said = texts.sayings()
    unit = places.above(replied)
    t.morning()
    t.add(
        Act.FOLLOW_UP,
        "unsatisfied",
        solved=False,
        satisfied=False,
        reason=t.talk.one_of(said["second_handling"]),
    )
    t.take(unit)
    t.work(unit, 60, 300)
    t.review()


def publish(t: Teller, story: Story, kind: Kind, who: RequesterScript) -> None:
    """The system proposes a public text when the case closes, and a second person agrees, or withholds it.

    What may not be public the system withholds by itself.
    """
    if who.confidential or kind == Kind.REPORT or not who.consents:
        return
    if story == Story.WITHHELD or t.category == NAMES_OFFICIALS:
        t.after(10, 90)
        t.add(Act.WITHHOLD, "withhold")
        return
    if story == Story.DISSATISFIED:
        # What the system proposed after the first answer is no longer the last word.
        t.after(6, 60)
        t.add(Act.PROPOSE)
    t.after(6, 110)
    t.add(Act.PUBLISH)
    if story == Story.TAKEN_DOWN:
        t.morning(days=t.rng.randint(1, 3))
        t.add(Act.TAKE_DOWN, "take_down")


def call_back(t: Teller, story: Story) -> None:
    """Ask whether it helped: mostly reached at once, at most three times at different hours."""
    if t.rng.random() > (1 if story == Story.DISSATISFIED else ASKED):
        return
    hours = sorted(t.rng.sample(TRIES, 3))
    tries = t.rng.choices((1, 2, 3, 4), weights=(82, 10, 5, 3))[0]
    midnight = t.now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    for number, hour in enumerate(hours[:tries], start=1):
        t.now = midnight + timedelta(hours=hour, seconds=t.rng.randrange(3000))
        if number == tries:
            _reached(t, story)
        else:
            t.add(Act.FOLLOW_UP, "not_reached", reached=False)


def _reached(t: Teller, story: Story) -> None:
    grumble = 0.2 if story == Story.DISSATISFIED else 0.08 if story == Story.LATE else 0.012
    if t.rng.random() < grumble:
        t.add(Act.FOLLOW_UP, "out_of_power", solved=True, satisfied=False)
    else:
        t.add(Act.FOLLOW_UP, "satisfied")


def rate(t: Teller) -> None:
    if t.rng.random() < RATED:
        t.after(10, 600)
        t.awake()
        t.add(Act.RATE, score=t.rng.choices((3, 4, 5), weights=(1, 4, 12))[0])


def replying_unit(steps: list[Step]) -> str:
    return next(step.unit for step in reversed(steps) if step.act == Act.REPLY)
