"""The centre's queue: who sees it, in what order, what is found, what it costs."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.operations import centre, extensions, handoff, returns
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.models import TimeLimit
from fenbo.core import lapsing
from fenbo.core.clock import frozen
from fenbo.dispatch.operations import advise
from tests.cast import NOON, PHONE, Cast, hours
from tests.console.desks import desk

QUEUE = "/desk/centre/"


def rows(cast: Cast, who: str = "dispatcher", **query: Any) -> list[str]:
    """The titles of the list, from top to bottom."""
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', page(cast, who, **query))


def page(cast: Cast, who: str = "dispatcher", **query: Any) -> str:
    with frozen(NOON):
        answer = desk(cast, who).get(QUEUE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dispatcher_lands_on_what_is_to_dispatch_the_most_urgent_first(cast: Cast) -> None:
    cast.received(title="后到的")
    cast.received(title="先到的", at=NOON - hours(0.2))
    TimeLimit.objects.create(hop="dispatch", urgency=Urgency.URGENT, amount=10, unit="minutes")
    lapsing.forget_all()
    cast.received(title="急的", urgency=Urgency.URGENT)

    assert rows(cast) == ["急的", "先到的", "后到的"]
    assert desk(cast, "dispatcher").get("/desk/").headers["Location"] == QUEUE


def test_every_work_has_a_tab_with_its_number(cast: Cast) -> None:
    cast.received(title="待分拨")
    cast.replied(title="待审核")
    asked = cast.dispatched(title="退单的")
    returns.ask_return(order_id=asked.pk, reason="不属本厅职责", actor=cast.handler, now=NOON)
    late = cast.signed(title="延期的")
    extensions.ask_extension(order_id=late.pk, working_days=2, reason="需核查", actor=cast.handler, now=NOON)
    away = cast.received(title="外地的")
    handoff.hand_off(
        case_id=away.pk, unit_id=cast.unit["nanjing"].pk, letter="请协助", actor=cast.dispatcher, now=NOON
    )
    hard = cast.signed(title="疑难的")
    centre.mark_complex(case_id=hard.case_id, reason="多部门", actor=cast.dispatcher, now=NOON)

    shown = {name: rows(cast, tab=name) for name in ("dispatch", "review", "returns", "extensions")}
    assert shown == {
        "dispatch": ["待分拨"],
        "review": ["待审核"],
        "returns": ["退单的"],
        "extensions": ["延期的"],
    }
    assert rows(cast, tab="abroad") == ["外地的"]
    assert rows(cast, tab="complex") == ["疑难的"]
    assert len(rows(cast, tab="all")) == 6
    assert page(cast).count('<span class="count">1</span>') == 4


def test_the_decision_lists_name_the_unit_that_asks(cast: Cast) -> None:
    order = cast.dispatched()
    returns.ask_return(order_id=order.pk, reason="不属本厅职责", actor=cast.handler, now=NOON)

    assert "省司法厅" in page(cast, tab="returns")


def test_what_is_to_dispatch_shows_the_unit_that_is_proposed(cast: Cast) -> None:
    case = cast.received(category="0401")
    advise(case_id=case.pk, now=NOON)

    assert "省司法厅" in page(cast)


def test_an_unknown_tab_is_the_first_one(cast: Cast) -> None:
    cast.received(title="待分拨")

    assert rows(cast, tab="nonsense") == ["待分拨"]


def test_a_reviewer_begins_with_what_is_to_review(cast: Cast) -> None:
    cast.received(title="待分拨")
    cast.replied(title="待审核")

    assert rows(cast, "publisher") == ["待审核"]


@pytest.mark.parametrize("who", ["handler", "overseer", "outsider", "onsite"])
def test_nobody_outside_the_centre_opens_it(cast: Cast, who: str) -> None:
    assert desk(cast, who).get(QUEUE).status_code == 403


def test_a_stranger_is_sent_to_the_login(client: Any, cast: Cast) -> None:
    answer = client.get(QUEUE)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_it_is_only_read(cast: Cast) -> None:
    assert desk(cast, "dispatcher").post(QUEUE).status_code == 405


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": PHONE}, ["甲"]),
        ({"q": "货车"}, ["乙"]),
        ({"q": "没有的词"}, []),
        ({"kind": "complaint"}, ["乙"]),
        ({"category": "04"}, ["甲"]),
        ({"region": "6328"}, ["乙"]),
        ({"urgency": "urgent"}, ["乙"]),
        ({"channel": "hotline"}, []),
        ({"kind": "complaint", "category": "04"}, []),
        ({"kind": "nonsense"}, ["甲", "乙"]),
        ({"q": "货车", "kind": "help"}, []),
    ],
)
def test_search_and_filters(cast: Cast, query: dict[str, str], titles: list[str]) -> None:
    cast.received(title="甲", category="0401", region="630100", at=NOON - hours(0.1))
    cast.received(
        title="乙",
        content="货车进不了园区大门。",
        phone="13997210002",
        kind=Kind.COMPLAINT,
        region="632800",
        urgency=Urgency.URGENT,
    )

    assert sorted(rows(cast, **query)) == sorted(titles)


def test_a_case_is_found_by_its_number_whatever_became_of_it(cast: Cast) -> None:
    case = cast.closed(title="办结的")

    assert rows(cast, q=str(case)) == ["办结的"]


def test_long_lists_are_turned_page_by_page(cast: Cast) -> None:
    for turn in range(35):
        cast.received(title=f"第{turn:02d}件", at=NOON - hours(1) + hours(turn / 60))
    first = page(cast)
    cursor = re.search(r"before=([^\"&]+)", first)

    assert cursor
    assert len(rows(cast)) == 30
    second = rows(cast, before=unquote(cursor[1]))
    assert second == [f"第{turn}件" for turn in range(30, 35)]
    assert not set(second) & set(rows(cast))


@pytest.mark.parametrize(
    "cursor",
    ["x", "2020-13-01~1", "~", "2020-03-09T04:00:00+00:00~nonsense", "2020-03-09T04:00:00+00:00~\x00"],
)
def test_a_cursor_that_somebody_made_up_shows_the_first_page(cast: Cast, cursor: str) -> None:
    cast.received(title="甲")

    assert rows(cast, before=cursor) == ["甲"]


@pytest.mark.parametrize("tab", ["dispatch", "review", "all"])
def test_twenty_rows_cost_as_many_queries_as_two(cast: Cast, tab: str) -> None:
    client = desk(cast, "dispatcher")
    make = cast.replied if tab == "review" else cast.received

    def cost() -> int:
        with frozen(NOON), CaptureQueriesContext(connection) as spent:
            assert client.get(QUEUE, {"tab": tab}).status_code == 200
        return len(spent)

    make()
    make()
    cost()
    few = cost()
    for _turn in range(18):
        make()
    assert cost() == few
    assert few <= 18


def test_the_stream_of_the_queue_is_named_on_the_page(cast: Cast) -> None:
    assert '/live/queue"' in page(cast)


def test_only_dispatchers_can_pick_rows(cast: Cast) -> None:
    cast.received()

    assert 'name="pick"' in page(cast)
    assert 'name="pick"' not in page(cast, "agent")


def test_the_rail_counts_what_waits(cast: Cast) -> None:
    cast.received()
    cast.replied()
    html = page(cast)

    assert re.search(r'href="/desk/centre/"[^>]*>分拨台 <span class="count">2</span>', html)
    assert reverse("console:intake") in html
    assert "工单" not in re.findall(r'<nav class="desk__rail".*?</nav>', html, re.S)[0]
