"""The page of planning."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.console.desks import at, desk, look_at, sit_down, stage


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 200), ("supervisor", 200), ("dispatcher", 403), ("overseer", 403)]
)
def test_it_is_for_those_who_lead_the_centre(cast: Cast, who: str, status: int) -> None:
    with at(cast.now):
        assert desk(cast, who).get(reverse("console:planning")).status_code == status


@pytest.mark.parametrize("minutes", ["0", "-5", "x", "99999"])
def test_minutes_that_cannot_be_are_refused_at_the_field(cast: Cast, minutes: str) -> None:
    with at(cast.now):
        answer = desk(cast, "leader").get(reverse("console:planning"), {"minutes": minutes})

    assert answer.status_code == 422
    assert "签收不超过（分钟）" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_is_read_in_a_browser(page: Page) -> None:
    cast = stage()
    for hour in range(20):
        for _turn in range(1 + hour % 4):
            cast.signed(at=cast.now - timedelta(hours=hour + 1))
    sit_down(page, "leader")
    page.goto(reverse("console:planning"))
    expect(page.locator("[data-chart] svg")).to_be_visible()
    look_at(page, "planning")
    page.get_by_label("签收不超过（分钟）").fill("10")
    page.get_by_role("button", name="测算").click()
    expect(page.get_by_role("heading", name="如果签收都不超过 10 分钟")).to_be_visible()
