"""The centre rules on returns and on more time."""

import pytest
from django.test import Client

from fenbo.cases.lifecycle import CaseState, OrderState
from fenbo.cases.models import Ruling, WorkOrder
from fenbo.cases.operations import extensions, returns
from fenbo.core.ids import new_id
from tests.cast import NOON, Cast
from tests.console.centre.test_actions import client, done, look, press

__all__ = ["client"]


def asked_back(cast: Cast) -> WorkOrder:
    order = cast.dispatched()
    returns.ask_return(
        order_id=order.pk,
        reason="不属本厅职责",
        suggested_unit=cast.unit["commerce"].pk,
        actor=cast.handler,
        now=NOON,
    )
    return order


def test_the_case_opens_with_the_decision_that_waits_and_the_unit_that_was_suggested(
    cast: Cast, client: Client
) -> None:
    order = asked_back(cast)
    page = look(client, order)

    assert 'data-action="agree_return"' in page
    assert 'name="next_unit" value="省商务厅"' in page
    assert "不属本厅职责" in page


def test_agree_to_a_return_and_say_who_is_next(cast: Cast, client: Client) -> None:
    order = asked_back(cast)
    done(press(client, order, "agree_return", order=order.pk, next_unit="省商务厅"))

    assert cast.fresh(order).lead_unit == cast.unit["commerce"]
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.RETURNED


def test_agree_without_a_next_unit_brings_the_case_back_to_the_queue(cast: Cast, client: Client) -> None:
    order = asked_back(cast)
    done(press(client, order, "agree_return", order=order.pk, next_unit=""))

    assert cast.fresh(order).state == CaseState.RECEIVED


def test_refuse_a_return_with_a_reason(cast: Cast, client: Client) -> None:
    order = asked_back(cast)
    assert press(client, order, "refuse_return", order=order.pk, remark="").status_code == 422
    done(press(client, order, "refuse_return", order=order.pk, remark="属你厅职责"))

    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.SIGNED


def test_a_decision_for_an_order_of_another_case_is_not_there(cast: Cast, client: Client) -> None:
    order = asked_back(cast)

    assert press(client, order, "agree_return", order=new_id()).status_code == 404
    assert press(client, order, "agree_return", order="nonsense").status_code == 422


@pytest.mark.parametrize(
    ("name", "ruling"), [("grant_extension", Ruling.GRANTED), ("refuse_extension", Ruling.REFUSED)]
)
def test_decide_on_more_time(cast: Cast, client: Client, name: str, ruling: Ruling) -> None:
    order = cast.signed()
    asked = extensions.ask_extension(
        order_id=order.pk, working_days=3, reason="需现场核查", actor=cast.handler, now=NOON
    )
    assert 'data-action="grant_extension"' in look(client, order)
    done(press(client, order, name, order=order.pk, remark="情况属实"))

    asked.refresh_from_db()
    assert asked.ruling == ruling
