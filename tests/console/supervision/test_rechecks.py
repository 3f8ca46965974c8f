"""The pages on which settled cases are looked at again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.supervision.models import Fault, Finding, Recheck
from fenbo.supervision.operations import rechecks
from tests.cast import NOON, Cast
from tests.console.desks import at, desk, look_at, sit_down, stage

MONDAY = NOON + timedelta(days=7)


@pytest.fixture
def drawn(cast: Cast) -> Recheck:
    cast.closed()
    rechecks.draw_last_week(now=MONDAY)
    return Recheck.objects.get()


def test_a_finding_is_noted_on_the_page(cast: Cast, drawn: Recheck) -> None:
    client, address = desk(cast, "supervisor"), reverse("console:recheck", args=[drawn.pk])
    with at(MONDAY):
        assert client.post(address, {"finding": "false", "text": ""}).status_code == 422
        assert client.post(address, {"finding": "maybe", "text": "去看过"}).status_code == 422
        assert client.post(address, {"finding": "false", "text": "去看过，没有修"}).status_code == 302
        page = client.get(reverse("console:rechecks"), {"done": "1"}).content.decode()

    assert Recheck.objects.get().finding == Finding.FALSE
    assert "虚假办结" in page
    assert "1 / 1" in page


@pytest.mark.parametrize("who", ["handler", "dispatcher", "overseer", "outsider"])
def test_it_is_for_the_centres_supervisors(cast: Cast, drawn: Recheck, who: str) -> None:
    client = desk(cast, who)
    for address in (reverse("console:rechecks"), reverse("console:recheck", args=[drawn.pk])):
        assert client.get(address).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_supervisor_checks_one_in_a_browser(page: Page) -> None:
    cast = stage()
    cast.closed(at=cast.now - timedelta(days=cast.now.isoweekday()))
    rechecks.draw(since=cast.now - timedelta(days=9), until=cast.now, each=2, now=cast.now)
    sit_down(page, "supervisor")
    page.goto(reverse("console:rechecks"))
    look_at(page, "rechecks")
    page.get_by_role("link", name="工程款何时支付").click()
    look_at(page, "recheck")
    page.get_by_label("虚假办结").check()
    page.get_by_label("核实情况").fill("打电话问过诉求人，工程款没有支付。")
    page.get_by_role("button", name="记下结论").click()
    expect(page.get_by_text("已记下复核结论。")).to_be_visible()
    assert Fault.objects.count() == 1
