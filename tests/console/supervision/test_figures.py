"""The three rates and the burnt time, over the days that were asked for."""

from datetime import date, datetime

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from fenbo.cases.operations import units
from fenbo.console.period import MOST_DAYS, period_of
from fenbo.core.clock import SHANGHAI
from fenbo.followup.models import Outcome
from fenbo.followup.operations import record
from fenbo.journal.consumers import at_once
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk

TODAY = date(2020, 3, 9)


@pytest.fixture
def chief(cast: Cast) -> Client:
    return desk(cast, "supervisor")


def look(client: Client, name: str, query: str = "") -> str:
    with at(NOON + hours(5)):
        answer = client.get(reverse(f"console:{name}") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def answered(cast: Cast, number: int, *, satisfied: bool = True) -> None:
    with at_once():
        for _one in range(number):
            case = cast.closed()
            record(
                case_id=case.pk,
                outcome=Outcome.REACHED,
                solved=True,
                satisfied=satisfied,
                remark="说明",
                actor=cast.caller,
                now=NOON,
            )


def test_a_rate_is_shown_with_what_it_is_a_rate_of(cast: Cast, chief: Client) -> None:
    answered(cast, 9)
    answered(cast, 1, satisfied=False)
    page = look(chief, "rates")

    assert "<b>90.0%</b> <small>9 / 10</small>" in page
    assert "<b>100.0%</b> <small>10 / 10</small>" in page
    assert "不排名次" in page


def test_a_unit_with_few_cases_gets_no_rate_and_the_page_says_so(cast: Cast, chief: Client) -> None:
    answered(cast, 2)
    page = look(chief, "rates")

    assert "不足 10 件的 1 个单位" in page
    assert "2 / 2" in page
    assert "100.0%" not in page
    assert "样本太少，不计率" in page


def test_days_without_work_are_told_so(cast: Cast, chief: Client) -> None:
    assert "这段时间没有办结的工单" in look(chief, "rates")
    assert "这段时间没有走完的时钟" in look(chief, "burnt")
    answered(cast, 1)
    assert "这段时间没有办结的工单" in look(chief, "rates", "?since=2020-03-01&until=2020-03-08")


def test_who_burnt_the_time_is_shown_hop_by_hop_and_unit_by_unit(cast: Cast, chief: Client) -> None:
    order = cast.dispatched(at=NOON - hours(5))
    units.sign_in(order_id=order.pk, actor=cast.handler, now=NOON - hours(2))
    page = look(chief, "burnt")

    assert "超出时限最多的单位" in page
    assert "3小时0分" in page
    assert "有超时的单位" in page
    one = look(chief, "burnt", f"?unit={order.unit_id}")
    assert "省司法厅各环节用时" in one
    assert "有超时的单位" not in one
    assert "有超时的单位" in look(chief, "burnt", "?unit=nobody")


def test_a_wrong_period_is_told_and_the_usual_one_shown(cast: Cast, chief: Client) -> None:
    for query, told in (
        ("?since=2020-03-09&until=2020-03-01", "开始日期晚于结束日期。"),
        ("?since=2019-01-01&until=2020-03-01", "最多看一年。"),
        ("?since=yesterday", "输入一个有效的日期"),
    ):
        assert told in look(chief, "rates", query)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", date(2020, 2, 9), TODAY),
        ("?since=2020-03-01", date(2020, 3, 1), TODAY),
        ("?until=2020-02-29", date(2020, 1, 31), date(2020, 2, 29)),
        ("?since=2020-03-01&until=2020-03-02", date(2020, 3, 1), date(2020, 3, 2)),
        ("?since=2021-01-01", TODAY, TODAY),
        ("?page=3", date(2020, 2, 9), TODAY),
    ],
)
@pytest.mark.django_db
def test_the_period_is_whole_days_in_china(query: str, first: date, last: date) -> None:
    period = period_of(RequestFactory().get("/" + query), NOON)

    assert (period.first, period.last) == (first, last)
    assert period.since == datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
    assert (period.until - period.since).days == (last - first).days + 1
    assert (period.last - period.first).days < MOST_DAYS
