"""Several cases sent out at once."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from fenbo.dispatch.operations import advise
from tests.cast import NOON, Cast
from tests.console.desks import desk

BATCH, REPORT = "/desk/centre/batch/", "/desk/centre/batch/report/"


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "dispatcher")


def send(client: Client, leads: dict[Case, str], **more: Any) -> HttpResponse:
    values: dict[str, Any] = {"pick": [str(case.pk) for case in leads], **more}
    for case, lead in leads.items():
        values.setdefault(f"{case.pk}-version", Case.objects.get(pk=case.pk).version)
        values[f"{case.pk}-lead"] = lead
    with frozen(NOON):
        return client.post(BATCH, values)  # type: ignore[return-value]


def test_the_picked_cases_come_with_their_proposed_units(cast: Cast, client: Client) -> None:
    known, unknown = cast.received(title="有建议的", category="0401"), cast.received(title="没建议的")
    advise(case_id=known.pk, now=NOON)
    page = client.get(BATCH, {"pick": [str(known.pk), str(unknown.pk)]}).content.decode()

    assert "批量分拨 2 件" in page
    assert f'name="{known.pk}-lead" value="省司法厅"' in page
    assert f'name="{unknown.pk}-lead" value=' not in page


def test_each_goes_to_its_own_unit(cast: Cast, client: Client) -> None:
    one, two = cast.received(), cast.received()
    answer = send(client, {one: "省司法厅", two: "商务厅"}, instruction="请今日内办理")

    assert answer.status_code == 302
    assert (cast.fresh(one).lead_unit, cast.fresh(two).lead_unit) == (
        cast.unit["justice"],
        cast.unit["commerce"],
    )
    assert one.orders.get().instruction == "请今日内办理"
    assert "已分拨 2 件，未分拨 0 件" in client.get(REPORT).content.decode()


def test_one_that_somebody_else_took_does_not_hold_up_the_rest(cast: Cast, client: Client) -> None:
    taken, free = cast.received(), cast.received()
    version = cast.fresh(taken).version
    centre.dispatch(case_id=taken.pk, lead=cast.unit["finance"].pk, actor=cast.other, now=NOON)
    send(client, {taken: "省司法厅", free: "省司法厅"}, **{f"{taken.pk}-version": version})

    assert cast.fresh(taken).lead_unit == cast.unit["finance"]
    assert cast.fresh(free).lead_unit == cast.unit["justice"]
    page = client.get(REPORT).content.decode()
    assert "已分拨 1 件，未分拨 1 件" in page
    assert "别人已经改过" in page


def test_a_row_without_a_unit_stays_where_it_is(cast: Cast, client: Client) -> None:
    one, two = cast.received(), cast.received()
    send(client, {one: "", two: "省司法厅"})

    assert cast.fresh(one).state == CaseState.RECEIVED
    assert "没有选择单位，未分拨" in client.get(REPORT).content.decode()


def test_nothing_is_sent_while_a_row_is_unclear(cast: Cast, client: Client) -> None:
    one, two = cast.received(), cast.received()
    answer = send(client, {one: "没有的厅", two: "省司法厅"}, instruction="请今日内办理")

    assert answer.status_code == 422
    assert "没有找到“没有的厅”" in answer.content.decode()
    assert "请今日内办理" in answer.content.decode()
    assert cast.fresh(two).state == CaseState.RECEIVED


def test_pressing_twice_sends_once(cast: Cast, client: Client) -> None:
    case = cast.received()
    version = {f"{case.pk}-version": cast.fresh(case).version}
    send(client, {case: "省司法厅"}, **version)
    send(client, {case: "省司法厅"}, **version)

    assert case.orders.count() == 1
    assert "未分拨 1 件" in client.get(REPORT).content.decode()


def test_what_cannot_be_picked_is_left_out(cast: Cast, client: Client) -> None:
    sent = cast.dispatched()

    picks: list[list[str]] = [[], ["nonsense"], [str(new_id())], [str(sent.case_id)]]
    for pick in picks:
        assert client.get(BATCH, {"pick": pick}).headers["Location"] == "/desk/centre/"


def test_the_report_keeps_no_text_of_requesters(cast: Cast, client: Client) -> None:
    send(client, {cast.received(title="很私密的标题"): "省司法厅"})

    assert "很私密的标题" not in str(dict(client.session))


@pytest.mark.parametrize("who", ["agent", "publisher", "handler", "leader"])
def test_only_dispatchers_send(cast: Cast, who: str) -> None:
    case = cast.received()

    assert send(desk(cast, who), {case: "省司法厅"}).status_code == 403
    assert desk(cast, who).get(REPORT).status_code == 403


def test_twenty_rows_cost_as_much_to_show_as_two(cast: Cast, client: Client) -> None:
    def cost(count: int) -> int:
        picked = [str(cast.received().pk) for _turn in range(count)]
        client.get(BATCH, {"pick": picked})
        with CaptureQueriesContext(connection) as spent:
            client.get(BATCH, {"pick": picked})
        return len(spent)

    assert cost(2) == cost(20)
