"""A screen that hangs on a wall with nobody logged in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fenbo.reporting import displays
from fenbo.reporting.models import Display
from tests.cast import NOON, Cast
from tests.console.desks import at, desk


@pytest.fixture
def wall(cast: Cast) -> Client:
    """The browser on the wall, at which a leader was logged in for a moment."""
    client = desk(cast, "leader")
    with at(NOON):
        answer = client.post(reverse("console:hang"), {"name": "大厅东墙"})
    assert answer.status_code == 302
    return client


def status(client: Client, name: str, days: float = 0) -> int:
    with at(NOON + timedelta(days=days)):
        return client.get(reverse(name)).status_code


def test_it_shows_the_screen_and_no_desk(cast: Cast, wall: Client) -> None:
    cast.received()

    assert status(wall, "wall:whole") == status(wall, "wall:now") == 200
    for name in ("console:screen", "console:reports", "console:figures"):
        assert status(wall, name) == 302  # to the login
    with at(NOON):
        page = wall.get(reverse("wall:whole")).content.decode()
    assert "今日受理" in page
    assert "挂屏" not in page
    assert "退出登录" not in page


def test_it_goes_on_for_months_and_ends(wall: Client) -> None:
    assert status(wall, "wall:whole", days=179) == 200
    assert status(wall, "wall:whole", days=181) == 403


def test_taken_down_it_shows_nothing_from_the_next_refresh_on(cast: Cast, wall: Client) -> None:
    with at(NOON):
        desk(cast, "supervisor").post(reverse("console:take_down_display", args=[Display.objects.get().pk]))

    assert status(wall, "wall:whole") == status(wall, "wall:now") == 403
    with at(NOON):
        again = desk(cast, "leader").post(
            reverse("console:take_down_display", args=[Display.objects.get().pk])
        )
    assert again.status_code == 409


@pytest.mark.parametrize("cookie", ["", "nonsense", "6f1c2d3e4f5061728394a5b6c7d8e9f0"])
def test_a_cookie_that_we_did_not_write_opens_nothing(cast: Cast, wall: Client, cookie: str) -> None:
    other = Client()
    other.cookies["fenbo_display"] = cookie

    assert status(other, "wall:whole") == status(other, "wall:now") == 403


@pytest.mark.parametrize("who", ["handler", "dispatcher", "overseer"])
def test_only_who_leads_the_centre_hangs_one(cast: Cast, who: str) -> None:
    assert desk(cast, who).post(reverse("console:hang"), {"name": "大厅"}).status_code == 403
    assert not Display.objects.exists()


def test_without_a_name_it_is_not_hung(cast: Cast) -> None:
    answer = desk(cast, "leader").post(reverse("console:hang"), {"name": " "})

    assert answer.status_code == 422
    assert not displays.hanging(NOON).exists()
