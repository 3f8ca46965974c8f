"""Sitting down at a desk: a client of the site, or a real browser, signed in as one of the cast."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.test import Client
from playwright.sync_api import Page

from fenbo.core import clock
from tests.cast import PASSWORD, Cast


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


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Requests made through a test client believe that it is this instant."""
    with clock.frozen(instant):
        yield
