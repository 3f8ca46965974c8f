"""Reminding and supervising one case, answering, striking off."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.models import Case
from fenbo.core.ids import new_id
from fenbo.supervision.models import Reminder, SupervisionOrder, SupervisionState
from fenbo.supervision.operations.orders import supervise
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk

DUE = "2020-03-10T17:00"


def chase(client: Client, case: Case, name: str, **values: Any) -> HttpResponse:
    with at(NOON):
        return client.post(reverse("console:chase", args=[case.pk, name]), values)  # type: ignore[return-value]


def act(client: Client, order: SupervisionOrder, name: str, **values: Any) -> HttpResponse:
    named = {f"{name}-{field}": value for field, value in values.items()}
    with at(NOON):
        return client.post(reverse("console:supervision_act", args=[order.pk, name]), named)  # type: ignore[return-value]


def look(client: Client, order: SupervisionOrder) -> str:
    with at(NOON):
        return client.get(reverse("console:supervision_order", args=[order.pk])).content.decode()


@pytest.fixture
def order(cast: Cast) -> SupervisionOrder:
    case = cast.signed().case
    return supervise(
        case_id=case.pk, text="请说明进展", due_at=NOON + hours(24), actor=cast.supervisor, now=NOON
    )


def test_one_case_is_reminded_from_its_own_page(cast: Cast) -> None:
    case, client = cast.signed().case, desk(cast, "supervisor")
    with at(NOON):
        assert (
            "还没有催办过。"
            in client.get(reverse("console:chase", args=[case.pk, "remind"])).content.decode()
        )

    assert chase(client, case, "remind", text="请加快").headers["Location"] == reverse(
        "console:open", args=[case.pk]
    )
    assert Reminder.objects.get().text == "请加快"
    with at(NOON):
        page = client.get(reverse("console:chase", args=[case.pk, "remind"])).content.decode()
    assert "请加快" in page


def test_the_units_that_have_had_it_can_be_chosen_for_supervision(cast: Cast) -> None:
    case, client = cast.signed(co=("commerce",)).case, desk(cast, "supervisor")
    unit = cast.unit["commerce"]

    assert chase(client, case, "supervise", unit_id=unit.pk, text="请说明", due_at=DUE).status_code == 302
    assert SupervisionOrder.objects.get().unit == unit


def test_a_unit_that_never_had_it_cannot_be_chosen(cast: Cast) -> None:
    case, client = cast.signed().case, desk(cast, "supervisor")
    answer = chase(client, case, "supervise", unit_id=cast.unit["commerce"].pk, text="请说明", due_at=DUE)

    assert answer.status_code == 422
    assert "请说明" in answer.content.decode()


def test_a_case_that_moved_on_is_told_with_the_text_kept(cast: Cast) -> None:
    case, client = cast.closed(), desk(cast, "supervisor")

    answer = chase(client, case, "remind", text="请加快")
    assert answer.status_code == 409
    assert "请加快" in answer.content.decode()
    stale = chase(client, cast.signed().case, "remind", text="请加快", version=1)
    assert stale.status_code == 409


def test_dispatchers_remind_but_do_not_supervise(cast: Cast) -> None:
    case, client = cast.signed().case, desk(cast, "dispatcher")

    assert chase(client, case, "remind", text="").status_code == 302
    assert chase(client, case, "supervise", text="请说明", due_at=DUE).status_code == 403


def test_who_cannot_see_the_case_cannot_chase_it(cast: Cast) -> None:
    case = cast.signed().case

    assert chase(desk(cast, "neighbour"), case, "remind").status_code == 404
    assert chase(desk(cast, "handler"), case, "remind").status_code == 403
    assert chase(desk(cast, "supervisor"), case, "applaud").status_code == 404


def test_the_unit_reads_and_answers_and_the_supervisor_strikes_it_off(
    cast: Cast, order: SupervisionOrder
) -> None:
    unit, chief = desk(cast, "handler"), desk(cast, "supervisor")
    assert "请说明进展" in look(unit, order)
    assert "提交答复" in look(unit, order)
    assert "等待单位答复。" in look(chief, order)

    assert act(unit, order, "answer", text="已安排支付").status_code == 302
    assert "已安排支付" in look(chief, order)
    assert "等待督办员销号。" in look(unit, order)
    act(chief, order, "refuse", remark="没有日期")
    assert "没有日期" in look(unit, order)
    act(unit, order, "answer", text="3月15日支付")
    assert act(chief, order, "strike-off", remark="同意").status_code == 302
    order.refresh_from_db()
    assert order.state == SupervisionState.CLOSED


def test_an_empty_answer_is_told_at_its_field(cast: Cast, order: SupervisionOrder) -> None:
    answer = act(desk(cast, "handler"), order, "answer", text="")

    assert answer.status_code == 422
    assert "必填" in answer.content.decode()


def test_whoever_is_too_late_is_told_and_keeps_the_text(cast: Cast, order: SupervisionOrder) -> None:
    unit = desk(cast, "handler")
    act(unit, order, "answer", text="已安排支付")
    answer = act(unit, order, "answer", text="第二份答复")

    assert answer.status_code == 409
    assert "第二份答复" in answer.content.decode()
    assert "这张督办单刚才已经办过" in answer.content.decode()


def test_others_neither_read_nor_answer_it(cast: Cast, order: SupervisionOrder) -> None:
    neighbour = desk(cast, "neighbour")

    assert neighbour.get(reverse("console:supervision_order", args=[order.pk])).status_code == 404
    assert act(neighbour, order, "answer", text="我来").status_code == 404
    assert act(desk(cast, "dispatcher"), order, "answer", text="我来").status_code == 403
    assert act(desk(cast, "handler"), order, "strike-off", remark="我来").status_code == 403
    assert act(desk(cast, "handler"), order, "burn", remark="我来").status_code == 404
    client = desk(cast, "supervisor")
    assert client.get(reverse("console:supervision_order", args=[new_id()])).status_code == 404


def test_the_list_shows_them_by_date_and_state(cast: Cast, order: SupervisionOrder) -> None:
    chief = desk(cast, "supervisor")

    def listed(state: str) -> str:
        with at(NOON):
            return chief.get(reverse("console:supervision_orders"), {"state": state}).content.decode()

    assert "工程款何时支付" in listed("open")
    assert "工程款何时支付" not in listed("answered")
    act(desk(cast, "handler"), order, "answer", text="已安排支付")
    assert "工程款何时支付" in listed("answered")
    assert "这里没有督办单" in listed("closed")
    assert "这里没有督办单" in listed("nonsense")


def test_a_longer_list_takes_no_more_queries(cast: Cast, order: SupervisionOrder) -> None:
    chief = desk(cast, "supervisor")

    def look_at_list() -> None:
        with at(NOON):
            assert chief.get(reverse("console:supervision_orders")).status_code == 200

    look_at_list()
    with CaptureQueriesContext(connection) as few:
        look_at_list()
    for _number in range(5):
        supervise(
            case_id=cast.signed().case_id,
            text="请说明",
            due_at=NOON + hours(5),
            actor=cast.supervisor,
            now=NOON,
        )
    with CaptureQueriesContext(connection) as many:
        look_at_list()

    assert len(few) == len(many)


def test_the_centres_page_of_a_case_leads_to_chasing_it(cast: Cast, order: SupervisionOrder) -> None:
    case = order.case

    def page(who: str) -> str:
        with at(NOON):
            return desk(cast, who).get(reverse("console:case", args=[case.pk])).content.decode()

    remind_url, supervise_url = (
        reverse("console:chase", args=[case.pk, name]) for name in ("remind", "supervise")
    )
    chief = page("supervisor")
    assert remind_url in chief
    assert supervise_url in chief
    assert reverse("console:supervision_order", args=[order.pk]) in chief
    assert remind_url in page("dispatcher")
    assert supervise_url not in page("dispatcher")
    assert remind_url not in page("caller")


def test_what_is_over_is_chased_no_more(cast: Cast) -> None:
    case = cast.closed()
    with at(NOON):
        page = desk(cast, "supervisor").get(reverse("console:case", args=[case.pk])).content.decode()

    assert reverse("console:chase", args=[case.pk, "remind"]) not in page
