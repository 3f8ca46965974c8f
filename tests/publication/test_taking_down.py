"""A requester asks to take it down, and is answered with a reason within the time of that hop."""

from datetime import timedelta
from typing import Any

import pytest

from fenbo.cases.models import Case, Clock
from fenbo.cases.operations import ending
from fenbo.cases.timeline import for_requester
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.duties import Duty
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.publication import operations, queries
from fenbo.supervision.operations import digests
from fenbo.supervision.operations.warnings import warn
from tests.cast import NOON, Cast, hours

PRIVATE: dict[str, Any] = {"content": "我叫王小明，工程款一直没有支付，请帮助协调。", "may_publish": True}


def asked(cast: Cast) -> Case:
    """Published, and its requester wishes that it were not."""
    case = cast.closed(**PRIVATE)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    operations.ask_take_down(case_id=case.pk, reason="同事认出了我", actor=cast.requester(case), now=NOON)
    return case


def running(case: Case) -> list[Clock]:
    return list(Clock.objects.filter(case=case, hop=Hop.TAKE_DOWN_DECISION, stopped_at=None))


def test_the_wish_starts_a_clock_of_a_day_against_the_centre(cast: Cast) -> None:
    case = asked(cast)

    (clock,) = running(case)
    assert clock.unit == cast.unit["centre"]
    assert clock.due_at == NOON + hours(24)
    row = queries.take_downs_asked(cast.publisher).get()
    assert row.answer_due_at == clock.due_at  # type: ignore[attr-defined]


def test_publishers_are_warned_when_nobody_answers(cast: Cast) -> None:
    """In sums, as of every clock."""
    asked(cast)

    for hour in (19, 24):
        warn(now=NOON + hours(hour + 0.5))
        digests.tell(now=NOON + hours(hour + 1))

    told = Notice.objects.filter(topic=Topic.DIGEST, duty=Duty.PUBLISH).order_by("created_at")
    assert [notice.text for notice in told] == [
        "07:00至08:00新增超时0个环节、预警1个。",
        "12:00至13:00新增超时1个环节、预警0个。",
    ]


def test_taken_down_the_requester_reads_why(cast: Cast) -> None:
    case = asked(cast)

    operations.take_down(case_id=case.pk, reason="内容足以认出您", actor=cast.publisher, now=NOON + hours(2))

    assert running(case) == []
    assert for_requester(case)[-1].what == "公示内容已撤下。理由：内容足以认出您"
    with pytest.raises(OutOfScope):
        queries.published(case.number)


def test_kept_the_requester_reads_why_and_may_ask_again(cast: Cast) -> None:
    case = asked(cast)

    operations.keep_public(case_id=case.pk, reason="看不出是谁", actor=cast.publisher, now=NOON + hours(2))

    assert running(case) == []
    assert for_requester(case)[-1].what == "您申请撤下的公示内容维持不变。理由：看不出是谁"
    assert queries.published(case.number)
    assert not queries.take_downs_asked(cast.publisher).exists()
    operations.ask_take_down(
        case_id=case.pk, reason="还是不行", actor=cast.requester(case), now=NOON + hours(3)
    )
    assert running(case)[0].due_at == NOON + hours(3) + timedelta(hours=24)


def test_who_asked_already_waits_for_the_answer(cast: Cast) -> None:
    case = asked(cast)

    with pytest.raises(InvalidInput, match="已经申请过"):
        operations.ask_take_down(case_id=case.pk, reason="再说一遍", actor=cast.requester(case), now=NOON)
    assert len(running(case)) == 1


def test_nobody_is_answered_who_did_not_ask(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)

    with pytest.raises(InvalidInput, match="没有待答复"):
        operations.keep_public(case_id=case.pk, reason="甲", actor=cast.publisher, now=NOON)


@pytest.mark.parametrize("reason", ["", "  ", "字" * 501])
def test_an_answer_without_a_reason_is_none(cast: Cast, reason: str) -> None:
    case = asked(cast)

    for decide in (operations.keep_public, operations.take_down):
        with pytest.raises(InvalidInput):
            decide(case_id=case.pk, reason=reason, actor=cast.publisher, now=NOON)
    assert len(running(case)) == 1


@pytest.mark.parametrize("name", ["agent", "dispatcher", "supervisor"])
def test_to_keep_it_is_the_publishers_to_decide(cast: Cast, name: str) -> None:
    case = asked(cast)

    with pytest.raises(MissingDuty):
        operations.keep_public(case_id=case.pk, reason="甲", actor=getattr(cast, name), now=NOON)


def test_a_case_that_is_handled_again_is_down_and_the_wish_with_it(cast: Cast) -> None:
    case = asked(cast)

    ending.second_handling(
        case_id=case.pk,
        reason="没有支付",
        lead=cast.unit["justice"].pk,
        actor=cast.dispatcher,
        now=NOON + hours(2),
    )

    assert running(case) == []
    assert not queries.is_take_down_asked(case.pk)
