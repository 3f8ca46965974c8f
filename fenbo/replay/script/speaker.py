"""What one case says: its title, message and wish, and later everybody's words about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from fenbo.core.clock import SHANGHAI
from fenbo.replay.script import places, texts
from fenbo.replay.script.grammar import Speech, Words
from fenbo.replay.script.model import Channel, Kind, RequesterScript
from fenbo.replay.script.places import Place
from fenbo.replay.script.texts import Topic

ENDS = "。！？；，…）"
WEEKDAYS = "一二三四五六日"
TRADES = ("餐饮", "洗涤", "豆制品", "烘焙", "酿酒", "印刷", "食品加工", "屠宰", "纺织", "包装", "果蔬保鲜")
ANGRY, LONG, NAMED, PHONED = 0.07, 0.045, 0.03, 0.045


@dataclass(frozen=True, slots=True)
class Said:
    title: str
    content: str
    wish: str


def speech(
    rng: Random, topic: Topic, place: Place, at: datetime, who: RequesterScript, abroad: str
) -> Speech:
    """The words that a case of this topic, place and time is told with."""
    day = at.astimezone(SHANGHAI)
    words: dict[str, Words] = {
        "workers": lambda rng: str(
            rng.choice((rng.randint(3, 20), rng.randint(20, 90), rng.randint(90, 400)))
        ),
        "past": lambda rng: _past(rng, day),
        "next": lambda rng: _coming(rng, day, 1, 6),
        "soon": lambda rng: _coming(rng, day, 4, 14),
        "elsewhere": [places.short_name(code) for code in places.ABROAD],
        "home": lambda rng: places.pick(rng).county,
        "trade": TRADES,
        "plate": lambda rng: f"青{rng.choice('ABCDEFGH')}尾号{{10..99}}",
        "founded": lambda rng: str(rng.randint(2003, 2018)),
        **topic.slots,
    }
    bound = {"county": place.county, "street": place.street, "name": who.name, "phone": who.phone}
    bound |= {"surname": who.name[:1]}
    if abroad:
        bound["elsewhere"] = places.short_name(abroad)
    talk = Speech(rng, words, bound)
    spot = rng.choice(places.SPOTS) if rng.random() < 0.7 else ""
    talk.bound["place"] = talk.say(place.county + place.street + spot)
    return talk


def tell(talk: Speech, topic: Topic, channel: Channel, kind: Kind, who: RequesterScript) -> Said:
    """The request in the requester's words; a hotline's are written down by an agent."""
    rng, said = talk.rng, texts.sayings()
    message = talk.one_of(topic.messages)
    title = talk.say(fitting(rng, topic.titles, message))
    parts = [message]
    if kind == Kind.COMPLAINT or (kind != Kind.PRAISE and rng.random() < ANGRY):
        parts.append(talk.one_of(said["angry"]))
    written = channel in (Channel.WEBSITE, Channel.WECHAT)
    if written and kind not in (Kind.PRAISE, Kind.REPORT) and rng.random() < LONG:
        parts += _at_length(talk, bool(who.firm))
    if who.phone and kind != Kind.REPORT:
        parts[0] = (talk.one_of(said["own_name"]) if rng.random() < NAMED else "") + parts[0]
        parts += [talk.one_of(said["own_phone"])] if rng.random() < PHONED else []
    opening = said["hotline_openings" if channel == Channel.HOTLINE else "web_openings"]
    closing = talk.one_of(said["closings"]) if written else ""
    joint = "\n" if len(parts) > 4 else ""
    content = talk.one_of(opening) + joint.join(map(_ended, parts)) + joint + closing
    return Said(title=title[:120], content=content, wish=talk.say(fitting(rng, topic.wishes, message)))


def fitting(rng: Random, templates: Sequence[str], message: str) -> str:
    """One of the templates, preferring those that speak of what the message speaks of (pairs of characters)."""
    asked = _pairs(message)
    return rng.choices(
        templates, weights=[(1 + len(asked & _pairs(template))) ** 2 for template in templates]
    )[0]


def _pairs(text: str) -> set[str]:
    return {"".join(pair) for pair in pairwise(text) if all("一" <= character <= "鿿" for character in pair)}


def _ended(text: str) -> str:
    return text if not text or text[-1] in ENDS else text + "。"


def _at_length(talk: Speech, is_firm: bool) -> list[str]:
    """Several paragraphs, in the order in which one tells such things; each about other people and sums."""
    told = texts.sayings()["long_firm" if is_firm else "long_person"]
    chosen = sorted(talk.rng.sample(range(len(told)), talk.rng.randint(3, len(told))))
    return [Speech(talk.rng, talk.words, {"county": talk.word("county")}).say(told[at]) for at in chosen]


def answer(talk: Speech, topic: Topic, message: str) -> str:
    """A full reply: greeting, what was found and decided, ending."""
    said = texts.sayings()
    found = talk.say(fitting(talk.rng, topic.replies, message))
    return talk.one_of(said["reply_openings"]) + found + talk.one_of(said["reply_closings"])


def _past(rng: Random, day: datetime) -> str:
    back = day - timedelta(days=rng.randint(1, 7))
    dated = (f"{back.month}月{back.day}号", f"星期{WEEKDAYS[back.weekday()]}")
    return rng.choice(("前天", "昨天", "上周", "前几天", "大前天", *dated))


def _coming(rng: Random, day: datetime, least: int, most: int) -> str:
    ahead = day + timedelta(days=rng.randint(least, most))
    vague: tuple[str, ...] = (
        ("明天", "后天", "下周一", "这周末") if least == 1 else ("月底", "下个月初", "过几天")
    )
    return rng.choice((*vague, f"{ahead.month}月{ahead.day}日", f"{ahead.month}月{ahead.day}号"))
