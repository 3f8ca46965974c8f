"""The follow-up clerk's desk."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, Followed
from fenbo.core.ids import new_id
from fenbo.followup.models import Attempt, FollowUpState
from fenbo.journal import queries as journal
from fenbo.journal.consumers import at_once
from tests.cast import NOON, PHONE, Cast, hours
from tests.console.desks import at, desk

GLAD: dict[str, Any] = {"outcome": "reached", "solved": "yes", "satisfied": "yes"}
SORRY: dict[str, Any] = {"outcome": "reached", "solved": "no", "satisfied": "no", "remark": "钱还没到"}


@pytest.fixture
def case(cast: Cast) -> Case:
    with at_once():
        return cast.closed()


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return desk(cast, "caller")


def look(client: Client, tab: str = "now", wait: float = 0) -> str:
    with at(NOON + hours(wait)):
        answer = client.get(reverse("console:calls"), {"tab": tab})
    assert answer.status_code == 200
    return answer.content.decode()


def record(client: Client, case: Case, wait: float = 0, **values: Any) -> HttpResponse:
    with at(NOON + hours(wait)), at_once():
        return client.post(reverse("console:call", args=[case.pk]), values)  # type: ignore[return-value]


def open_call(client: Client, case: Case, wait: float = 0) -> str:
    with at(NOON + hours(wait)):
        return client.get(reverse("console:call", args=[case.pk])).content.decode()


def test_a_closed_case_stands_on_the_list(case: Case, clerk: Client) -> None:
    assert "工程款何时支付" in look(clerk)
    assert "0 / 3" in look(clerk)
    assert "工程款何时支付" not in look(clerk, "later")


def test_the_script_says_who_answered_what_and_when(case: Case, clerk: Client) -> None:
    page = open_call(clerk, case)

    assert "您 3月9日 反映的“工程款何时支付”，已由省司法厅办理并答复您" in page
    assert "将于月底前支付" in page
    assert "您对这次办理满意吗？" in page


def test_a_satisfied_requester_leaves_the_list(cast: Cast, case: Case, clerk: Client) -> None:
    answer = record(clerk, case, **GLAD)

    assert answer.headers["Location"] == reverse("console:calls")
    assert cast.fresh(case).followed == Followed.SATISFIED
    page = look(clerk)
    assert "已记下这次回访。" in page
    assert "现在没有要拨的回访" in page
    assert "已解决 · 满意" in look(clerk, "ended")


def test_whoever_was_not_reached_waits_for_another_hour(case: Case, clerk: Client) -> None:
    record(clerk, case, outcome="no_answer")

    assert "工程款何时支付" not in look(clerk)
    assert "1 / 3" in look(clerk, "later")
    assert "还没到换时段的时候" in open_call(clerk, case, wait=1)
    assert "工程款何时支付" in look(clerk, wait=3)


def test_a_call_too_soon_is_refused_with_everything_typed_kept(case: Case, clerk: Client) -> None:
    record(clerk, case, outcome="no_answer")

    answer = record(clerk, case, wait=1, **SORRY)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请在 3月9日 15:00 以后再拨" in page
    assert "钱还没到</textarea>" in page
    assert Attempt.objects.count() == 1


def test_three_calls_in_vain_end_it(cast: Cast, case: Case, clerk: Client) -> None:
    for wait in (0, 4, 8):
        assert record(clerk, case, wait, outcome="no_answer").status_code == 302

    assert case.follow_ups.get().state == FollowUpState.UNREACHED
    assert "三次未接通" in look(clerk, "ended", wait=9)
    assert record(clerk, case, 12, outcome="no_answer").status_code == 409


def test_an_unsolved_case_goes_back_with_the_reason_in_one_go(cast: Cast, case: Case, clerk: Client) -> None:
    assert record(clerk, case, **SORRY, again="约定的月底前没有支付").status_code == 302

    case = cast.fresh(case)
    assert (case.state, case.round) == (CaseState.DISPATCHED, 2)
    assert case.orders.get(round=2).instruction == "约定的月底前没有支付"


def test_unsolved_without_a_reason_stays_a_record(cast: Cast, case: Case, clerk: Client) -> None:
    record(clerk, case, **SORRY)

    assert cast.fresh(case).state == CaseState.CLOSED
    assert cast.fresh(case).followed == Followed.DISSATISFIED


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "这个字段是必填项。"),
        ({"outcome": "reached"}, "请选择问题是否解决。"),
        ({"outcome": "reached", "solved": "no", "satisfied": "no"}, "请写明哪里没有解决"),
        ({**GLAD, "again": "再办"}, "不用二次办理"),
        ({"outcome": "sung"}, "选择"),
        ({**GLAD, "remark": "长" * 501}, "太长了"),
    ],
)
def test_what_does_not_fit_is_told(case: Case, clerk: Client, values: dict[str, Any], told: str) -> None:
    answer = record(clerk, case, **values)

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_page_that_is_too_old_is_told_so(case: Case, clerk: Client) -> None:
    answer = record(clerk, case, **SORRY, version=1)

    assert answer.status_code == 409
    assert "钱还没到</textarea>" in answer.content.decode()


def test_the_number_is_masked_until_it_is_asked_for_and_that_is_recorded(case: Case, clerk: Client) -> None:
    assert PHONE not in open_call(clerk, case)

    with at(NOON):
        answer = clerk.post(reverse("console:call_number", args=[case.pk]))
    assert PHONE in answer.content.decode()
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    event = journal.events_of(case.pk).last()
    assert event is not None
    assert (event.move, event.facts["reason"]) == (Move.REVEAL, "回访")
    assert PHONE not in open_call(clerk, case)


def test_the_call_can_be_recorded_from_the_page_that_shows_the_number(case: Case, clerk: Client) -> None:
    with at(NOON):
        page = clerk.post(reverse("console:call_number", args=[case.pk])).content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]

    assert record(clerk, case, **GLAD, version=version).status_code == 302


def test_what_is_over_can_be_read_but_not_called(case: Case, clerk: Client) -> None:
    record(clerk, case, **SORRY)
    page = open_call(clerk, case)

    assert "钱还没到" in page
    assert "开场白" not in page
    assert "显示号码" not in page


@pytest.mark.parametrize("who", ["handler", "supervisor", "dispatcher", "outsider"])
def test_only_follow_up_clerks_sit_here(cast: Cast, case: Case, who: str) -> None:
    client = desk(cast, who)

    assert client.get(reverse("console:calls")).status_code == 403
    assert record(client, case, **GLAD).status_code == 403
    assert client.post(reverse("console:call_number", args=[case.pk])).status_code == 403


def test_a_case_without_follow_up_is_not_found(cast: Cast, clerk: Client) -> None:
    assert clerk.get(reverse("console:call", args=[cast.received().pk])).status_code == 404
    assert clerk.get(reverse("console:call", args=[new_id()])).status_code == 404


def test_twenty_calls_take_as_many_queries_as_two(cast: Cast, clerk: Client) -> None:
    with at_once():
        for _number in range(2):
            cast.closed()
    look(clerk)
    with CaptureQueriesContext(connection) as few:
        look(clerk)
    with at_once():
        for _number in range(18):
            cast.closed()
    with CaptureQueriesContext(connection) as many:
        look(clerk)

    assert len(few) == len(many)
