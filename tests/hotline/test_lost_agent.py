"""The agent's browser dies, or its window is closed, in the middle of a call: the caller is not lost, nor what was typed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from fenbo.core import clock
from fenbo.directory.actors import of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.models import Call, CallOutcome, CallState, Happened, Presence
from fenbo.hotline.operations import seats
from tests.console.desks import look_at
from tests.hotline.office import enter, kill, open_office, open_phone, sit_down
from tests.hotline.sound import Sound
from tests.hotline.telephone import Telephone, needs_telephone, until

pytestmark = [needs_telephone, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
H = Happened
PHONE, SEAT = "13897210001", "8011"
TYPED = "货车在收费站被拦下，车上是防疫物资，无法进城卸货，请协调。"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def office(browser: Browser, live_server: LiveServer, profile: Path) -> Iterator[BrowserContext]:
    context = open_office(browser, live_server.url, profile=profile)
    yield context
    context.close()


def talking(telephone: Telephone, desk: Page, phone: Page, caller: Sound) -> None:
    """The caller speaks with the agent at the browser."""
    telephone.follow(lambda: phone.locator("[data-phone=ready]").is_visible(), "the browser's registration")
    desk.get_by_role("button", name="就绪", exact=True).click()
    telephone.follow(lambda: True, "the seat's place in the queue")
    telephone.call(caller, phone=PHONE)
    until(lambda: caller.loud_seconds > 1, "the prompt")
    caller.press("0")
    telephone.follow(in_state("ringing"), "ringing")
    phone.get_by_role("button", name="接听").click()
    telephone.follow(in_state("talking"), "the answer")


def in_state(state: str, seat: str = "") -> Callable[[], bool]:
    rows = Call.objects.filter(state=state)
    return (rows.filter(seat=seat) if seat else rows).exists


def told(call: Call) -> list[tuple[str, str]]:
    return list(call.events.order_by("at", "id").values_list("happened", "seat"))


def test_a_killed_browser_costs_neither_the_caller_nor_what_was_typed(
    telephone: Telephone, office: BrowserContext, profile: Path, browser: Browser, live_server: LiveServer
) -> None:
    desk, phone = sit_down(office, SEAT)
    with Sound() as caller:
        talking(telephone, desk, phone, caller)
        desk.reload()
        desk.locator("#pop").get_by_role("link", name="登记诉求").click()
        desk.get_by_label("内容", exact=False).first.press_sequentially(TYPED)
        # What is typed is kept after a third of a second.
        desk.wait_for_timeout(500)
        heard = caller.loud_seconds
        kill(profile)
        telephone.follow(in_state("waiting"), "Asterisk to miss the browser's sound")
        until(lambda: caller.loud_seconds > heard + 1, "a sentence at the caller's ear")
        call = Call.objects.get()
        assert (H.LOST, SEAT) in told(call)
        assert call.ended_at is None, "the caller was not dropped"

        again = open_office(browser, live_server.url, profile=profile)
        desk = enter(again, "agent1", "/desk/hotline/")
        expect(desk.get_by_text("电话断了，来电人还在线")).to_be_visible()
        look_at(desk, "hotline-lost")
        phone = open_phone(desk)
        telephone.follow(in_state("ringing", SEAT), "the seat to ring again")
        phone.get_by_role("button", name="接听").click()
        telephone.follow(in_state("talking", SEAT), "the second answer")
        heard = caller.loud_seconds
        until(lambda: caller.loud_seconds > heard + 0.5, "the agent's voice again")
        desk.reload()
        desk.locator("#pop").get_by_role("link", name="登记诉求").click()
        expect(desk.get_by_label("内容", exact=False).first).to_have_value(TYPED)
        phone.get_by_role("button", name="挂断").click()
        telephone.follow(in_state("released"), "the agent's hanging up")
        again.close()
    call.refresh_from_db()
    assert call.outcome == CallOutcome.ANSWERED
    assert (H.RELEASED, "") in told(call), "somebody hung up, so nobody was lost this time"
    assert [what for what, _seat in told(call)].count(H.LOST) == 1


def test_a_closed_window_says_so_and_another_seat_takes_the_caller_first(
    telephone: Telephone, office: BrowserContext
) -> None:
    desk, phone = sit_down(office, SEAT)
    with Sound() as caller, Sound() as colleague:
        talking(telephone, desk, phone, caller)
        other = of_staff(Staff.objects.get(username="dispatcher1"), clock.now())
        seats.log_in(seat="8002", actor=other, now=clock.now())
        seats.set_presence(presence=Presence.READY, actor=other, now=clock.now())
        began = clock.now()
        phone.close(run_before_unload=False)
        telephone.follow(lambda: Call.objects.get().events.filter(happened=H.LOST).exists(), "the loss")
        lost = Call.objects.get().events.get(happened=H.LOST)
        assert (lost.at - began).total_seconds() < 3, "a window that closes says so at once"
        telephone.seat("8002", colleague, "answering")
        telephone.follow(in_state("talking", "8002"), "the colleague's answer")
        heard = colleague.loud_seconds
        until(lambda: colleague.loud_seconds > heard + 0.5, "the caller's voice at the colleague's ear")
    call = Call.objects.get()
    assert (call.staff_id, call.state) == (other.staff_id, CallState.TALKING)
