"""More time: asked before the limit expires, once, for at most ten working days; the centre decides."""

from datetime import UTC, datetime, timedelta

import pytest

from fenbo.cases.models import Extension, Ruling, WorkOrder
from fenbo.cases.operations import centre, extensions, review
from fenbo.cases.operations.centre import Changes
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Urgency
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.duties import Duty
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import Stage, clock_of, last_event, running


def ask(stage: Stage, order: WorkOrder, days: int = 3) -> Extension:
    return extensions.ask_extension(
        order_id=order.pk,
        working_days=days,
        reason="需与财政部门核对",
        actor=stage.handler(order),
        now=stage.now,
    )


def grant(stage: Stage, order: WorkOrder) -> WorkOrder:
    return extensions.grant_extension(order_id=order.pk, actor=stage.dispatcher, now=stage.now)


def refuse(stage: Stage, order: WorkOrder) -> WorkOrder:
    return extensions.refuse_extension(
        order_id=order.pk, remark="理由不充分", actor=stage.dispatcher, now=stage.now
    )


def test_asking_changes_no_limit_until_the_centre_has_decided(stage: Stage) -> None:
    order = stage.signed()
    due = clock_of(order, Hop.ANSWER).due_at
    ask(stage, order)
    assert clock_of(order, Hop.ANSWER).due_at == due
    assert clock_of(order, Hop.EXTENSION_DECISION).unit == stage.unit("centre")
    assert Notice.objects.get(topic=Topic.EXTENSION_ASKED).duty == Duty.DISPATCH


def test_granted_working_days_come_on_top_and_the_new_limit_is_told(stage: Stage) -> None:
    order = stage.signed()  # Monday noon: due on Tuesday noon
    ask(stage, order, 3)
    grant(stage, order)
    clock = clock_of(order, Hop.ANSWER)
    assert clock.due_at == datetime(2020, 3, 13, 9, 30, tzinfo=UTC), "Friday, when offices close"
    assert clock.amber_at == clock.started_at + (clock.due_at - clock.started_at) * 0.75
    assert datetime.fromisoformat(last_event(order.case).facts["until"]) == clock.due_at
    assert not running(order.case, Hop.EXTENSION_DECISION)
    assert Notice.objects.get(topic=Topic.EXTENSION_RULED).unit == order.unit


def test_when_it_is_refused_the_limit_stands(stage: Stage) -> None:
    order = stage.signed()
    due = clock_of(order, Hop.ANSWER).due_at
    asked = ask(stage, order)
    refuse(stage, order)
    asked.refresh_from_db()
    assert (asked.ruling, asked.remark, asked.ruled_at) == (Ruling.REFUSED, "理由不充分", stage.now)
    assert clock_of(order, Hop.ANSWER).due_at == due
    assert not running(order.case, Hop.EXTENSION_DECISION)


@pytest.mark.parametrize("days", [0, -1, 11, 400])
def test_at_least_one_and_at_most_ten_working_days(days: int, stage: Stage) -> None:
    order = stage.signed()
    with pytest.raises(InvalidInput) as refusal:
        ask(stage, order, days)
    assert refusal.value.field == "working_days"
    assert "10" in str(refusal.value.message)
    assert ask(stage, order, 10).working_days == 10


def test_an_order_is_extended_once(stage: Stage) -> None:
    order = stage.signed()
    ask(stage, order)
    with pytest.raises(InvalidInput, match="只能延期一次"):
        ask(stage, order)
    grant(stage, order)
    with pytest.raises(InvalidInput, match="只能延期一次"):
        ask(stage, order)


def test_after_a_refusal_one_may_ask_again(stage: Stage) -> None:
    order = stage.signed()
    ask(stage, order, 10)
    refuse(stage, order)
    assert ask(stage, order, 2).ruling == Ruling.PENDING


@pytest.mark.parametrize(("hours", "in_time"), [(23.9, True), (24, False), (24.1, False)])
def test_one_asks_before_the_time_is_up(hours: float, in_time: bool, stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=hours)
    if in_time:
        assert ask(stage, order)
    else:
        with pytest.raises(InvalidInput, match="到期之前"):
            ask(stage, order)


def test_the_centre_may_still_grant_what_was_asked_in_time(stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=23)
    ask(stage, order, 1)
    stage.later(hours=4)
    grant(stage, order)
    assert clock_of(order, Hop.ANSWER).due_at > stage.now


def test_an_order_is_signed_in_before_more_time_is_asked(stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        ask(stage, stage.dispatch(stage.received()))


def test_of_a_complex_case_the_final_answer_is_extended(stage: Stage) -> None:
    order = stage.signed()
    centre.mark_complex(case_id=order.case_id, reason="涉及多部门", actor=stage.dispatcher, now=stage.now)
    interim = clock_of(order, Hop.INTERIM).due_at
    final = clock_of(order, Hop.FINAL).due_at
    ask(stage, order)
    grant(stage, order)
    assert clock_of(order, Hop.FINAL).due_at > final
    assert clock_of(order, Hop.INTERIM).due_at == interim


def test_nothing_to_decide_is_said(stage: Stage) -> None:
    order = stage.signed()
    for decide in (grant, refuse):
        with pytest.raises(InvalidInput, match="没有待审批"):
            decide(stage, order)


def test_who_replies_needs_no_more_time(stage: Stage) -> None:
    order = stage.signed()
    asked = ask(stage, order)
    stage.reply(order)
    asked.refresh_from_db()
    assert asked.ruling == Ruling.REFUSED
    review.send_back(case_id=order.case_id, remark="请补充依据", actor=stage.dispatcher, now=stage.now)
    assert ask(stage, order).ruling == Ruling.PENDING


def test_a_child_order_never_gets_more_time_than_its_parent(stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=1)
    child = stage.sign(stage.delegate(order, "prisons"))
    with pytest.raises(InvalidInput, match="请由“省司法厅”申请延期"):
        ask(stage, child)
    ask(stage, order, 2)
    grant(stage, order)
    ask(stage, child, 10)
    grant(stage, child)
    assert clock_of(child, Hop.ANSWER).due_at == clock_of(order, Hop.ANSWER).due_at


def test_greater_urgency_takes_no_granted_extension_back(stage: Stage) -> None:
    order = stage.signed()
    ask(stage, order)
    grant(stage, order)
    due = clock_of(order, Hop.ANSWER).due_at
    centre.correct(
        case_id=order.case_id,
        changes=Changes(urgency=Urgency.EXTRA_URGENT),
        actor=stage.dispatcher,
        now=stage.now,
    )
    assert clock_of(order, Hop.ANSWER).due_at == due


def test_a_complex_case_keeps_a_longer_extension(stage: Stage) -> None:
    order = stage.signed()
    ask(stage, order, 10)
    grant(stage, order)
    due = clock_of(order, Hop.ANSWER).due_at
    centre.mark_complex(case_id=order.case_id, reason="涉及多部门", actor=stage.dispatcher, now=stage.now)
    assert clock_of(order, Hop.FINAL).due_at == due
    assert clock_of(order, Hop.INTERIM).due_at == order.given_at + timedelta(hours=24)
