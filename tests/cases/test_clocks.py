"""Each hop has its own limit, by the catalogue; the time of whoever must act is what burns."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fenbo.cases.models import Clock, Pause
from fenbo.cases.operations import centre, returns, units
from fenbo.cases.operations.centre import Changes
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.models import TimeLimit
from fenbo.core import lapsing
from tests.cases.making import NOON, Stage, clock_of, running

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ORDINARY, URGENT, EXTRA = Urgency.ORDINARY, Urgency.URGENT, Urgency.EXTRA_URGENT


def length(clock: Clock) -> timedelta:
    return clock.due_at - clock.started_at


def correct(stage: Stage, case_id: UUID, **changes: Any) -> None:
    centre.correct(case_id=case_id, changes=Changes(**changes), actor=stage.dispatcher, now=stage.now)


def mark_complex(stage: Stage, case_id: UUID) -> None:
    centre.mark_complex(case_id=case_id, reason="涉及多部门", actor=stage.dispatcher, now=stage.now)


@pytest.mark.parametrize(
    ("urgency", "hop", "limit"),
    [
        (ORDINARY, Hop.DISPATCH, 30 * MINUTE),
        (URGENT, Hop.DISPATCH, 10 * MINUTE),
        (EXTRA, Hop.DISPATCH, 10 * MINUTE),
        (ORDINARY, Hop.SIGN_IN, 2 * HOUR),
        (EXTRA, Hop.SIGN_IN, 30 * MINUTE),
        (ORDINARY, Hop.CONTACT, 4 * HOUR),
        (EXTRA, Hop.CONTACT, HOUR),
        (ORDINARY, Hop.ANSWER, 24 * HOUR),
        (EXTRA, Hop.ANSWER, 24 * HOUR),
        (ORDINARY, Hop.REVIEW, 2 * HOUR),
        (EXTRA, Hop.REVIEW, 30 * MINUTE),
    ],
)
def test_each_hop_has_its_limit_by_urgency(
    urgency: Urgency, hop: Hop, limit: timedelta, stage: Stage
) -> None:
    order = stage.replied(urgency=urgency)
    assert length(Clock.objects.get(case=order.case, hop=hop)) == limit


def test_the_catalogue_decides_also_by_kind_and_by_date(stage: Stage) -> None:
    TimeLimit.objects.create(
        hop=Hop.DISPATCH, kind=Kind.REPORT, amount=1, unit="hours", valid_from=NOON.date()
    )
    lapsing.forget_all()
    assert length(running(stage.received(kind=Kind.REPORT))[0]) == HOUR
    assert length(running(stage.received(kind=Kind.HELP))[0]) == 30 * MINUTE
    stage.now = NOON - timedelta(days=1)
    assert length(running(stage.received(kind=Kind.REPORT))[0]) == 30 * MINUTE


def test_amber_is_at_three_quarters(stage: Stage) -> None:
    for clock in running(stage.signed().case):
        assert clock.amber_at - clock.started_at == length(clock) * 0.75


def test_every_clock_names_who_burns_the_time(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    child = stage.delegate(order, "prisons")
    stage.ask_return(child)
    burning = {(clock.hop, clock.unit.slug) for clock in running(order.case) if clock.paused_at is None}
    assert burning == {
        (Hop.CONTACT, "justice"),
        (Hop.ANSWER, "justice"),
        (Hop.SIGN_IN, "commerce"),
        (Hop.ANSWER, "commerce"),
        (Hop.RETURN_DECISION, "justice"),
    }


# While the requester is asked, time stands still.


def test_the_time_that_was_left_is_left_when_it_goes_on(stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=3)
    stage.ask_info(order.case)
    stage.later(hours=30)
    stage.supply_info(order.case)
    clock = clock_of(order, Hop.ANSWER)
    assert clock.due_at == NOON + 24 * HOUR + 30 * HOUR
    assert clock.amber_at == NOON + 18 * HOUR + 30 * HOUR
    assert clock.due_at - stage.now == 21 * HOUR
    [pause] = Pause.objects.filter(clock=clock)
    assert (pause.paused_at, pause.resumed_at) == (NOON + 3 * HOUR, NOON + 33 * HOUR)


def test_pauses_add_up(stage: Stage) -> None:
    order = stage.signed()
    for _ in range(3):
        stage.ask_info(order.case)
        stage.later(hours=5)
        stage.supply_info(order.case)
        stage.later(hours=1)
    assert clock_of(order, Hop.ANSWER).due_at == NOON + 24 * HOUR + 15 * HOUR
    assert Pause.objects.filter(clock=clock_of(order, Hop.ANSWER)).count() == 3


def test_the_question_has_a_limit_of_working_days(stage: Stage) -> None:
    case = stage.ask_info(stage.received())
    [clock] = running(case, Hop.MORE_INFO)
    assert clock.due_at == datetime(2020, 3, 12, 9, 30, tzinfo=UTC), "Monday plus three, when offices close"
    assert clock.paused_at is None
    assert [one.paused_at for one in running(case, Hop.DISPATCH)] == [NOON]


def test_a_clock_that_begins_meanwhile_stands_still_from_the_start(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    stage.ask_info(order.case)
    helper = stage.sign(stage.order(order.case, "commerce"))
    assert clock_of(helper, Hop.CONTACT).paused_at == stage.now
    stage.later(hours=6)
    stage.supply_info(order.case)
    assert clock_of(helper, Hop.CONTACT).due_at == NOON + 10 * HOUR


# Complex cases.


def test_a_complex_case_is_answered_in_between_within_a_day_and_finally_within_five(stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=5)
    mark_complex(stage, order.case_id)
    assert clock_of(order, Hop.ANSWER).stopped_at == stage.now
    assert clock_of(order, Hop.INTERIM).due_at == NOON + 24 * HOUR, "counted from the beginning"
    assert clock_of(order, Hop.FINAL).due_at == datetime(2020, 3, 16, 9, 30, tzinfo=UTC)


def test_what_is_complex_before_it_is_dispatched_gets_both_at_once(stage: Stage) -> None:
    case = stage.received()
    mark_complex(stage, case.pk)
    stage.dispatch(case, "justice", ("commerce",))
    hops = {(clock.unit.slug, clock.hop) for clock in running(case) if clock.hop != Hop.SIGN_IN}
    assert hops == {("justice", Hop.INTERIM), ("justice", Hop.FINAL), ("commerce", Hop.FINAL)}


def test_the_interim_reply_stops_the_interim_clock_alone(stage: Stage) -> None:
    order = stage.signed()
    mark_complex(stage, order.case_id)
    units.reply_interim(order_id=order.pk, text="在办", actor=stage.handler(order), now=stage.now)
    assert not running(order.case, Hop.INTERIM)
    assert running(order.case, Hop.FINAL)


def test_marking_twice_gives_no_new_time(stage: Stage) -> None:
    order = stage.signed()
    mark_complex(stage, order.case_id)
    due = clock_of(order, Hop.FINAL).due_at
    stage.later(days=1)
    mark_complex(stage, order.case_id)
    assert clock_of(order, Hop.FINAL).due_at == due
    assert len(running(order.case, Hop.FINAL)) == 1


def test_time_that_stood_still_is_not_counted_when_a_case_becomes_complex(stage: Stage) -> None:
    order = stage.signed()
    stage.ask_info(order.case)
    stage.later(hours=10)
    stage.supply_info(order.case)
    mark_complex(stage, order.case_id)
    assert clock_of(order, Hop.INTERIM).due_at == NOON + 34 * HOUR


def test_a_case_whose_return_is_being_decided_stands_still_when_it_becomes_complex(stage: Stage) -> None:
    order = stage.signed()
    stage.ask_return(order)
    mark_complex(stage, order.case_id)
    assert {clock_of(order, hop).paused_at for hop in (Hop.INTERIM, Hop.FINAL)} == {stage.now}


# Parent and child.


def test_a_childs_time_never_ends_after_its_parents(stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=6)
    child = stage.delegate(order, "prisons")
    assert clock_of(child, Hop.ANSWER).started_at == NOON + 6 * HOUR
    assert clock_of(child, Hop.ANSWER).due_at == clock_of(order, Hop.ANSWER).due_at == NOON + 24 * HOUR


def test_a_child_of_a_late_order_gets_its_ordinary_time(stage: Stage) -> None:
    order = stage.signed()
    stage.later(hours=30)
    child = stage.delegate(order, "prisons")
    assert length(clock_of(child, Hop.ANSWER)) == 24 * HOUR, "it cannot be late before it begins"


# Greater urgency.


def test_a_case_that_becomes_urgent_hurries(stage: Stage) -> None:
    case = stage.received()
    stage.later(minutes=5)
    correct(stage, case.pk, urgency=URGENT)
    [clock] = running(case)
    assert (clock.due_at, clock.amber_at) == (NOON + 10 * MINUTE, NOON + 7.5 * MINUTE)


def test_a_case_that_becomes_less_urgent_keeps_its_limits(stage: Stage) -> None:
    case = stage.received(urgency=URGENT)
    correct(stage, case.pk, urgency=ORDINARY)
    assert length(running(case)[0]) == 10 * MINUTE


def test_hurrying_does_not_take_back_time_that_stood_still(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order)
    stage.later(hours=9)
    returns.refuse_return(order_id=order.pk, remark="属你单位", actor=stage.dispatcher, now=stage.now)
    correct(stage, order.case_id, kind=Kind.COMPLAINT)
    assert clock_of(order, Hop.ANSWER).due_at == NOON + 33 * HOUR
