"""One key for a caller who asks after an open case, at the desk and in the form."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.core.ids import new_id
from fenbo.hotline.models import Call, CallOutcome
from fenbo.hotline.operations import seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.simulated import Simulated
from fenbo.supervision.models import Reminder
from fenbo.supervision.operations.reminders import ask_after
from tests.cast import NOON, PHONE, Cast
from tests.console.desks import DESK, desk, look_at, sit_down, stage

ASK = "/desk/hotline/cases/{}/ask/"
HX = {"HX-Request": "true"}


@pytest.fixture
def agent(cast: Cast) -> Client:
    lay_defaults()
    return desk(cast, "agent")


def post(client: Client, name: str, *args: object, **values: object) -> HttpResponse:
    return client.post(reverse(f"console:{name}", args=args), values)  # type: ignore[return-value]


def talking(client: Client) -> Call:
    post(client, "hotline_sit", seat="8001")
    post(client, "hotline_presence", presence="ready")
    Simulated().call_in(line="12345", phone=PHONE)
    call = Call.objects.latest("began_at")
    post(client, "hotline_command", call.pk, "answer")
    return call


def test_during_a_call_it_is_written_down_and_the_call_is_about_the_case(agent: Client, cast: Cast) -> None:
    case = cast.received(title="上个月的工程款")
    call = talking(agent)
    assert ASK.format(case.pk) in agent.get(reverse("console:hotline")).content.decode()
    for _press in range(2):
        answer = post(agent, "ask_after", case.pk, call_id=call.call_id)
        assert answer.status_code == 302
    assert "诉求人催 1 次" in agent.get(reverse("console:hotline")).content.decode()
    assert Reminder.objects.get().source == call.call_id
    post(agent, "hotline_command", call.pk, "hang_up")
    call.refresh_from_db()
    assert (call.outcome, call.case) == (CallOutcome.ASKED_AFTER, case)
    assert Case.objects.count() == 1


def test_whoever_then_brings_something_new_still_gets_a_case_of_this_call(agent: Client, cast: Cast) -> None:
    old = cast.received()
    call = talking(agent)
    post(agent, "ask_after", old.pk, call_id=call.call_id)
    given = {"kind": "help", "channel": "hotline", "urgency": "ordinary", "requester_kind": "person"}
    post(agent, "intake", **given, content="货车在收费站被拦下，请协调。", call_id=call.call_id)
    post(agent, "hotline_command", call.pk, "hang_up")
    call.refresh_from_db()
    assert call.outcome == CallOutcome.WORK_ORDER
    assert call.case != old


def test_a_ringing_call_offers_nothing_yet(agent: Client, cast: Cast) -> None:
    case = cast.received(title="上个月的工程款")
    post(agent, "hotline_sit", seat="8001")
    post(agent, "hotline_presence", presence="ready")
    Simulated().call_in(line="12345", phone=PHONE)
    shown = agent.get(reverse("console:hotline")).content.decode()
    assert "上个月的工程款" in shown
    assert ASK.format(case.pk) not in shown


def test_for_a_number_that_was_typed_the_part_comes_back_with_the_count(agent: Client, cast: Cast) -> None:
    case, key = cast.received(), str(new_id())
    for _press in range(2):
        answer = agent.post(
            reverse("console:ask_after", args=[case.pk]), {"submission_key": key, "phone": PHONE}, headers=HX
        )
        assert answer.status_code == 200
    assert "诉求人共催 1 次" in answer.content.decode()
    assert str(case) in answer.content.decode()


def test_what_was_answered_meanwhile_is_said_and_nothing_is_written(agent: Client, cast: Cast) -> None:
    case = cast.received()
    centre.answer_at_once(case_id=case.pk, text="已经支付。", actor=cast.agent, now=NOON)
    address = reverse("console:ask_after", args=[case.pk])
    answer = agent.post(address, {"submission_key": "nonsense", "phone": PHONE}, headers=HX)
    assert answer.status_code == 422
    assert "状态已经变化" in answer.content.decode()
    assert ASK.format(case.pk) not in answer.content.decode()
    assert not Reminder.objects.exists()


def test_open_cases_come_first_and_many_cost_no_more(agent: Client, cast: Cast) -> None:
    def look() -> int:
        with CaptureQueriesContext(connection) as caught:
            agent.get(reverse("console:callers"), {"phone": PHONE})
        return len(caught)

    done = cast.received(title="早已答复的")
    cast.received(title="还没答复的")
    centre.answer_at_once(case_id=done.pk, text="已经支付。", actor=cast.agent, now=NOON)
    look()
    few = look()
    for number in range(20):
        cast.received(title=f"第{number}件")
    assert look() == few
    shown = agent.get(reverse("console:callers"), {"phone": PHONE}).content.decode()
    assert "早已答复的" not in shown


@pytest.mark.parametrize(
    ("who", "status"), [("agent", 302), ("dispatcher", 302), ("handler", 403), ("leader", 403)]
)
def test_who_may(cast: Cast, who: str, status: int) -> None:
    lay_defaults()
    case = cast.received()
    assert post(desk(cast, who), "ask_after", case.pk).status_code == status


@pytest.mark.parametrize(("who", "status"), [("supervisor", 200), ("leader", 200), ("agent", 403)])
def test_supervision_has_a_page_of_them(cast: Cast, who: str, status: int) -> None:
    case = cast.received(title="上个月的工程款")
    ask_after(case_id=case.pk, source="call.1", actor=cast.agent, now=NOON)
    answer = desk(cast, who).get(reverse("console:most_asked"))
    assert answer.status_code == status
    assert ("上个月的工程款" in answer.content.decode()) is (status == 200)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_one_key_in_the_browser(page: Page, settings: Settings) -> None:
    settings.DEMO = True
    cast = stage()
    lay_defaults()
    cast.signed(title="上个月的工程款什么时候支付")
    seats.log_in(seat="8001", actor=cast.agent, now=cast.now)
    sit_down(page, "agent")
    page.goto(reverse("console:hotline"))
    page.set_viewport_size(DESK)
    page.keyboard.press("r")
    page.get_by_label("来电号码").fill(PHONE)
    page.get_by_role("button", name="拨入").click()
    expect(page.get_by_role("heading", name="来电振铃")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="通话中")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("已记下催单")).to_be_visible()
    look_at(page, "hotline-asked-after")

    page.goto(reverse("console:intake"))
    page.get_by_label("内容", exact=False).first.fill("写到一半的话")
    page.get_by_label("来电号码").fill(PHONE)
    page.get_by_label("姓名").click()
    expect(page.get_by_text("同一号码的诉求")).to_be_visible()
    page.locator("#callers").get_by_role("button", name="催单").click()
    expect(page.locator("#callers").get_by_text("诉求人共催 2 次")).to_be_visible()
    expect(page.get_by_label("内容", exact=False).first).to_have_value("写到一半的话")
    look_at(page, "intake-asked-after")
    page.context.clear_cookies()
    sit_down(page, "supervisor")
    page.goto(reverse("console:most_asked"))
    look_at(page, "supervision-most-asked")
