"""The centre sees what many write of, and puts all of it behind one lead case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import merging
from fenbo.core.clock import frozen
from fenbo.notices.queries import unread
from fenbo.topics import placing
from fenbo.topics.models import Topic
from tests.cast import Cast, hours
from tests.console.desks import desk, look_at, sit_down, stage
from tests.topics.conftest import PLANT

URL = "/desk/centre/topics/"


def written(cast: Cast, count: int = len(PLANT)) -> Topic:
    """So many people about one matter in the last days, one after the other as they came in."""
    for number in range(count):
        at = cast.now - timedelta(hours=5 * (count - number))
        title = PLANT[number % len(PLANT)]
        cast.received(title=title, content=f"{title}。", phone=f"1389721{number:04d}", at=at)
        placing.place_waiting(now=at)
    return Topic.objects.get()


@pytest.mark.parametrize(
    ("who", "status"),
    [("dispatcher", 200), ("supervisor", 200), ("leader", 200), ("overseer", 403), ("handler", 403)],
)
def test_who_sees_every_case_sees_topics(cast: Cast, who: str, status: int) -> None:
    topic = written(cast)
    with frozen(cast.now):
        for url in (URL, f"{URL}{topic.pk}/", f"{URL}{topic.pk}/joined/"):
            assert desk(cast, who).get(url).status_code == status


def test_a_case_leads_to_its_topic(cast: Cast) -> None:
    topic = written(cast)
    case = Case.objects.latest("received_at")
    with frozen(cast.now):
        page = desk(cast, "dispatcher").get(reverse("console:case", args=[case.pk])).content.decode()
    assert f'href="{URL}{topic.pk}/"' in page
    assert "6 人反映" in page


def test_a_topic_that_is_not_there_is_not_found(cast: Cast) -> None:
    assert desk(cast, "dispatcher").get(f"{URL}{uuid4()}/").status_code == 404


def test_only_a_dispatcher_joins_them(cast: Cast) -> None:
    topic = written(cast)
    keys = [str(key) for key in topic.placings.order_by("at").values_list("pk", flat=True)]
    page = desk(cast, "supervisor").get(f"{URL}{topic.pk}/")
    assert b'name="into"' not in page.content
    desk(cast, "supervisor").post(f"{URL}{topic.pk}/", {"into": keys[0], "pick": keys[1:], "reason": "合并"})
    assert not Case.objects.filter(state=CaseState.MERGED).exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"pick": []}, "请至少选一件并入的诉求。"),
        ({"reason": ""}, "这个字段是必填项。"),
        ({"into": "nothing"}, "选择一个有效的选项"),
    ],
)
def test_what_is_missing_is_said(cast: Cast, changed: dict[str, object], told: str) -> None:
    topic = written(cast)
    keys = [str(key) for key in topic.placings.values_list("pk", flat=True)]
    given = {"into": keys[0], "pick": keys[1:], "reason": "合并", **changed}
    answer = desk(cast, "dispatcher").post(f"{URL}{topic.pk}/", given)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_case_of_another_topic_cannot_be_slipped_in(cast: Cast) -> None:
    topic = written(cast)
    stranger = cast.received(title="孩子入学需要什么材料", content="孩子入学需要什么材料。")
    into = str(topic.placings.values_list("pk", flat=True)[0])
    given = {"into": into, "pick": [str(stranger.pk)], "reason": "合并"}
    assert desk(cast, "dispatcher").post(f"{URL}{topic.pk}/", given).status_code == 422
    assert cast.fresh(stranger).state == CaseState.RECEIVED


def test_what_somebody_else_merged_meanwhile_is_told_and_keeps_no_other_back(cast: Cast) -> None:
    topic = written(cast)
    lead, gone, other = topic.placings.order_by("at").values_list("pk", flat=True)[:3]
    merging.merge(case_id=gone, into=lead, reason="合并", actor=cast.dispatcher, now=cast.now)
    client = desk(cast, "dispatcher")
    answer = client.post(
        f"{URL}{topic.pk}/",
        {"into": str(lead), "pick": [str(gone), str(other)], "reason": "合并"},
        follow=True,
    )
    assert "已并入 1 件，未并入 1 件。" in answer.content.decode()
    assert Case.objects.get(pk=other).state == CaseState.MERGED


def test_twenty_topics_cost_no_more_queries_than_two(cast: Cast) -> None:
    def cost() -> int:
        client = desk(cast, "dispatcher")
        with frozen(cast.now):
            client.get(URL)
            with CaptureQueriesContext(connection) as asked:
                client.get(URL)
        return len(asked)

    def add(count: int) -> None:
        for number in range(count):
            Topic.objects.create(
                title=f"话题{number}",
                begun_at=cast.now - hours(9),
                last_at=cast.now,
                words=[],
                weights=[],
                own_words="",
                people=3,
            )
        for topic in Topic.objects.filter(placings=None):
            case = cast.received(phone="13900000000")
            topic.placings.create(case=case, at=cast.now)

    written(cast)
    add(1)
    few = cost()
    add(18)
    assert cost() == few


def test_an_alarm_leads_to_its_topic(cast: Cast) -> None:
    topic = written(cast)
    told = unread(cast.dispatcher).get()
    assert (told.topic, told.subject) == ("surge", topic.pk)
    client = desk(cast, "dispatcher")
    page = client.get(reverse("console:notices")).content.decode()
    assert topic.title in page
    assert told.text in page
    answer = client.post(reverse("console:read", args=[topic.pk]))
    assert answer.headers["Location"] == f"{URL}{topic.pk}/"
    assert not unread(cast.dispatcher).exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_a_topic_to_one_lead_case_in_one_press(page: Page) -> None:
    cast = stage()
    sit_down(page, "dispatcher")
    page.goto(URL)
    expect(page.get_by_text("这段时间没有话题")).to_be_visible()
    look_at(page, "topics-empty")
    topic = written(cast)

    page.goto(URL)
    look_at(page, "topics")
    page.get_by_role("link", name=topic.title).click()
    look_at(page, "topic")
    page.get_by_role("button", name="并入所选的主诉求").click()
    expect(page.get_by_text("已并入 5 件，未并入 0 件。")).to_be_visible()
    look_at(page, "topic-joined")
    page.get_by_role("link", name="回到话题").first.click()
    expect(page.get_by_role("button", name="并入所选的主诉求")).to_have_count(0)
    look_at(page, "topic-after")
