"""The window that is a seat's telephone: for who sits there, and for nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fenbo.core import clock
from fenbo.hotline import phones
from fenbo.hotline.operations import seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.queries import arrangement, session_of
from tests.cast import Cast
from tests.console.desks import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(cast: Cast) -> Client:
    lay_defaults()
    return desk(cast, "agent")


def sit(cast: Cast, seat: str, who: str = "agent") -> None:
    seats.log_in(seat=seat, actor=getattr(cast, who), now=clock.now())


def test_who_sits_at_a_browsers_seat_gets_what_it_proves_itself_by(
    agent: Client, cast: Cast, settings: Settings
) -> None:
    settings.PHONE_URL = "wss://fenbo.example/phone"
    sit(cast, "8011")
    session = session_of(cast.agent)
    assert session
    shown = agent.get(reverse("console:phone"))

    assert phones.key_of(session) in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "wss://fenbo.example/phone" in shown["Content-Security-Policy"]
    assert "wss://" not in agent.get(reverse("console:hotline"))["Content-Security-Policy"]


@pytest.mark.parametrize("seat", [None, "8001"])
def test_without_such_a_seat_there_is_no_window(agent: Client, cast: Cast, seat: str | None) -> None:
    if seat:
        sit(cast, seat)
    answer = agent.get(reverse("console:phone"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("console:hotline")
    assert "先签入一个用浏览器接听的席位。" in answer.content.decode()


def test_those_who_take_no_calls_have_none(cast: Cast) -> None:
    assert desk(cast, "handler").get(reverse("console:phone")).status_code == 403


def test_the_platform_knows_it_as_long_as_somebody_sits_there(agent: Client, cast: Cast) -> None:
    assert not arrangement(clock.now()).phones
    sit(cast, "8011")
    sit(cast, "8001", "dispatcher")
    ((seat, first),) = arrangement(clock.now()).phones
    assert seat == "8011"
    seats.log_out(actor=cast.agent, now=clock.now())
    assert not arrangement(clock.now()).phones
    sit(cast, "8011")
    ((_seat, second),) = arrangement(clock.now()).phones

    assert first != second
    assert first not in repr(arrangement(clock.now()))
