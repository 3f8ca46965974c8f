"""What many write of at the same time and place: each new message joins the topic it is nearest to, or begins one.

A topic keeps the sum of its messages' weighed words, its heading counting twice. Placing asks only topics that share a
rare word, so it costs some milliseconds. A topic's key is that of its first message, and
nothing that comes later takes a message out of it again: so topics stay what they are from day to day.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fenbo.judgement.features import plain, words

# So near a message must be to the sum of a topic (cosine), and so long may a topic be silent.
NEAR = 0.30
SILENT = timedelta(days=60)
HEADING = 2
READ = 300
# A word that more of the messages have than this share brings nobody together.
USUAL = 0.2
# As if so many had come before the first: among a dozen messages nothing can be told to be rare.
BEFORE = 1_000
WEEK = timedelta(days=7)
SURGE_LEAST, SURGE_CHANCE, MONTH = 5, 1e-4, 4.0
# Of what was never there before one in a month is taken to be usual.
SELDOM = 0.25
PLACE = re.compile(
    r"[a-z]\d*[省市州县区]|[\u4e00-\u9fff]{2,6}?(?:街道|社区|小区|新城|花园|[苑镇乡村路]|大道|学院|广场|公园|公馆|城际)"
)


@dataclass(frozen=True, slots=True)
class Message:
    key: str
    title: str
    text: str
    at: datetime
    user: str = ""
    votes: int = 0


@dataclass(slots=True)
class Topic:
    """`sum` are the words of all its messages together; `length` is of that sum."""

    key: str
    messages: list[Message] = field(default_factory=list)
    sum: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    length: float = 0.0

    @property
    def size(self) -> int:
        """Of people: who writes five times is one."""
        return len({message.user or message.key for message in self.messages})

    @property
    def begun(self) -> datetime:
        return min(message.at for message in self.messages)

    @property
    def last(self) -> datetime:
        return max(message.at for message in self.messages)

    @property
    def heat(self) -> float:
        """People, and by their square root the votes of others; both count less when spread over many weeks."""
        weeks = 1 + (self.last - self.begun) / WEEK
        return (self.size + math.sqrt(sum(message.votes for message in self.messages))) / math.sqrt(weeks)

    def title(self) -> str:
        """The heading of the message whose heading is nearest to all of them; the earlier one of two as near."""
        best = max(self.messages, key=lambda one: (nearness(one.title, self.sum), -one.at.timestamp()))
        return best.title

    def place(self) -> str:
        """The places that a third of the headings name, the widest kind first; empty where there is none."""
        found = Counter(
            name for message in self.messages for name in set(PLACE.findall(plain(message.title)))
        )
        named = [name for name, count in found.most_common(3) if 3 * count >= len(self.messages)]
        return "".join(sorted(named, key=lambda name: not name[0].isascii())).upper()

    def own_words(self, most: int = 5) -> list[str]:
        """The words that weigh most in it; pairs of characters that are no words are left out."""
        real = {word for one in self.messages for word in words(plain(one.title)) if len(word) > 1}
        return sorted(real, key=lambda word: (-self.sum.get(word, 0.0), word))[:most]

    def surge(self) -> tuple[datetime, int, float] | None:
        """The first week in which far more wrote than usual: its end, how many, and the usual number of a week.

        Usual is what came before that week; a topic younger than a month is measured as if it were that old.
        Chance alone brings it less than once in ten thousand weeks (Poisson).
        """
        times = sorted(message.at for message in self.messages)
        begin = 0
        for end, at in enumerate(times):
            while times[begin] <= at - WEEK:
                begin += 1
            count = end + 1 - begin
            usual = usual_of(begin, times[begin] - times[0])
            if is_surge(count, usual):
                return at, count, round(usual, 2)
        return None


def usual_of(before: int, age: timedelta) -> float:
    """How many a week are usual of a topic that had `before` in all its time until the present week."""
    return max(SELDOM, before / max(MONTH, age / WEEK))


def is_surge(count: int, usual: float) -> bool:
    """Whether so many in a week are far more than `usual`."""
    return count >= SURGE_LEAST and at_least(count, usual) < SURGE_CHANCE


def at_least(count: int, usual: float) -> float:
    """How likely so many or more are where `usual` are expected (Poisson)."""
    below, term = 0.0, math.exp(-usual)
    for number in range(count):
        below += term
        term *= usual / (number + 1)
    return max(0.0, 1 - below)


class Topics:
    """All topics so far. `seen` says in how many messages each word stands."""

    def __init__(self) -> None:
        self.found: dict[str, Topic] = {}
        self._seen: Counter[str] = Counter()
        self._messages = 0
        self._having: dict[str, set[str]] = {}

    def learn(self, messages: Iterable[Message]) -> None:
        """What usual words are, from messages that are not placed (again)."""
        for message in messages:
            self._seen.update(set(counts(message.title, message.text)))
            self._messages += 1

    def place(self, message: Message, *, is_known: bool = False) -> Topic:
        """The topic that the message now belongs to; `is_known` where its words were learnt before."""
        if not is_known:
            self.learn([message])
        row = weigh(counts(message.title, message.text), self._seen, self._messages)
        topic = self._nearest(row, message.at)
        if topic is None:
            topic = self.found[message.key] = Topic(message.key)
        topic.messages.append(message)
        for word, value in row.items():
            topic.sum[word] += value
            self._having.setdefault(word, set()).add(topic.key)
        topic.length = math.sqrt(sum(value * value for value in topic.sum.values()))
        return topic

    def hottest(self, most: int = 20, *, least: int = 3) -> list[Topic]:
        """Of at least so many people, the hottest first."""
        large = [topic for topic in self.found.values() if topic.size >= least]
        return sorted(large, key=lambda topic: (-topic.heat, topic.key))[:most]

    def _nearest(self, row: dict[str, float], at: datetime) -> Topic | None:
        shared: dict[str, float] = defaultdict(float)
        for word, value in row.items():
            for key in self._having.get(word, ()):
                shared[key] += value * self.found[key].sum[word]
        for key, product in sorted(shared.items(), key=lambda item: -item[1] / self.found[item[0]].length):
            topic = self.found[key]
            if product < NEAR * topic.length:
                return None
            if abs(at - topic.last) <= SILENT:
                return topic
        return None


def counts(title: str, text: str) -> Counter[str]:
    """How often each word of a message counts, of which its heading counts twice."""
    found = Counter(word for word in words(plain(text[:READ])) if len(word) > 1)
    # Of headings pairs of characters as well: names of places are often cut wrongly.
    heading = plain(title).replace(" ", "")
    for word in (*words(heading), *(heading[at : at + 2] for at in range(len(heading) - 1))):
        if len(word) > 1 and word.isalnum():
            found[word] += HEADING
    return found


def weigh(counts: Mapping[str, int], seen: Mapping[str, int], messages: int) -> dict[str, float]:
    """A message as a row of length one: the rarer a word, the more it weighs; usual ones are left out.

    `seen` tells in how many of so many messages each word stands.
    """
    usual = USUAL * (messages + BEFORE)
    row = {
        word: (1 + math.log(count)) * math.log((messages + BEFORE) / (seen.get(word, 0) + 0.5))
        for word, count in counts.items()
        if seen.get(word, 0) <= usual
    }
    length = math.sqrt(sum(value * value for value in row.values())) or 1.0
    return {word: value / length for word, value in row.items()}


def nearness(title: str, weights: Mapping[str, float]) -> float:
    """How well a heading speaks for messages with these words: what its words weigh, not rising with their number alone."""
    own = set(words(plain(title)))
    return sum(weights.get(word, 0.0) for word in own) / math.sqrt(len(own) + 1)
