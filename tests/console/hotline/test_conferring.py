"""An agent asks a colleague, speaks with both and hands the caller over, in a real browser and by keyboard alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.core import clock
from fenbo.hotline.models import Call, CallState, Presence
from fenbo.hotline.operations import seats, working
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.simulated import Simulated
from tests.cast import PHONE, Cast
from tests.console.desks import desk, look_at, sit_down, stage


def speaking(cast: Cast) -> Call:
    lay_defaults()
    now = clock.now()
    seats.log_in(seat="8001", actor=cast.agent, now=now)
    working.be(presence=Presence.READY, actor=cast.agent, now=now)
    seats.log_in(seat="8002", actor=cast.dispatcher, now=now)
    switch = Simulated()
    switch.answer(switch.call_in(line="12345", phone=PHONE), seat="8001")
    return Call.objects.get()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_consult_three_way_and_hand_over_by_keyboard(page: Page) -> None:
    call = speaking(stage())
    sit_down(page, "agent")
    page.goto(reverse("console:hotline"))
    page.keyboard.press("t")
    choice = page.get_by_label("同事、队列或保障组")
    expect(choice).to_be_visible()
    page.get_by_role("button", name="会商").click()
    expect(page.get_by_role("link", name="请先选择转给谁、问谁。")).to_be_visible()
    choice = page.get_by_label("同事、队列或保障组")
    choice.select_option("seat:8002")
    look_at(page, "hotline-pass")
    choice.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#pop")).to_contain_text("正在和 8002 dispatcher同志 会商")
    look_at(page, "hotline-consult")
    page.keyboard.press("b")
    expect(page.locator("#pop")).to_contain_text("三方通话：8002 dispatcher同志 也在线")
    look_at(page, "hotline-three")
    page.keyboard.press("o")
    expect(page.get_by_text("已转给对方。")).to_be_visible()
    call.refresh_from_db()
    assert (call.state, call.seat_id) == (CallState.TALKING, "8002")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_english(page: Page) -> None:
    speaking(stage())
    sit_down(page, "agent")
    page.get_by_role("button", name="English").click()
    page.goto(reverse("console:hotline"))
    page.keyboard.press("t")
    page.get_by_label("Colleague, queue or support group").select_option("seat:8002")
    page.get_by_role("button", name="Consult").click()
    expect(page.locator("#pop")).to_contain_text("Consulting 8002")
    expect(page.get_by_role("button", name="Back to the caller")).to_be_visible()
    look_at(page, "hotline-consult-english")


@pytest.fixture
def agent(cast: Cast) -> Client:
    return desk(cast, "agent")


@pytest.mark.django_db
def test_a_stale_choice_and_an_unknown_word(cast: Cast, agent: Client) -> None:
    call = speaking(cast)
    seats.log_out(actor=cast.dispatcher, now=clock.now())
    answer = agent.post(reverse("console:hotline_pass", args=[call.pk, "consult"]), {"to": "seat:8002"})
    assert answer.status_code == 422
    assert "这里现在接不了电话，请重新选择。" in answer.content.decode()
    for name, what in (("hotline_pass", "explode"), ("hotline_third", "explode")):
        assert agent.post(reverse(f"console:{name}", args=[call.pk, what]), {"to": "x"}).status_code == 404
    assert agent.post(reverse("console:hotline_third", args=[call.pk, "join"])).status_code == 409
    stranger = desk(cast, "handler").post(reverse("console:hotline_third", args=[call.pk, "part"]))
    assert stranger.status_code == 403


@pytest.mark.django_db
def test_two_and_eight_colleagues_cost_the_same(cast: Cast, agent: Client) -> None:
    speaking(cast)

    def queries() -> int:
        agent.get(reverse("console:hotline"))
        with CaptureQueriesContext(connection) as caught:
            agent.get(reverse("console:hotline"))
        return len(caught)

    few = queries()
    for number, who in enumerate(("supervisor", "leader")):
        seats.log_in(seat=f"800{number + 3}", actor=getattr(cast, who), now=clock.now())
    assert queries() == few
