"""How long after the seat's telephone rings the desk shows who calls: a whole installation, a real browser at the seat."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import ground, telephones
from benchmarks.hotline import _answers, _wait_until
from benchmarks.recording import section

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ADDRESS, SEAT, STAY = "127.0.0.1:5260", "8011", 7.0
CALLS, GOAL_MS = 20, 1000
TEXT = """
Asterisk, Fenbo with all its processes and the embedded database as `fenbo run` starts them, sipp as the caller, and a
Chromium that is both the desk and the telephone of a seat, all on this machine. Measured in the browser, by one clock:
from the moment at which its telephone begins to ring until “来电振铃” with the number and its earlier cases stands on the
desk. The goal is a second for each call.
"""
HEADER = ["calls", "popped", "p50 ms", "p95 ms", "longest ms", "within 1 s"]
# Notes the first moment at which something is so.
WATCH = """([name, test]) => {
    window[name] = 0;
    const so = new Function("return " + test);
    const look = () => { if (!window[name] && so()) window[name] = Date.now(); };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}"""
RINGS = "document.querySelector('[data-phone]').dataset.phone === 'ringing'"
POPPED = "document.querySelector('#pop h2')?.textContent.includes('来电振铃')"


def run(calls: str = "") -> None:
    number = int(calls or CALLS)
    place = ground.settle("pop")
    os.environ |= {
        "FENBO_SIP_ADDRESS": ADDRESS,
        "FENBO_SIP_TRUNK": f"127.0.0.1:{telephones.CALLERS_PORT}",
        "FENBO_AMI_PORT": "5266",
        "FENBO_SIP_WEBSOCKET": "127.0.0.1:5268",
        "FENBO_RTP_PORTS": "20000-20999",
    }
    ground.wipe()
    ground.prepare()
    ground.ready_django()
    _greet_briefly()
    machine = ground.machine()
    telephones.speech(place)
    with ground.serving():
        _wait_until(_answers, "Asterisk")
        found = _measured(place, number)
    times = sorted(found)
    row = [
        *(str(number), str(len(times)), str(_at(times, 0.5)), str(_at(times, 0.95))),
        *(str(times[-1]), str(sum(one <= GOAL_MS for one in times))),
    ]
    section("pop", TEXT, HEADER, [row], machine)
    ground.stop_database()


def _greet_briefly() -> None:
    """A greeting of a second."""
    from fenbo.hotline.models import Prompt, Said
    from fenbo.hotline.operations.laying import lay_defaults

    lay_defaults()
    Prompt.objects.filter(said=Said.WELCOME).update(text="您好。")


def _at(times: list[int], share: float) -> int:
    return times[min(len(times) - 1, int(len(times) * share))]


def _measured(place: Path, number: int) -> list[int]:
    from playwright.sync_api import sync_playwright

    from tests.conftest import QUIET, chromium_path

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=[*QUIET, *microphone])
        context = chromium.new_context(base_url=ground.address(), locale="zh-CN", permissions=["microphone"])
        desk, phone = _sit_down(context)
        found = [one for _turn in range(number) if (one := _pop(place, desk, phone)) is not None]
        chromium.close()
    return found


def _sit_down(context: "BrowserContext") -> "tuple[Page, Page]":
    from fenbo.directory.demo_accounts import PASSWORD

    desk = context.new_page()
    desk.goto("/account/login/?next=/desk/hotline/")
    desk.get_by_label("用户名").fill("agent1")
    desk.get_by_label("密码").fill(PASSWORD)
    desk.get_by_role("button", name="登录").click()
    desk.get_by_label("席位").select_option(SEAT)
    desk.get_by_role("button", name="签入", exact=True).click()
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name="打开电话窗口").click()
    opened.value.wait_for_selector("[data-phone=ready]", timeout=60_000)
    return desk, opened.value


def _pop(place: Path, desk: "Page", phone: "Page") -> int | None:
    """One call that rings and is given up; None where nothing came in time."""
    desk.goto("/desk/hotline/")
    ready = desk.get_by_role("button", name="就绪", exact=True)
    if ready.count():
        ready.click()
    desk.wait_for_selector("[data-live-state][data-state=on]", timeout=30_000)
    phone.evaluate(WATCH, ["rang", RINGS])
    desk.evaluate(WATCH, ["popped", POPPED])
    # The seat's place in the queue, and the call before it, are known everywhere by then.
    time.sleep(1.5)
    telephones.call(place, ADDRESS, rate=1, seconds=1, stay=STAY)
    rang, popped = phone.evaluate("window.rang"), desk.evaluate("window.popped")
    took = popped - rang if rang and popped else None
    print(f"popped after {took} ms", flush=True)
    return took
