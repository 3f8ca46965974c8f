"""A whole call, as it is meant: dialled, greeted, answered in a real browser, filed while it is spoken."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from fenbo.cases.lifecycle import CaseState
from fenbo.core import clock
from fenbo.directory.actors import of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.models import Call, CallEvent, CallState, Happened, Presence, Recording
from fenbo.hotline.operations import seats
from tests.console.desks import look_at
from tests.hotline.office import enter, open_office, open_phone, sit_down
from tests.hotline.sound import Sound
from tests.hotline.telephone import PATIENCE, Telephone, needs_telephone, until

pytestmark = [needs_telephone, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, SEAT = "13897210001", "8011"


@pytest.fixture
def office(browser: Browser, live_server: LiveServer, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a microphone: its own, since the others have none."""
    context = open_office(browser, live_server.url, profile=tmp_path / "profile")
    yield context
    context.close()


def test_a_call_is_answered_in_the_browser_and_filed_before_it_ends(
    telephone: Telephone, office: BrowserContext
) -> None:
    desk, phone = sit_down(office, SEAT)
    telephone.follow(lambda: phone.locator("[data-phone=ready]").is_visible(), "the browser's registration")
    expect(desk.locator("[data-said]")).to_have_text("可以接听")
    look_at(phone, "phone-window-ready")
    desk.get_by_role("button", name="就绪", exact=True).click()
    telephone.follow(lambda: True, "the seat's place in the queue")
    with Sound() as caller:
        telephone.call(caller, phone=PHONE)
        until(lambda: caller.loud_seconds > 1, "the prompt")
        caller.press("0")
        telephone.follow(lambda: Call.objects.filter(state=CallState.RINGING).exists(), "ringing")
        expect(phone.get_by_role("button", name="接听")).to_be_visible()
        desk.reload()
        expect(desk.get_by_role("heading", name="来电振铃")).to_be_visible()
        expect(desk.locator("#pop")).to_contain_text("138")
        phone.get_by_role("button", name="接听").click()
        telephone.follow(lambda: Call.objects.filter(state=CallState.TALKING).exists(), "the answer")
        heard = caller.loud_seconds
        until(lambda: caller.loud_seconds > heard + 0.5, "the agent's voice at the caller's ear")
        assert hears(phone), "nothing of the caller arrives in the browser"
        look_at(phone, "phone-window-talking")
        phone.get_by_role("button", name="静音").click()
        assert silent(caller), "muted, the agent is not heard"
        phone.get_by_role("button", name="静音").press("Enter")
        heard = caller.loud_seconds
        until(lambda: caller.loud_seconds > heard + 0.5, "the agent's voice again")

        desk.reload()
        desk.locator("#pop").get_by_role("link", name="登记诉求").click()
        desk.get_by_label("内容", exact=False).first.fill("货车在收费站被拦下，无法进城卸货，请协调。")
        desk.get_by_role("button", name="受理").click()
        desk.wait_for_url("**/taken/")
        assert phone.locator("[data-phone=talking]").is_visible(), "the call went on meanwhile"
        phone.get_by_role("button", name="挂断").click()
        telephone.follow(lambda: Recording.objects.exists(), "the recording")
    call = Call.objects.get()
    assert (call.phone, call.seat_id) == (PHONE, SEAT)
    assert call.case is not None
    assert call.case.state == CaseState.RECEIVED
    assert Recording.objects.get().call == call

    office.clear_cookies()
    queue = enter(office, "dispatcher1", "/desk/centre/")
    expect(queue.get_by_role("link", name="货车在收费站被拦下")).to_be_visible()


def silent(caller: Sound) -> bool:
    """The fake microphone beeps once a second, so two seconds without a sound are a silence."""
    time.sleep(0.5)
    heard = caller.loud_seconds
    time.sleep(2)
    return caller.loud_seconds == heard


def test_a_leader_takes_part_in_a_call_from_a_browser(telephone: Telephone, office: BrowserContext) -> None:
    agent = of_staff(Staff.objects.get(username="agent1"), clock.now())
    seats.log_in(seat="8001", actor=agent, now=clock.now())
    seats.set_presence(presence=Presence.READY, actor=agent, now=clock.now())
    wall = enter(office, "leader1", "/desk/hotline/wall/")
    wall.locator("[name=seat]").select_option("8012")
    wall.get_by_role("button", name="签入").click()
    phone = open_phone(wall)
    telephone.follow(lambda: phone.locator("[data-phone=ready]").is_visible(), "the browser's registration")
    expect(wall.locator("[data-said]")).to_have_text("可以接听")
    with Sound() as caller, Sound() as seat:
        telephone.seat("8001", seat, "answering")
        telephone.call(caller, phone=PHONE)
        until(lambda: caller.loud_seconds > 0.5, "the prompt")
        caller.press("0")
        telephone.follow(lambda: Call.objects.filter(state=CallState.TALKING).exists(), "the answer")
        seat.speaks = False
        # In this order each is heard by one more: nobody, the agent, the caller too.
        for how, word, heard_by in (
            ("listen", "监听", ()),
            ("whisper", "耳语", (seat,)),
            ("barge", "插话", (seat, caller)),
        ):
            caller.speaks = True
            wall.reload()
            wall.get_by_role("button", name=f"{word} 8001").click()
            if how == "listen":
                # Rung once; the other ways are only another way of being there.
                phone.get_by_role("button", name="接听").click()
            telephone.follow(attended(how), word)
            assert hears(phone), "the leader hears the call"
            caller.speaks = False
            for sound in (seat, caller):
                assert silent(sound) == (sound not in heard_by), word
        wall.reload()
        look_at(wall, "wall-from-a-browser")
        wall.get_by_role("button", name="退出 8001").click()
        expect(phone.locator("[data-phone=ready]")).to_be_visible()
        assert Call.objects.get().state == CallState.TALKING


def attended(how: str) -> Callable[[], bool]:
    return CallEvent.objects.filter(happened=Happened.ATTENDED, detail=how, seat="8012").exists


def hears(phone: Page) -> bool:
    """Whether sound arrives that is not silence."""
    phone.wait_for_function(
        """async () => {
            const audio = document.querySelector("audio");
            if (!audio.srcObject) return false;
            const context = new AudioContext();
            const ear = context.createAnalyser();
            context.createMediaStreamSource(audio.srcObject).connect(ear);
            const heard = new Float32Array(ear.fftSize);
            for (let turn = 0; turn < 20; turn++) {
                await new Promise((done) => setTimeout(done, 100));
                ear.getFloatTimeDomainData(heard);
                if (heard.some((one) => Math.abs(one) > 0.01)) return true;
            }
            return false;
        }""",
        timeout=PATIENCE * 1000,
    )
    return True
