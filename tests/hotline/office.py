"""A real browser at an agent's seat: with a microphone that beeps, a profile on disk, and a process that can be killed."""

import os
import signal
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from fenbo.directory.demo_accounts import PASSWORD
from tests.conftest import QUIET, chromium_path

# A microphone that nobody has to be asked for.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def open_office(browser: Browser, url: str, *, profile: Path) -> BrowserContext:
    """What is kept in `profile` is there again when a browser is opened with it anew."""
    return browser.browser_type.launch_persistent_context(
        str(profile),
        executable_path=chromium_path(),
        args=[*QUIET, *MICROPHONE],
        base_url=url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        service_workers="block",
        permissions=["microphone"],
    )


def enter(office: BrowserContext, who: str, place: str) -> Page:
    page = office.new_page()
    page.goto(f"/account/login/?next={place}")
    if "/account/login/" not in page.url:
        # A browser writes its cookies to disk now and then, so whoever was signed in before it died may still be.
        return page
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{place}")
    return page


def open_phone(desk: Page) -> Page:
    """The window that is the seat's telephone."""
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name="打开电话窗口").click()
    return opened.value


def sit_down(office: BrowserContext, seat: str, who: str = "agent1") -> tuple[Page, Page]:
    """The desk, and its telephone."""
    desk = enter(office, who, "/desk/hotline/")
    desk.get_by_label("席位").select_option(seat)
    desk.get_by_role("button", name="签入", exact=True).click()
    return desk, open_phone(desk)


def kill(profile: Path) -> None:
    """As a crash does: every process of the browser that uses this profile is gone at once, and says nothing."""
    mine = [
        process for process in Path("/proc").iterdir() if process.name.isdigit() and _uses(process, profile)
    ]
    assert mine, "no browser uses this profile"
    for process in mine:
        try:
            os.kill(int(process.name), signal.SIGKILL)
        except ProcessLookupError:
            continue
    deadline = time.monotonic() + 10
    while any(_uses(process, profile) for process in mine) and time.monotonic() < deadline:
        time.sleep(0.05)


def _uses(process: Path, profile: Path) -> bool:
    try:
        return f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes()
    except OSError:
        return False
