"""The agent is warned while typing, and passes the caller on with one action."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from fenbo.core import lapsing
from fenbo.hotline.models import Call, CallOutcome, Presence
from fenbo.hotline.operations import seats, working
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.working import Command
from fenbo.hotline.simulated import Simulated
from tests.cast import PHONE, Cast
from tests.console.desks import desk, look_at, sit_down, stage

HX = {"HX-Request": "true"}
TYPED = "南川工业园区一处仓库着火，有人受伤"


def laid(cast: Cast) -> None:
    lay_defaults()
    lapsing.forget_all()
    seats.log_in(seat="8001", actor=cast.agent, now=cast.now)


def talking(cast: Cast) -> Call:
    working.be(presence=Presence.READY, actor=cast.agent, now=cast.now)
    Simulated().call_in(line="12345", phone=PHONE)
    call = Call.objects.latest("began_at")
    working.command(what=Command.ANSWER, call_id=call.pk, actor=cast.agent)
    return call


def typed(client: Client, text: str = TYPED) -> str:
    return client.post(reverse("console:suggestions"), {"content": text}).content.decode()


def test_the_warning_offers_to_pass_on_only_with_a_caller_on_the_line(cast: Cast) -> None:
    laid(cast)
    client = desk(cast, "agent")
    assert "请来电人立即拨打 119 火警" in typed(client)
    assert reverse("console:emergency") not in typed(client)
    talking(cast)
    assert "转接 119 火警" in typed(client)
    assert "转接 120 急救" in typed(client)
    assert "可能是紧急情况" not in typed(client, "复工要哪些手续")


def test_passed_on_from_the_form_what_was_typed_is_the_note(cast: Cast) -> None:
    laid(cast)
    client, call = desk(cast, "agent"), talking(cast)
    answer = client.post(reverse("console:emergency"), {"service": "119", "content": TYPED * 40}, headers=HX)
    assert answer.status_code == 200
    call.refresh_from_db()
    assert call.note == (TYPED * 40)[:500]
    assert call.outcome == CallOutcome.EMERGENCY
    again = client.post(reverse("console:emergency"), {"service": "119"}, headers=HX)
    assert again.status_code == 422
    assert "状态已经变化" in again.content.decode()


def test_without_a_call_it_is_said_so(cast: Cast) -> None:
    laid(cast)
    client = desk(cast, "agent")
    for service in ("119", "112"):
        answer = client.post(reverse("console:emergency"), {"service": service}, headers=HX)
        assert answer.status_code == 422
    assert client.post(reverse("console:emergency"), {"service": "119"}).status_code == 409
    assert desk(cast, "handler").post(reverse("console:emergency"), {"service": "119"}).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_one_action_in_the_browser(page: Page, settings: Settings) -> None:
    settings.DEMO = True
    cast = stage()
    laid(cast)
    call = talking(cast)
    sit_down(page, "agent")
    page.goto(reverse("console:hotline"))
    page.get_by_text("转紧急电话").click()
    look_at(page, "hotline-emergency")
    page.goto(f"{reverse('console:intake')}?call={call.pk}")
    page.get_by_label("内容", exact=False).first.fill(TYPED)
    expect(page.get_by_text("可能是紧急情况")).to_be_visible()
    look_at(page, "intake-emergency")
    page.get_by_role("button", name="转接 119 火警").click()
    expect(page.get_by_text("正在转接 119")).to_be_visible()
    expect(page.get_by_label("内容", exact=False).first).to_have_value(TYPED)
    call.refresh_from_db()
    assert (call.passed_to, call.note) == ("119", TYPED)
