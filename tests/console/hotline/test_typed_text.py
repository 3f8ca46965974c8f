"""What an agent has typed is still there when the database goes away, or their browser, in the middle of a call."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.models import Case
from fenbo.core import lapsing
from fenbo.hotline.models import Call, CallState, Presence
from fenbo.hotline.operations import seats, working
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.working import Command
from fenbo.hotline.simulated import Simulated
from tests.away import database_away
from tests.cast import PHONE, Cast
from tests.console.desks import sit_down, stage
from tests.seeing import until_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "货车在收费站被拦下，车上是防疫物资，无法进城卸货，请协调。"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return stage()


@pytest.fixture
def call(cast: Cast) -> Call:
    lay_defaults()
    lapsing.forget_all()
    seats.log_in(seat="8001", actor=cast.agent, now=cast.now)
    working.be(presence=Presence.READY, actor=cast.agent, now=cast.now)
    Simulated().call_in(line="12345", phone=PHONE)
    call = Call.objects.get()
    working.command(what=Command.ANSWER, call_id=call.pk, actor=cast.agent)
    return call


def type_in(page: Page, call: Call) -> None:
    page.goto(f"{reverse('console:intake')}?call={call.pk}")
    page.get_by_label("内容", exact=False).first.press_sequentially(TYPED)
    page.get_by_label("姓名").fill("王小明")
    until_kept(page, "王小明")


def expect_typed(page: Page) -> None:
    expect(page.get_by_label("内容", exact=False).first).to_have_value(TYPED)
    expect(page.get_by_label("姓名")).to_have_value("王小明")
    expect(page.get_by_label("来电号码")).to_have_value(PHONE)


def test_sent_while_the_database_is_away(page: Page, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.pool, "timeout", 0.5)  # type: ignore[attr-defined]
    sit_down(page, "agent")
    type_in(page, call)
    with database_away():
        with page.expect_navigation() as sent:
            page.get_by_role("button", name="受理").click()
        assert sent.value
        assert sent.value.status in (500, 503)
    page.goto(f"{reverse('console:intake')}?call={call.pk}")
    expect_typed(page)
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理")
    case = Case.objects.get()
    assert case.content == TYPED
    call.refresh_from_db()
    assert (call.case, call.state) == (case, CallState.TALKING)


def test_a_browser_that_died_in_mid_call(page: Page, call: Call) -> None:
    sit_down(page, "agent")
    type_in(page, call)
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(reverse("console:hotline"))
    expect(again.get_by_role("heading", name="通话中")).to_be_visible()
    again.locator("#pop").get_by_role("link", name="登记诉求").click()
    expect_typed(again)
    assert Call.objects.get().state == CallState.TALKING


def test_when_the_database_is_back_one_request_at_most_meets_a_cut_connection(cast: Cast) -> None:
    pool = connection.pool  # type: ignore[attr-defined]
    # Several lie idle, as after a busy minute.
    held = [pool.getconn() for _one in range(4)]
    for one in held:
        pool.putconn(one)
    with database_away(mended=False):
        pass
    client = Client(raise_request_exception=False)
    answers = []
    for _request in range(6):
        answers.append(client.get("/cases/").status_code)
        connection.close()
    assert answers.count(503) <= 1
    assert answers[-4:] == [200] * 4
    pool.check()
