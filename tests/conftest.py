"""What every test may ask for. What belongs to one room is in that room's own conftest."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.db import connections

from config import translations
from fenbo.core import lapsing
from fenbo.journal import waking
from tests.database import _emptying, _seeds, django_db_setup, seeded

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

# Shared machines are slow at times, and a failure must come back the same on the next run.
hypothesis.settings.register_profile("fenbo", deadline=None, derandomize=True, database=None, max_examples=60)
hypothesis.settings.load_profile("fenbo")

__all__ = ["_emptying", "_seeds", "browser", "django_db_setup", "page", "seeded"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        translations.compile_all()


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test read or put off must not come up in the next one, whose database is another."""
    lapsing.forget_all()
    monkeypatch.setattr(waking, "GAP_SECONDS", 0)


def chromium_path() -> str:
    program = os.environ.get("FENBO_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        pytest.fail("no Chromium: `make test` installs it, or set FENBO_CHROMIUM")
    return program


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for all tests of this process."""
    from playwright.sync_api import sync_playwright

    program = chromium_path()
    # From here on this thread has a loop, and with it other connections: whoever leaves the loop, a forked process or
    # the end of the session, would find the present one as old as it is.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
            yield chromium
            chromium.close()


@pytest.fixture
def page(browser: "Browser", live_server: "LiveServer") -> "Iterator[Page]":
    """A fresh visitor of the running site; fails when a page's script failed or broke the content security policy."""
    complaints: list[str] = []
    # A service worker would take requests out of the hands of tests that play a broken network.
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block"
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield opened
    context.close()
    assert not complaints
