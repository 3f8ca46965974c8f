"""Two clerks, one call: one of them records it, the other is told so."""

import pytest

from fenbo.cases.models import Followed
from fenbo.core.errors import InvalidInput, StaleVersion
from fenbo.followup.models import Attempt, FollowUp, Outcome
from fenbo.followup.operations import plan, record
from fenbo.journal.consumers import at_once, deliver
from fenbo.journal.queries import Event, events_of
from tests.cast import NOON, enter
from tests.racing import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_call_is_recorded_once() -> None:
    cast = enter()
    with at_once():
        case = cast.closed()
    caller, version = cast.caller, cast.fresh(case).version

    def call() -> object:
        return record(case_id=case.pk, outcome=Outcome.NO_ANSWER, actor=caller, now=NOON, version=version)

    outcomes = together(call, call)
    [refusal] = refused(outcomes)
    assert isinstance(refusal, StaleVersion)
    assert Attempt.objects.count() == 1


def test_without_a_version_the_second_comes_too_early() -> None:
    cast = enter()
    with at_once():
        case = cast.closed()
    caller = cast.caller

    outcomes = together(
        *[lambda: record(case_id=case.pk, outcome=Outcome.NO_ANSWER, actor=caller, now=NOON)] * 2
    )
    [refusal] = refused(outcomes)
    assert isinstance(refusal, InvalidInput)
    assert cast.fresh(case).followed == Followed.PENDING


def test_news_that_two_workers_deliver_at_once_plans_one_call() -> None:
    cast = enter()
    case = cast.closed()

    planned = together(*[lambda: plan(case_id=case.pk, now=NOON)] * 3)
    assert len([one for one in planned if one is not None]) == 1
    assert FollowUp.objects.count() == 1


def test_an_event_is_reacted_to_once_however_often_it_is_delivered() -> None:
    cast = enter()
    case = cast.closed()
    event = Event.objects.get(stream=case.pk, move="close")

    done = together(*[lambda: deliver("followup.plan", event.pk, now=NOON)] * 3)
    assert sorted(map(bool, done)) == [False, False, True]
    assert FollowUp.objects.count() == 1
    assert events_of(case.pk).count() > 0
