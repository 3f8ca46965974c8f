"""The agent's desk: sit down, be ready, see who calls, file the case while they speak, say what it came to."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.catalogue.models import Category
from fenbo.hotline.models import Call, Callback, CallOutcome, CallState
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.queries import session_of
from fenbo.hotline.simulated import Simulated
from fenbo.journal.queries import Event
from tests.cast import PHONE, Cast
from tests.console.desks import desk


@pytest.fixture(autouse=True)
def _laid(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    lay_defaults()


@pytest.fixture
def agent(cast: Cast) -> Client:
    return desk(cast, "agent")


def post(client: Client, name: str, *args: object, **values: str) -> HttpResponse:
    return client.post(reverse(f"console:{name}", args=args), values)  # type: ignore[return-value]


def page(client: Client, name: str = "hotline") -> str:
    answer = client.get(reverse(f"console:{name}"))
    assert answer.status_code == 200
    return answer.content.decode()


def ready(client: Client, seat: str = "8001") -> None:
    assert post(client, "hotline_sit", seat=seat).status_code == 302
    assert post(client, "hotline_presence", presence="ready").status_code == 302


def ringing(client: Client) -> Call:
    ready(client)
    assert post(client, "hotline_simulate", line="12345", phone=PHONE).status_code == 302
    return Call.objects.get()


def test_an_agent_sits_down_and_gets_up(agent: Client, cast: Cast) -> None:
    assert "签入席位" in page(agent)
    ready(agent)
    assert "现在没有来电" in page(agent)
    assert post(agent, "hotline_presence", presence="break", reason="meal").status_code == 302
    assert "用餐" in page(agent)
    post(agent, "hotline_leave")
    assert session_of(cast.agent) is None


def test_a_ringing_call_shows_who_it_is_and_what_they_brought_before(agent: Client, cast: Cast) -> None:
    cast.received(title="上个月的工程款")
    ringing(agent)
    shown = page(agent)
    assert PHONE in shown
    assert "上个月的工程款" in shown
    assert "接听" in shown


def test_nobody_else_sees_the_callers_number(agent: Client, cast: Cast) -> None:
    ringing(agent)
    neighbour = desk(cast, "dispatcher")
    ready(neighbour, "8002")
    assert PHONE not in page(neighbour)


def test_the_case_is_filed_while_the_caller_speaks(agent: Client) -> None:
    call = ringing(agent)
    post(agent, "hotline_command", call.pk, "answer")
    intake = agent.get(reverse("console:intake"), {"call": str(call.pk)}).content.decode()
    assert PHONE in intake
    assert call.call_id in intake
    filed = post(
        agent,
        "intake",
        channel="hotline",
        kind="help",
        urgency="ordinary",
        phone=PHONE,
        requester_kind="person",
        content="货车在收费站被拦下，无法进城卸货，请协调。",
        call_id=call.call_id,
    )
    assert filed.status_code == 302
    call.refresh_from_db()
    assert (call.state, call.case) == (CallState.TALKING, Case.objects.get())
    post(agent, "hotline_command", call.pk, "hang_up")
    call.refresh_from_db()
    assert call.outcome == CallOutcome.WORK_ORDER


def test_an_answer_at_once_is_concluded_with_its_category(agent: Client) -> None:
    Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0401", name="工程款拖欠", parent_id="04")
    call = ringing(agent)
    post(agent, "hotline_command", call.pk, "answer")
    post(agent, "hotline_command", call.pk, "hang_up")
    assert "整理上一通来电" in page(agent)
    refused = post(
        agent, "hotline_conclude", call.pk, outcome="answered_at_once", category="9999", note="问了两遍"
    )
    assert refused.status_code == 422
    assert "问了两遍" in refused.content.decode()
    said = {"outcome": "answered_at_once", "category": "0401"}
    assert post(agent, "hotline_conclude", call.pk, **said).status_code == 302
    call.refresh_from_db()
    assert call.outcome == CallOutcome.ANSWERED_AT_ONCE


def test_a_stale_button_is_told_so_and_loses_nothing(agent: Client) -> None:
    call = ringing(agent)
    answer = post(agent, "hotline_command", call.pk, "hang_up")
    assert answer.status_code == 409
    assert "状态已经变化" in answer.content.decode()
    assert post(agent, "hotline_command", call.pk, "explode").status_code == 404


def test_without_a_demonstration_nobody_simulates(agent: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert "模拟来电" not in page(agent)
    assert post(agent, "hotline_simulate", line="12345", phone=PHONE).status_code == 404


@pytest.mark.parametrize("who", ["handler", "outsider", "leader"])
def test_others_do_not_open_the_desk(cast: Cast, who: str) -> None:
    assert desk(cast, who).get(reverse("console:hotline")).status_code == 403


@pytest.fixture
def missed(cast: Cast) -> Callback:
    switch = Simulated()
    switch.hang_up(switch.call_in(line="12345", phone=PHONE))
    return Callback.objects.get()


def test_a_missed_call_is_called_back_and_its_number_shown_on_record(agent: Client, missed: Callback) -> None:
    assert PHONE not in page(agent, "callbacks")
    shown = post(agent, "callback_number", missed.pk)
    assert PHONE in shown.content.decode()
    assert Event.objects.get(stream=missed.call_id).move == "caller_shown"
    assert post(agent, "callback_tried", missed.pk, reached="yes").status_code == 302
    missed.refresh_from_db()
    assert missed.state == "reached"
    assert "没有要回电的来电" in page(agent, "callbacks")


def test_trying_a_settled_call_back_says_so(agent: Client, missed: Callback) -> None:
    post(agent, "callback_tried", missed.pk, reached="yes")
    assert post(agent, "callback_tried", missed.pk, reached="no").status_code == 409
    assert post(agent, "callback_tried", missed.pk, reached="perhaps").status_code == 422


def test_two_and_twenty_missed_calls_cost_the_same(agent: Client) -> None:
    switch = Simulated()

    def queries(upto: int) -> int:
        for number in range(Callback.objects.count(), upto):
            switch.hang_up(switch.call_in(line="12345", phone=f"138972200{number:02}"))
        page(agent, "callbacks")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page(agent, "callbacks")
        return len(caught)

    assert queries(2) == queries(20)
