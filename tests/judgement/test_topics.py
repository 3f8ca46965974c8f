"""What many write of is found without being told, keeps its name, and an alarm goes when it exceeds its usual rate."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fenbo.core.clock import SHANGHAI
from fenbo.judgement.topics import Message, Topics, at_least

START = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
PLANT = [
    "北川新城旁边的沥青厂晚上排放浓烟",
    "投诉北川新城旁边的沥青厂晚上气味刺鼻",
    "沥青厂的浓烟让北川新城居民不敢开窗",
    "北川新城沥青厂排烟何时才有人管",
    "请求关停北川新城旁边的沥青厂",
    "北川新城小区每晚都是沥青厂的味道",
]
OTHERS = [
    "公交车司机态度恶劣",
    "孩子入学需要什么材料",
    "养老金到账时间推迟",
    "路灯坏了半个月没有人修",
    "医院挂号系统打不开",
    "老旧楼房加装电梯补贴",
    "驾校不退学费",
    "水库边有人非法钓鱼",
]


def message(title: str, day: float, key: str = "", user: str = "", votes: int = 0) -> Message:
    return Message(key or f"{title}{day}", title, f"{title}。", START + timedelta(days=day), user, votes)


def placed(*messages: Message) -> Topics:
    topics = Topics()
    topics.learn(messages)
    for one in messages:
        topics.place(one, is_known=True)
    return topics


@pytest.fixture
def plant() -> list[Message]:
    return [message(title, day, f"p{day}") for day, title in enumerate(PLANT)]


@pytest.fixture
def others() -> list[Message]:
    return [message(title, day / 2) for day, title in enumerate(OTHERS)]


def test_many_about_one_matter_are_one_topic(plant: list[Message], others: list[Message]) -> None:
    topics = placed(*sorted([*plant, *others], key=lambda one: one.at))
    hottest = topics.hottest()
    assert [one.key for one in hottest] == ["p0"]
    assert [one.key for one in hottest[0].messages] == ["p0", "p1", "p2", "p3", "p4", "p5"]
    assert hottest[0].title() in PLANT
    assert hottest[0].place() == "北川新城"
    assert "沥青" in "".join(hottest[0].own_words())


def test_what_comes_later_changes_no_topic_of_yesterday(plant: list[Message], others: list[Message]) -> None:
    topics = placed(*plant[:4], *others)
    before = {one.key: topic.key for topic in topics.found.values() for one in topic.messages}
    topics.place(plant[4])
    topics.place(message("西门市场卖的蔬菜缺斤少两", 9))
    after = {one.key: topic.key for topic in topics.found.values() for one in topic.messages}
    assert before.items() <= after.items()
    assert after["p4"] == "p0"


def test_the_same_words_half_a_year_later_are_another_topic(
    plant: list[Message], others: list[Message]
) -> None:
    topics = placed(*plant, *others)
    assert topics.place(message(PLANT[0], 180, "later")).key == "later"


def test_who_writes_often_is_one_person(others: list[Message]) -> None:
    again = [message(PLANT[0], day, f"p{day}", user="一人") for day in range(5)]
    topics = placed(*again, *others)
    assert topics.found["p0"].size == 1
    assert topics.hottest() == []


def test_votes_of_others_make_a_topic_hotter(plant: list[Message]) -> None:
    topics = placed(*plant)
    before = topics.found["p0"].heat
    topics.place(message(PLANT[1], 2, user="二", votes=400))
    assert topics.found["p0"].heat > before + 10


def test_an_alarm_goes_when_a_week_exceeds_the_usual_rate(others: list[Message]) -> None:
    slow = [message(PLANT[week % 6], 14 * week, f"s{week}") for week in range(6)]
    sudden = [message(title, 85 + number / 4, f"n{number}") for number, title in enumerate(PLANT)]
    assert placed(*slow, *others).found["s0"].surge() is None
    alarm = placed(*slow, *others, *sudden).found["s0"].surge()
    assert alarm is not None
    assert (alarm[0], alarm[1]) == (sudden[5].at, 6)
    assert alarm[2] == pytest.approx(6 / (85 / 7), abs=0.01)


def test_how_likely_so_many_are() -> None:
    assert at_least(0, 3) == 1
    assert at_least(1, 0.5) == pytest.approx(0.3935, abs=1e-4)
    assert at_least(5, 0.25) == pytest.approx(6.6e-6, rel=0.02)


@pytest.mark.parametrize("title", ["", "？！", "的" * 5_000, "\ud83d"])
def test_any_message_finds_its_place(title: str) -> None:
    topics = Topics()
    assert topics.place(Message("one", title, title, START)).key == "one"
    assert topics.found["one"].place() == ""


def test_the_command_lists_topics_with_place_period_size_and_title(
    plant: list[Message], others: list[Message], tmp_path: Path
) -> None:
    told = found(tmp_path, [*others, *plant])
    assert told["messages"] == 14
    (topic,) = told["topics"]
    assert (topic["key"], topic["place"], topic["size"]) == ("p0", "北川新城", 6)
    assert (topic["from"][:10], topic["to"][:10]) == ("2026-03-02", "2026-03-07")
    assert topic["title"] in PLANT
    assert topic["surge"]["in_a_week"] == 5
    assert told["slowest_milliseconds"] < 50


def test_a_moment_that_is_none_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("id,title,received_at,text\n1,路灯,昨天,路灯坏了\n", encoding="utf-8")
    with pytest.raises(CommandError, match="row 2"):
        call_command("topics", str(path))


def found(folder: Path, messages: list[Message]) -> dict[str, Any]:
    path = folder / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "received_at", "text"])
        for one in messages:
            writer.writerow([one.key, one.title, f"{one.at:%Y/%-m/%-d %-H:%M:%S}", one.text])
    out = io.StringIO()
    call_command("topics", str(path), "--json", stdout=out)
    return dict(json.loads(out.getvalue()))
