"""The page of the hotline's figures."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fenbo.hotline.models import CallOutcome
from fenbo.hotline.operations import Told, record_call
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk
from tests.console.lead.test_figures import figure

Came = CallOutcome


def look(client: Client, **query: Any) -> str:
    with at(NOON + hours(6)):
        answer = client.get(reverse("console:call_figures"), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def called(number: int, outcome: CallOutcome, waited: int = 3, talked: int = 0) -> None:
    for one in range(number):
        record_call(
            Told(
                call_id=f"{outcome}-{waited}-{one}",
                began_at=NOON,
                rang_seconds=waited,
                talked_seconds=talked,
                outcome=outcome,
            )
        )


def test_every_rate_stands_with_what_it_is_a_rate_of(cast: Cast) -> None:
    called(9, Came.ANSWERED_AT_ONCE, talked=185)
    called(1, Came.ABANDONED, waited=40)
    page = look(desk(cast, "leader"))
    assert figure(page, "累计来电").startswith("10")
    assert re.match(r"90.0 .*9 / 10 通", figure(page, "接通率"))
    assert re.match(r"90.0 .*9 / 10 通", figure(page, "15 秒接通率"))
    assert figure(page, "平均处理时长").startswith("3:05")
    assert figure(page, "最长等待").startswith("0:40")
    assert "没有达到 95% 的目标" in page
    assert "这些数字怎么算" in page


def test_the_goal_is_met_at_95(cast: Cast) -> None:
    called(19, Came.ANSWERED_AT_ONCE)
    called(1, Came.ABANDONED)
    assert "接通率 95.0%，达到 95% 的目标" in look(desk(cast, "supervisor"))


def test_without_calls_it_says_so(cast: Cast) -> None:
    called(1, Came.NOT_QUEUED)
    page = look(desk(cast, "leader"), since="2020-03-09", until="2020-03-09")
    assert "这段时间没有来电" in page
    assert "这样的有 1 通" in page


@pytest.mark.parametrize("who", ["agent", "dispatcher", "handler", "caller", "outsider"])
def test_it_is_for_leaders_and_supervisors(cast: Cast, who: str) -> None:
    assert desk(cast, who).get(reverse("console:call_figures")).status_code == 403
