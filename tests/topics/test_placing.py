"""Each case joins what others write of at the same time, whenever it is placed; nobody learns of secret ones."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.models import Case
from fenbo.cases.operations import requester
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.directory.models import Region
from fenbo.judgement.topics import SILENT, Message, Topics
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic as Told
from fenbo.topics import placing
from fenbo.topics.models import Placing, Topic, Word
from tests.cast import NOON, Cast
from tests.topics.conftest import OTHERS, PLANT, place, topic_of, write

REGIONS = [
    ("630000", "province", None),
    ("630100", "prefecture", "630000"),
    ("632300", "prefecture", "630000"),
    ("632800", "prefecture", "630000"),
    ("630102", "county", "630100"),
    ("630103", "county", "630100"),
    ("630104", "county", "630100"),
    ("632321", "county", "632300"),
    ("632801", "county", "632800"),
]


def test_many_about_one_matter_are_one_topic(cast: Cast, plant: list[Case]) -> None:
    assert place(6) == len(PLANT) + len(OTHERS)

    topics = {topic_of(case) for case in plant}
    assert len(topics) == 1
    (one,) = topics
    assert (one.cases, one.people) == (6, 6)
    assert (one.begun_at, one.last_at) == (plant[0].received_at, plant[-1].received_at)
    assert "沥青厂" in one.own_words.split()
    assert one.title in PLANT
    assert Topic.objects.count() == 1 + len(OTHERS)


def test_a_file_and_the_tables_find_the_same_topics(cast: Cast, plant: list[Case]) -> None:
    place(6)
    cases = Case.objects.order_by("received_at", "pk")
    messages = [Message(str(case.pk), case.title, case.content, case.received_at or NOON) for case in cases]
    topics = Topics()
    topics.learn(messages)
    for message in messages:
        topics.place(message, is_known=True)

    by_file = {frozenset(message.key for message in topic.messages) for topic in topics.found.values()}
    by_tables = {
        frozenset(str(key) for key in topic.placings.values_list("pk", flat=True))
        for topic in Topic.objects.all()
    }
    assert by_tables == by_file


def test_placing_case_by_case_or_all_at_once_is_the_same(cast: Cast) -> None:
    for day, title in enumerate(PLANT):
        write(cast, title, day)
        assert place(day) == 1
    assert place(10) == 0

    assert Topic.objects.get().cases == len(PLANT)
    assert Word.objects.get(word="").seen == len(PLANT)
    word = Word.objects.get(word="沥青厂")
    assert (word.seen, word.topics) == (len(PLANT), 1)


def test_it_stops_when_it_is_told_to_and_goes_on_where_it_was(
    cast: Cast, plant: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "AT_ONCE", 4)
    turns = iter([True, True, False])
    assert placing.place_waiting(now=NOON + SILENT, go_on=lambda: next(turns)) == 8
    assert place(20) == len(PLANT) + len(OTHERS) - 8
    assert len({topic_of(case) for case in plant}) == 1


def test_who_writes_often_is_one_of_the_people(cast: Cast) -> None:
    for day, title in enumerate(PLANT):
        write(cast, title, day, phone=7 if day else 8)
    place(6)

    one = Topic.objects.get()
    assert (one.cases, one.people) == (6, 2)
    assert one.surged_at is None


def test_after_a_long_silence_the_same_words_begin_a_new_topic(cast: Cast) -> None:
    first = write(cast, PLANT[0], 0)
    place(0)
    later = write(cast, PLANT[0], SILENT.days + 1)
    place(SILENT.days + 1)

    assert topic_of(first) != topic_of(later)


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_what_is_secret_is_in_no_topic(cast: Cast, plant: list[Case], about: dict[str, Any]) -> None:
    secret = write(cast, PLANT[0], 1, **about)
    place(6)

    assert not Placing.objects.filter(case=secret).exists()
    assert topic_of(plant[0]).cases == len(PLANT)


def test_what_was_taken_back_in_time_is_in_no_topic(cast: Cast) -> None:
    case = write(cast, PLANT[0], 0)
    requester.withdraw(case_id=case.pk, reason="不用了", actor=cast.requester(case), now=NOON)
    assert place(1) == 0


def test_words_without_meaning_begin_a_topic_of_their_own(cast: Cast) -> None:
    write(cast, "？？？！！", 0)
    write(cast, "？？？！！", 0)
    assert place(0) == 2
    assert Topic.objects.count() == 2


@pytest.mark.parametrize(
    ("regions", "told"),
    [
        (["630102", "630102", "630103"], "630102"),
        (["630102", "630103", "630104", "632801"], "630100"),
        (["630102", "632801", "632321"], None),
        ([None, None, "632801"], "632801"),
        ([None, None, None], None),
    ],
)
def test_a_topic_is_where_half_of_its_cases_are(
    cast: Cast, regions: list[str | None], told: str | None
) -> None:
    for code, level, around in REGIONS:
        Region.objects.create(code=code, name=code, level=level, parent_id=around)
    lapsing.forget_all()
    for day, place_code in enumerate(regions):
        write(cast, PLANT[day], day, region=place_code)
    place(6)
    assert Topic.objects.get().region_id == told


def surges() -> list[Notice]:
    return list(Notice.objects.filter(topic=Told.SURGE))


def test_far_more_than_usual_is_told_to_the_centre_once(cast: Cast) -> None:
    for day, title in enumerate(PLANT):
        write(cast, title, day)
        place(day)

    one = Topic.objects.get()
    assert one.surged_at == NOON.replace(day=NOON.day + 4)
    assert (one.surge_people, one.surge_usual) == (5, 0.25)
    told = surges()
    assert {notice.duty for notice in told} == {"dispatch", "supervise"}
    assert {notice.subject for notice in told} == {one.pk}
    assert "5人" in told[0].text
    assert "沥青厂" in told[0].text


def test_of_a_past_that_is_played_back_nobody_is_told(cast: Cast, plant: list[Case]) -> None:
    place(40)

    assert topic_of(plant[0]).surged_at is not None
    assert surges() == []


def test_what_is_always_asked_is_no_surge(cast: Cast) -> None:
    for week in range(8):
        for number in range(4):
            write(cast, PLANT[0], 7 * week + number / 24)
    for number in range(5):
        write(cast, PLANT[0], 7 * 8 + number / 24)
        place(7 * 8 + number / 24)
    one = Topic.objects.get()
    # The first four weeks of a topic are measured as if it were a month old, so its beginning may have been one.
    assert one.people == 37
    assert surges() == []


def test_a_topic_of_hundreds_costs_no_more_queries(cast: Cast) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            write(cast, PLANT[number % 6], number / 100)
        place(10)
        write(cast, PLANT[0], 10.5)
        with CaptureQueriesContext(connection) as asked:
            place(10.5)
        return len(asked)

    assert queries(3) >= queries(40)
