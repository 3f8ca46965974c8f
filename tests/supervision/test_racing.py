"""Two at once: a warning is told once, a card shown once, an order judged once."""

from datetime import timedelta

import pytest

from fenbo.cases.models import Clock
from fenbo.catalogue.kinds import Urgency
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision.models import Card, ClockWarning, Fault, FaultKind, SupervisionOrder
from fenbo.supervision.operations import cards, orders, warnings
from fenbo.supervision.operations.reminders import remind
from tests.cast import NOON, enter, hours
from tests.racing import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_warn_of_a_clock_once() -> None:
    cast = enter()
    for _number in range(3):
        cast.signed(urgency=Urgency.URGENT)

    together(*[lambda: warnings.warn(now=NOON + hours(30))] * 2)
    running = Clock.objects.filter(stopped_at=None).count()
    assert ClockWarning.objects.count() == running
    assert Fault.objects.count() == 3
    assert Notice.objects.filter(topic=Topic.RED).count() == running


def test_two_workers_tell_a_missed_date_once() -> None:
    cast = enter()
    order = cast.signed()
    orders.supervise(
        case_id=order.case_id, text="请说明", due_at=NOON + hours(1), actor=cast.supervisor, now=NOON
    )

    told = together(*[lambda: orders.tell_overdue(now=NOON + hours(2))] * 2)
    assert sorted(told, key=str) == [0, 1]
    assert Fault.objects.filter(kind=FaultKind.LATE_SUPERVISION).count() == 1


def test_two_supervisors_show_one_card() -> None:
    cast = enter()
    Fault.objects.create(
        unit=cast.unit["justice"], case=cast.received(), kind=FaultKind.LATE_ANSWER, source="a", at=NOON
    )
    actor, unit_id = cast.supervisor, cast.unit["justice"].pk

    outcomes = together(*[lambda: cards.give_card(unit_id=unit_id, reason="超时", actor=actor, now=NOON)] * 2)
    [refusal] = refused(outcomes)
    assert isinstance(refusal, IllegalMove)
    assert Card.objects.count() == 1


def test_two_supervisors_supervise_a_case_once() -> None:
    cast = enter()
    case_id, actor = cast.signed().case_id, cast.supervisor

    outcomes = together(
        *[
            lambda: orders.supervise(
                case_id=case_id, text="请说明", due_at=NOON + hours(1), actor=actor, now=NOON
            )
        ]
        * 2
    )
    [refusal] = refused(outcomes)
    assert isinstance(refusal, InvalidInput)
    assert SupervisionOrder.objects.count() == 1


def test_a_requester_who_presses_five_times_at_once_is_heard_twice() -> None:
    cast = enter()
    order = cast.signed()
    who = cast.requester(order.case)

    outcomes = together(
        *[
            lambda step=step: remind(case_id=order.case_id, actor=who, now=NOON + timedelta(seconds=step))
            for step in range(5)
        ]
    )
    assert len(refused(outcomes)) == 3
