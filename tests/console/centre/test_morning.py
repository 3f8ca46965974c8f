"""The morning list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.operations import centre
from fenbo.core.clock import frozen
from tests.cast import NOON, Cast, hours
from tests.console.desks import desk

LIST = "/desk/centre/morning/"


def page(cast: Cast, who: str = "leader", **query: str) -> str:
    with frozen(NOON):
        answer = desk(cast, who).get(LIST, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_complex_and_late_cases_with_what_was_decided(cast: Cast) -> None:
    hard = cast.received(title="疑难的事")
    centre.mark_complex(case_id=hard.pk, reason="多部门", actor=cast.dispatcher, now=NOON)
    centre.decide(case_id=hard.pk, text="由财政组牵头", due_at=NOON + hours(24), actor=cast.leader, now=NOON)
    cast.received(title="超时的事", at=NOON - hours(2))
    cast.received(title="刚来的事")
    shown = page(cast)

    assert "疑难的事" in shown
    assert "由财政组牵头" in shown
    assert "超时的事" in shown
    assert "刚来的事" not in shown


def test_the_sheet_for_the_meeting_is_printable(cast: Cast) -> None:
    cast.received(title="超时的事", at=NOON - hours(2))
    sheet = page(cast, print="1")

    assert "超时的事" in sheet
    assert "共 1 件" in sheet
    assert 'class="sheet"' in sheet
    assert "desk__rail" not in sheet


def test_a_quiet_morning(cast: Cast) -> None:
    assert "今天没有要上会的诉求" in page(cast)


@pytest.mark.parametrize("who", ["agent", "publisher", "handler", "outsider", "overseer"])
def test_it_is_for_the_meeting_only(cast: Cast, who: str) -> None:
    assert desk(cast, who).get(LIST).status_code == 403


def test_twenty_cases_cost_as_much_as_two(cast: Cast) -> None:
    client = desk(cast, "leader")

    def cost() -> int:
        with frozen(NOON), CaptureQueriesContext(connection) as spent:
            client.get(LIST)
        return len(spent)

    def late(count: int) -> None:
        for _turn in range(count):
            cast.received(at=NOON - hours(2))

    late(2)
    cost()
    few = cost()
    late(18)
    assert cost() == few
