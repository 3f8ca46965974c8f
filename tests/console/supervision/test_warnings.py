"""The supervisor's first page: what is amber or red, and chasing it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.core.ids import new_id
from fenbo.supervision.models import Reminder, SupervisionOrder
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk

LATER = NOON + hours(2.5)
DUE = "2020-03-10T17:00"


@pytest.fixture
def chief(cast: Cast) -> Client:
    return desk(cast, "supervisor")


def look(client: Client, **query: Any) -> str:
    with at(LATER):
        answer = client.get(reverse("console:warnings"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, name: str, keys: list[UUID], query: str = "", **values: Any) -> HttpResponse:
    with at(LATER):
        return client.post(  # type: ignore[return-value]
            reverse(f"console:{name}_batch") + query, {"case": [str(key) for key in keys], **values}
        )


def test_what_is_late_across_all_units_stands_on_one_page(cast: Cast, chief: Client) -> None:
    cast.received(title="没有分拨的")
    cast.dispatched("commerce", title="没有签收的")
    cast.signed(at=LATER, title="刚签收的")

    page = look(chief)
    assert "没有分拨的" in page
    assert "没有签收的" in page
    assert "省商务厅" in page
    assert "刚签收的" not in page


def test_what_is_nearly_late_stands_beside_it(cast: Cast, chief: Client) -> None:
    cast.dispatched(at=LATER - hours(1.6), title="快到期的")

    assert "没有超时的环节" in look(chief)
    assert "快到期的" in look(chief, level="amber")


def test_it_can_be_narrowed_by_unit_and_hop(cast: Cast, chief: Client) -> None:
    cast.received(title="没有分拨的")
    cast.dispatched("commerce", title="没有签收的")

    by_hop = look(chief, hop="dispatch")
    assert "没有分拨的" in by_hop
    assert "没有签收的" not in by_hop
    by_unit = look(chief, unit="省商务厅")
    assert "没有分拨的" not in by_unit
    assert "没有签收的" in by_unit
    assert "没有找到" in look(chief, unit="没有的厅")


def test_several_are_reminded_at_once(cast: Cast, chief: Client) -> None:
    first, second = cast.dispatched(), cast.dispatched("commerce")
    answer = press(chief, "remind", [first.case_id, second.case_id], "?hop=sign_in", text="请尽快签收")

    assert answer.headers["Location"] == reverse("console:warnings") + "?hop=sign_in"
    assert Reminder.objects.filter(text="请尽快签收").count() == 2
    page = look(chief)
    assert "已催办 2 件。" in page


def test_several_are_supervised_at_once(cast: Cast, chief: Client) -> None:
    first, second = cast.dispatched(), cast.dispatched("commerce")

    press(chief, "supervise", [first.case_id, second.case_id], text="请说明", due_at=DUE)
    assert {str(one.unit) for one in SupervisionOrder.objects.all()} == {"省司法厅", "省商务厅"}
    assert "已督办 2 件。" in look(chief)


def test_what_moved_on_meanwhile_is_told_by_its_number(cast: Cast, chief: Client) -> None:
    order, closed = cast.dispatched(), cast.closed()

    press(chief, "remind", [order.case_id, closed.pk], text="")
    page = look(chief)
    assert "已催办 1 件。" in page
    assert f"{closed}：这件诉求的状态已经变化" in page


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("supervise", {"text": "请说明", "due_at": ""}, "请填写这一项。"),
        ("supervise", {"text": "", "due_at": DUE}, "请填写这一项。"),
        ("supervise", {"text": "请说明", "due_at": "2020-03-09T10:00"}, "督办期限应当晚于现在。"),
        ("supervise", {"text": "请说明", "due_at": "明天"}, "输入一个有效的日期"),
    ],
)
def test_what_is_missing_is_told_and_the_choice_kept(
    cast: Cast, chief: Client, name: str, values: dict[str, str], told: str
) -> None:
    order = cast.dispatched()
    answer = press(chief, name, [order.case_id], **values)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert told in page
    assert f'value="{order.case_id}" checked' in page
    assert not SupervisionOrder.objects.exists()


def test_nothing_picked_is_told_and_the_text_kept(cast: Cast, chief: Client) -> None:
    cast.dispatched()
    answer = press(chief, "remind", [], text="写好的催办")

    assert answer.status_code == 422
    assert "请先选择诉求。" in answer.content.decode()
    assert "写好的催办" in answer.content.decode()


def test_keys_that_are_none_are_nobodys_cases(cast: Cast, chief: Client) -> None:
    cast.dispatched()
    with at(LATER):
        answer = chief.post(reverse("console:remind_batch"), {"case": ["x", "1 OR 1=1"], "text": "a"})

    assert answer.status_code == 422


def test_what_the_supervisor_cannot_find_is_refused_one_by_one(cast: Cast, chief: Client) -> None:
    order = cast.dispatched()

    assert press(chief, "remind", [order.case_id, new_id()], text="").status_code == 302
    assert Reminder.objects.count() == 1


def test_a_units_own_supervisor_watches_but_does_not_chase(cast: Cast) -> None:
    order = cast.dispatched(title="司法厅的")
    cast.dispatched("commerce", title="商务厅的")
    client = desk(cast, "overseer")

    page = look(client)
    assert "司法厅的" in page
    assert "商务厅的" not in page
    assert 'name="case"' not in page
    assert press(client, "remind", [order.case_id], text="").status_code == 403
    assert press(client, "supervise", [order.case_id], text="请说明", due_at=DUE).status_code == 403


@pytest.mark.parametrize("who", ["handler", "caller", "dispatcher", "outsider"])
def test_others_do_not_sit_here(cast: Cast, who: str) -> None:
    client = desk(cast, who)

    for name in ("warnings", "supervision_orders", "rates", "burnt", "cards"):
        assert client.get(reverse(f"console:{name}")).status_code == 403


def test_twenty_late_ones_take_as_many_queries_as_two(cast: Cast, chief: Client) -> None:
    for _number in range(2):
        cast.received()
    look(chief)
    with CaptureQueriesContext(connection) as few:
        look(chief)
    for _number in range(18):
        cast.received()
    with CaptureQueriesContext(connection) as many:
        look(chief)

    assert len(few) == len(many)
