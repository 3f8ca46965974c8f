"""Sitting down at a desk: a client of the site, or a real browser, signed in as one of the cast."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.test import Client
from playwright.sync_api import Page, ViewportSize

from fenbo.core import clock, lapsing
from tests.cast import PASSWORD, Cast, enter
from tests.seeing import shoot, violations

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


def desk(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.staff[who])
    return client


def sit_down(page: Page, who: str) -> None:
    """Sign in through the login page."""
    page.goto("/account/login/")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/**")


def look_at(page: Page, name: str) -> None:
    """A picture on a phone and on a desk, and no barrier on either."""
    for size, mark in ((PHONE, 390), (DESK, 1440)):
        page.set_viewport_size(size)
        # Charts follow a new width a little later.
        page.wait_for_timeout(250)
        shoot(page, f"{name}-{mark}")
        bad = violations(page)
        assert not bad, "; ".join(bad)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide at {mark}"


def stage() -> Cast:
    """The cast in the present, for a browser that cannot be told another time."""
    lapsing.forget_all()
    cast = enter()
    cast.now = clock.now()
    return cast


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Requests made through a test client believe that it is this instant."""
    with clock.frozen(instant):
        yield
