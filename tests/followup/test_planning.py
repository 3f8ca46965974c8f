"""Who gets on the call list."""

from datetime import timedelta

import pytest

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Clock, Followed
from fenbo.cases.operations import centre, ending, requester
from fenbo.cases.operations.intake import Who
from fenbo.catalogue.hops import Hop
from fenbo.followup import operations
from fenbo.followup.models import FollowUp, FollowUpState
from fenbo.journal.consumers import at_once
from tests.cast import NOON, Cast, hours


def test_a_closed_case_is_to_be_called_about_within_the_limit(cast: Cast) -> None:
    with at_once():
        case = cast.closed()

    planned = case.follow_ups.get()
    clock = Clock.objects.get(case=case, hop=Hop.FOLLOW_UP)
    assert planned.state == FollowUpState.DUE
    assert planned.unit == cast.unit["justice"]
    assert planned.due_at == clock.due_at > NOON
    assert clock.unit == cast.unit["centre"]
    assert clock.stopped_at is None
    assert cast.fresh(case).followed == Followed.PENDING


def test_news_of_the_closing_that_comes_twice_plans_one_call(cast: Cast) -> None:
    with at_once():
        case = cast.closed()

    assert operations.plan(case_id=case.pk, now=NOON) is None
    assert case.follow_ups.count() == 1


def test_news_that_comes_after_the_case_moved_on_plans_none(cast: Cast) -> None:
    case = cast.closed()
    ending.second_handling(case_id=case.pk, reason="没有解决", actor=cast.dispatcher, now=NOON)

    assert operations.plan(case_id=case.pk, now=NOON) is None
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("who", [Who(is_anonymous=True), Who(name="王小明", email="a@example.com")])
def test_who_left_no_number_is_not_called(cast: Cast, who: Who) -> None:
    with at_once():
        case = cast.closed(who=who)

    assert case.follow_ups.get().state == FollowUpState.NOT_NEEDED
    assert cast.fresh(case).followed == Followed.NOT_NEEDED
    assert not Clock.objects.filter(case=case, hop=Hop.FOLLOW_UP).exists()


def test_a_refused_request_is_not_called_about(cast: Cast) -> None:
    case = cast.received()
    with at_once():
        centre.not_accept(
            case_id=case.pk, reason="已在诉讼", legal_way="请向法院", actor=cast.dispatcher, now=NOON
        )

    assert not FollowUp.objects.exists()


def test_a_withdrawn_request_is_not_called_about(cast: Cast) -> None:
    case = cast.received()
    with at_once():
        requester.withdraw(case_id=case.pk, reason="", actor=cast.requester(case), now=NOON)

    assert not FollowUp.objects.exists()


def test_an_answer_given_at_once_is_the_centres_own(cast: Cast) -> None:
    case = cast.received()
    with at_once():
        centre.answer_at_once(case_id=case.pk, text="可以网上办理。", actor=cast.dispatcher, now=NOON)

    assert case.follow_ups.get().unit == cast.unit["centre"]


def test_a_second_handling_makes_the_call_about_the_first_answer_needless(cast: Cast) -> None:
    with at_once():
        case = cast.closed()
        ending.second_handling(case_id=case.pk, reason="没有解决", actor=cast.dispatcher, now=NOON + hours(1))

    assert case.follow_ups.get().state == FollowUpState.OVERTAKEN
    assert cast.fresh(case).state == CaseState.DISPATCHED


def test_every_closing_gets_a_call_of_its_own(cast: Cast) -> None:
    with at_once():
        case = cast.closed()
        ending.reopen(case_id=case.pk, reason="答复有误", actor=cast.dispatcher, now=NOON + hours(1))
        centre.answer_at_once(
            case_id=case.pk, text="更正如下。", actor=cast.dispatcher, now=NOON + timedelta(days=1)
        )

    assert [one.state for one in case.follow_ups.order_by("created_at")] == [
        FollowUpState.OVERTAKEN,
        FollowUpState.DUE,
    ]
