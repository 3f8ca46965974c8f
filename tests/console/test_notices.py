"""What somebody was told, and the way from there to the case."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.core.ids import new_id
from fenbo.notices.queries import COUNTED, count_unread, unread
from tests.cast import Cast
from tests.console.desks import desk

LIST = "/desk/notices/"


def test_a_unit_is_told_of_its_orders_and_opens_them(cast: Cast) -> None:
    order = cast.dispatched(title="工程款何时支付")
    client = desk(cast, "handler")
    page = client.get(LIST).content.decode()
    assert "有新的工单 · 工程款何时支付" in page
    assert "请核实后答复" in page

    answer = client.post(reverse("console:read", args=[order.case_id]))
    assert answer.headers["Location"] == reverse("console:open", args=[order.case_id])
    assert client.get(answer.headers["Location"]).headers["Location"] == reverse(
        "console:order", args=[order.pk]
    )
    assert count_unread(cast.handler) == 0


def test_the_centre_opens_the_centres_page(cast: Cast) -> None:
    order = cast.replied()
    answer = desk(cast, "dispatcher").get(reverse("console:open", args=[order.case_id]))

    assert answer.headers["Location"] == reverse("console:case", args=[order.case_id])


def test_reading_about_one_case_leaves_the_others_unread(cast: Cast) -> None:
    first, second = cast.dispatched(), cast.dispatched()
    desk(cast, "handler").post(reverse("console:read", args=[first.case_id]))

    assert [notice.subject for notice in unread(cast.handler)] == [second.case_id]


def test_all_at_once(cast: Cast) -> None:
    cast.dispatched()
    cast.dispatched()
    client = desk(cast, "handler")

    assert client.get(reverse("console:read_all")).status_code == 405
    assert client.post(reverse("console:read_all")).headers["Location"] == LIST
    assert "没有未读的通知" in client.get(LIST).content.decode()


def test_notices_for_others_are_not_shown_nor_marked(cast: Cast) -> None:
    cast.dispatched(title="司法厅的事")
    client = desk(cast, "neighbour")

    assert "司法厅的事" not in client.get(LIST).content.decode()
    client.post(reverse("console:read_all"))
    assert count_unread(cast.handler) == 1


@pytest.mark.parametrize("who", ["neighbour", "outsider"])
def test_a_case_out_of_scope_cannot_be_opened(cast: Cast, who: str) -> None:
    order = cast.dispatched()

    assert desk(cast, who).get(reverse("console:open", args=[order.case_id])).status_code == 404
    assert desk(cast, who).get(reverse("console:open", args=[new_id()])).status_code == 404


def test_the_rail_counts_them(cast: Cast) -> None:
    cast.dispatched()
    page = desk(cast, "handler").get(LIST).content.decode()

    assert re.search(r'href="/desk/notices/"[^>]*>通知 <span class="count">1</span>', page)
    assert COUNTED == 100


def test_nobody_without_a_post_is_told_anything(cast: Cast) -> None:
    cast.dispatched()

    assert count_unread(cast.outsider) == 0
    assert "没有未读的通知" in desk(cast, "outsider").get(LIST).content.decode()


def test_twenty_cost_as_much_as_two(cast: Cast) -> None:
    client = desk(cast, "handler")

    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            client.get(LIST)
        return len(spent)

    cast.dispatched()
    cast.dispatched()
    cost()
    few = cost()
    for _turn in range(18):
        cast.dispatched()
    assert cost() == few
