"""A supervisor's round by keyboard alone, and the pages at their widest and narrowest."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fenbo.supervision.models import Reminder
from tests.console.desks import sit_down, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_late_is_picked_and_chased_without_a_mouse(page: Page) -> None:
    cast = stage()
    order = cast.dispatched(at=cast.now - timedelta(hours=5))
    sit_down(page, "supervisor")

    page.keyboard.press("j")
    expect(page.locator(".row-link").first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-picked]")).to_have_text("1")
    page.get_by_label("催办或督办要求").focus()
    page.keyboard.type("请尽快签收")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已催办 1 件。")).to_be_visible()
    assert Reminder.objects.get().text == "请尽快签收"
    page.keyboard.press("3")
    page.wait_for_url("**/rates/**")
    assert order.pk
