"""The unit's inbox: what is theirs, by time left."""

import re
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases import inbox as reads
from fenbo.cases.inbox import NEVER, Tray
from fenbo.cases.operations import centre, returns, units
from fenbo.core import paging
from fenbo.supervision.operations.orders import supervise
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk


def look(client: Client, tray: str = "") -> str:
    with at(NOON):
        answer = client.get(reverse("console:inbox"), {"tray": tray} if tray else {})
    assert answer.status_code == 200
    return answer.content.decode()


def rows(cast: Cast, who: str, tray: Tray = Tray.TO_DO) -> list[Any]:
    """The orders with what is annotated to them."""
    orders: list[Any] = list(reads.inbox(getattr(cast, who), tray))
    return sorted(orders, key=lambda order: (order.time_left_until, order.pk))


def test_the_order_whose_time_runs_out_first_stands_first(cast: Cast) -> None:
    later = cast.dispatched(at=NOON, title="后到的")
    signed = cast.signed(at=NOON - hours(10), title="已签收的")
    units.contact(order_id=signed.pk, reached=True, text="已联系", actor=cast.handler, now=NOON - hours(10))
    first = cast.dispatched(at=NOON - hours(1), title="先到的")

    found = rows(cast, "handler")
    assert [order.pk for order in found] == [first.pk, later.pk, signed.pk]
    assert found[0].time_left_until == NOON + hours(1)
    assert found[2].time_left_until == NOON + hours(14)


def test_a_unit_finds_only_what_is_its_own(cast: Cast) -> None:
    cast.dispatched("justice", title="司法厅的事")
    cast.dispatched("commerce", title="商务厅的事")

    page = look(desk(cast, "handler"))
    assert "司法厅的事" in page
    assert "商务厅的事" not in page


def test_the_unit_above_does_not_find_it_among_its_own(cast: Cast) -> None:
    cast.dispatched("justice", title="司法厅的事")

    assert "司法厅的事" not in look(desk(cast, "grouper"))


def test_what_was_given_on_lies_in_a_tray_of_its_own(cast: Cast) -> None:
    order = cast.signed()
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)

    assert [one.unit for one in rows(cast, "handler", Tray.HELPERS)] == [cast.unit["prisons"]]
    assert [one.unit for one in rows(cast, "beneath")] == [cast.unit["prisons"]]
    assert "省监狱管理局" in look(desk(cast, "handler"), "helpers")


def test_every_order_lies_in_the_tray_of_its_state(cast: Cast) -> None:
    returned = cast.signed()
    returns.ask_return(order_id=returned.pk, reason="不属职责", actor=cast.handler, now=NOON)
    cast.replied()
    cast.closed()
    cast.dispatched()

    counts = {tray: len(rows(cast, "handler", tray)) for tray in Tray}
    assert counts == {Tray.TO_DO: 1, Tray.HELPERS: 0, Tray.RETURNS: 1, Tray.REPLIED: 1, Tray.DONE: 1}
    assert reads.count_trays(cast.handler) == {
        Tray.TO_DO: 1,
        Tray.HELPERS: 0,
        Tray.RETURNS: 1,
        Tray.REPLIED: 1,
    }


def test_time_that_stands_still_is_shown_so(cast: Cast) -> None:
    order = cast.signed()
    centre.ask_info(
        case_id=order.case_id, question="合同呢？", order_id=order.pk, actor=cast.handler, now=NOON
    )
    [found] = rows(cast, "handler")

    assert found.is_paused
    assert "已暂停计时" in look(desk(cast, "handler")) or found.time_left_until != NEVER


def test_an_empty_inbox_says_so(cast: Cast) -> None:
    assert "没有待办的工单" in look(desk(cast, "handler"))
    assert "这里没有工单" in look(desk(cast, "handler"), "done")
    assert "没有待办的工单" in look(desk(cast, "handler"), "no-such-tray")


def test_a_supervision_order_stands_above_everything(cast: Cast) -> None:
    order = cast.signed()
    supervise(case_id=order.case_id, text="请说明", due_at=NOON + hours(4), actor=cast.supervisor, now=NOON)

    assert "督办待答复" in look(desk(cast, "handler"))


def test_pages_follow_one_another(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenbo.console.unit.inbox.paging.page", partial(paging.page, size=2))
    for step in range(3):
        cast.dispatched(at=NOON - hours(step / 10), title=f"第{step}件")
    client = desk(cast, "handler")

    first = look(client)
    assert "第2件" in first
    assert "第0件" not in first
    onward = re.findall(r"before=([^&\"]+)", first)[-1]
    with at(NOON):
        second = client.get(reverse("console:inbox") + "?before=" + onward).content.decode()
    assert "第0件" in second
    assert "第2件" not in second


def test_twenty_orders_take_as_many_queries_as_two(cast: Cast) -> None:
    client = desk(cast, "handler")
    for _number in range(2):
        cast.dispatched()
    look(client)
    with CaptureQueriesContext(connection) as few:
        look(client)
    for _number in range(18):
        cast.dispatched()
    with CaptureQueriesContext(connection) as many:
        look(client)

    assert len(few) == len(many)


@pytest.mark.parametrize("who", ["outsider", "caller", "supervisor", "agent"])
def test_who_handles_nothing_has_no_inbox(cast: Cast, who: str) -> None:
    assert desk(cast, who).get(reverse("console:inbox")).status_code == 403


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    answer = client.get(reverse("console:inbox"))

    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]
