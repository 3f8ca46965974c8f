"""One case while it is being written: who asks what, and which way it goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from fenbo.replay.script import people, places, speaker, stories, texts
from fenbo.replay.script.aftermath import replying_unit, second_round
from fenbo.replay.script.model import (
    ENDS,
    Act,
    CaseScript,
    Channel,
    Kind,
    RequesterScript,
    Step,
    Story,
    Urgency,
)
from fenbo.replay.script.places import CENTRE, Place, Rule
from fenbo.replay.script.speaker import Said
from fenbo.replay.script.teller import Teller
from fenbo.replay.script.texts import Topic

Choice = TypeVar("Choice")
# Of a hundred cases. The trade group is the busiest, as it was.
SUBJECTS = {
    "01": 19, "02": 9, "03": 9, "04": 23, "05": 12, "06": 8, "07": 7.5, "08": 6, "09": 4, "10": 1.5, "11": 1.5,
}  # fmt: skip
CHANNELS = {
    Channel.WEBSITE: 39, Channel.HOTLINE: 34, Channel.WECHAT: 20, Channel.API: 3, Channel.OTHER_HOTLINE: 2,
    Channel.WALK_IN: 2,
}  # fmt: skip
STORIES = {
    Story.ANSWERED_AT_ONCE: 47, Story.ORDINARY: 19, Story.DELEGATED: 14, Story.CO_HANDLED: 6, Story.RETURNED: 3,
    Story.SENT_BACK: 2.5, Story.MORE_INFO: 2.4, Story.WITHHELD: 1.2, Story.DISSATISFIED: 1.2, Story.LATE: 0.9,
    Story.WITHDRAWN: 0.9, Story.COMPLEX: 0.8, Story.EXTENSION: 0.5, Story.TAKEN_DOWN: 0.4,
}  # fmt: skip
# Whoever asks in the last minutes before the script ends is answered on the telephone.
LAST_CALL = timedelta(minutes=80)
WANTS_HELP, ANGRY, URGENT = 0.17, 0.05, 0.07
PINGED_AT_NIGHT = (Channel.WEBSITE, Channel.WECHAT, Channel.HOTLINE)


@dataclass(slots=True)
class Draft:
    """`rounds` are the steps up to each settling; a further round begins with the call that asked for it."""

    index: int
    received_at: datetime
    channel: Channel
    kind: Kind
    urgency: Urgency
    said: Said
    category: str
    region: str
    place: str
    group: str
    requester: RequesterScript
    story: Story
    rounds: list[list[Step]]
    topic: Topic | None = None
    teller: Teller | None = None
    after: list[Step] = field(default_factory=list)
    told: str = ""
    merged_into: int | None = None

    def is_open(self, at: datetime) -> bool:
        return self.open_round(at) is not None

    def open_round(self, at: datetime) -> int | None:
        """Which round runs at that instant."""
        for number, steps in enumerate(self.rounds):
            begins = steps[0].at if number else self.received_at
            if begins <= at < steps[-1].at:
                return number
        return None

    def finish(self) -> CaseScript:
        steps = [step for steps in self.rounds for step in steps] + self.after
        until_end = [step for step in steps if step.at <= ENDS]
        # A merged case gets its lead's answer; nobody issues it.
        played = [step for step in until_end if self.merged_into is None or step.act != Act.ISSUE]
        return CaseScript(
            index=self.index,
            told=self.told,
            received_at=self.received_at,
            channel=self.channel,
            kind=self.kind,
            urgency=self.urgency,
            title=self.said.title,
            content=self.said.content,
            wish=self.said.wish,
            category=self.category,
            region=self.region,
            place=self.place,
            group=self.group,
            requester=self.requester,
            story=self.story,
            steps=tuple(sorted(played, key=lambda step: step.at)),
            merged_into=self.merged_into,
            closings=tuple(step.at for step in until_end if step.settles),
            reopenings=tuple(step.at for step in until_end if step.unsettles),
        )


def write(index: int, received_at: datetime, seed: int, like: Draft | None = None) -> Draft:
    """The whole of one case but what follows its answer. `like` another: the same matter from somebody else."""
    rng = Random(f"{seed}:{index}:{'again' if like else ''}")
    topic = like.topic if like and like.topic else _topic(rng)
    place = places.pick(rng)
    if like is not None:
        place = places.at(like.region, rng) if like.region in places.homes() else place
    abroad = rng.choice(places.ABROAD) if topic.abroad else ""
    region = _region(topic, place, abroad)
    channel = _weighted(
        rng, CHANNELS if 7 <= received_at.hour < 22 else {c: CHANNELS[c] for c in PINGED_AT_NIGHT}
    )
    kind = _kind(rng, topic)
    who = people.requester(rng, who=topic.who, kind=kind, category=topic.category, place=place)
    talk = speaker.speech(rng, topic, place, received_at, who, abroad)
    rule = places.rule(topic.category, region)
    urgent = kind in (Kind.HELP, Kind.COMPLAINT) and rng.random() < URGENT * 2.5
    teller = Teller(rng, talk, topic, topic.category, rule, received_at, urgent)
    said = speaker.tell(talk, topic, channel, kind, who)
    teller.message = said.content
    teller.reachable = not (who.anonymous or is_secret(kind, who))
    story = Story.MERGED if like else choose_story(rng, topic, rule, kind, received_at)
    return Draft(
        index=index,
        received_at=received_at,
        channel=channel,
        kind=kind,
        urgency=Urgency.URGENT if urgent else Urgency.ORDINARY,
        said=said,
        category=topic.category,
        region=region,
        place=talk.word("place"),
        group=rule.lead if rule.lead.startswith("group-") else "",
        requester=who,
        story=story,
        rounds=[] if like else tell(teller, story),
        topic=topic,
        teller=teller,
    )


def tell(teller: Teller, story: Story) -> list[list[Step]]:
    """The rounds of a story."""
    stories.TOLD_BY[story](teller)
    rounds = [_in_order(teller)]
    if story == Story.DISSATISFIED:
        second_round(teller, replying_unit(rounds[0]))
        rounds.append(_in_order(teller))
    return rounds


def _in_order(teller: Teller) -> list[Step]:
    steps = sorted(teller.steps, key=lambda step: step.at)
    teller.steps.clear()
    return steps


def is_secret(kind: Kind, who: RequesterScript) -> bool:
    """Whether the units must not learn who brings it."""
    return kind == Kind.REPORT or who.confidential


def choose_story(rng: Random, topic: Topic, rule: Rule, kind: Kind, at: datetime) -> Story:
    """Some subjects leave no choice; otherwise as often as such things happen."""
    if topic.legal_ways:
        return Story.NOT_ACCEPTED
    if at > ENDS - LAST_CALL or rule.lead == CENTRE:
        return Story.ANSWERED_AT_ONCE
    if places.units()[rule.lead].kind == "other_hotline":
        return Story.HANDED_OFF if rng.random() < 0.8 else Story.ANSWERED_AT_ONCE
    story = _weighted(rng, STORIES)
    needs_unit = kind in (Kind.REPORT, Kind.COMPLAINT) and story == Story.ANSWERED_AT_ONCE
    if needs_unit and rng.random() < 0.8:
        return Story.ORDINARY
    possible: Mapping[Story, Callable[[], bool]] = {
        Story.CO_HANDLED: lambda: bool(rule.co_units),
        Story.DELEGATED: lambda: (
            rule.lead.startswith("group-") or bool(stories.suited(rule.lead, topic.category))
        ),
    }
    return story if possible.get(story, lambda: True)() else Story.ORDINARY


def _topic(rng: Random) -> Topic:
    subject = _weighted(rng, SUBJECTS)
    return rng.choice([topic for topic in texts.topics() if topic.category.startswith(subject)])


def _region(topic: Topic, place: Place, abroad: str) -> str:
    """The other province, where its hotline is to deal with it; else the place at home."""
    if abroad and places.units()[places.rule(topic.category, abroad).lead].kind == "other_hotline":
        return abroad
    return place.region


def _kind(rng: Random, topic: Topic) -> Kind:
    if topic.kind != Kind.CONSULTATION:
        return topic.kind
    chance = rng.random()
    return Kind.HELP if chance < WANTS_HELP else Kind.COMPLAINT if chance < WANTS_HELP + ANGRY else topic.kind


def _weighted(rng: Random, weights: Mapping[Choice, float]) -> Choice:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
