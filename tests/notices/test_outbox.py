"""Notices: written in the transaction of what they tell, once, for those who hold the duty, never naming a requester."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from fenbo.cases.operations import centre
from fenbo.directory.duties import Duty
from fenbo.notices.models import Notice
from fenbo.notices.operations import mark_read, post
from fenbo.notices.queries import COUNTED, count_unread, unread
from fenbo.notices.topics import Topic
from tests.cases.making import PHONE, Stage


@pytest.fixture
def stage(seeded: None) -> Stage:
    return Stage()


def notice(stage: Stage, key: str, slug: str = "justice", duty: Duty = Duty.HANDLE) -> Notice:
    return Notice(
        key=key,
        topic=Topic.ORDER_GIVEN,
        unit=stage.unit(slug),
        duty=duty,
        subject="0" * 32,
        created_at=stage.now,
    )


def test_a_unit_is_told_of_its_order_and_nobody_else(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    [told] = unread(stage.handler(order))
    assert (told.topic, told.subject) == (Topic.ORDER_GIVEN, order.case_id)
    assert count_unread(stage.handler("commerce")) == 0
    assert count_unread(stage.requester(order.case)) == 0


def test_who_holds_the_duty_at_the_unit_is_addressed(stage: Stage) -> None:
    stage.replied()
    for username, told in [("reviewer1", 1), ("dispatcher2", 1), ("agent1", 0), ("followup1", 0)]:
        assert unread(stage.person(username)).filter(topic=Topic.REPLY_TO_REVIEW).count() == told, username


def test_a_notice_is_gone_with_the_move_that_it_told_of(stage: Stage) -> None:
    case = stage.received()
    with transaction.atomic():
        stage.dispatch(case)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_none_is_written(stage: Stage) -> None:
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        post([notice(stage, "alone")])


def test_one_event_tells_one_audience_once(stage: Stage) -> None:
    post([notice(stage, "once"), notice(stage, "twice")])
    post([notice(stage, "once")])
    assert Notice.objects.count() == 2


def test_no_notice_names_the_requester(stage: Stage) -> None:
    case = stage.closed()
    stage.supply_info(stage.received(), f"请回电 {PHONE}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(n::text, '|') FROM notices_notice n")
        everything = cursor.fetchone()[0]
    assert PHONE not in everything
    assert "王小明" not in everything
    assert Notice.objects.filter(subject=case.pk).exists()


def test_what_a_person_said_is_cut_to_what_a_notice_holds(stage: Stage) -> None:
    order = stage.signed()
    centre.decide(case_id=order.case_id, text="长" * 900, actor=stage.dispatcher, now=stage.now)
    assert Notice.objects.get(topic=Topic.DECIDED).text == "长" * 300


def test_reading_is_for_ones_own_and_says_who_read(stage: Stage) -> None:
    order = stage.dispatch(stage.received(), "justice", ("commerce",))
    assert mark_read(actor=stage.handler("justice"), now=stage.later(minutes=1), subject=order.case_id) == 1
    read = Notice.objects.get(unit=stage.unit("justice"))
    assert (read.read_at, read.read_by_id) == (stage.now, stage.handler("justice").staff_id)
    assert count_unread(stage.handler("justice")) == 0
    assert count_unread(stage.handler("commerce")) == 1
    assert mark_read(actor=stage.handler("justice"), now=stage.now) == 0


def test_the_newest_comes_first_and_the_badge_counts_to_a_hundred(stage: Stage) -> None:
    for number in range(COUNTED + 5):
        stage.later(seconds=1)
        post([notice(stage, f"number {number}")])
    handler = stage.handler("justice")
    assert unread(handler).first() == Notice.objects.get(key=f"number {COUNTED + 4}")
    assert count_unread(handler) == COUNTED
