"""What `fenbo demo` adds: seeds, accounts, a greeting that can be followed, and the founding month."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate

from config import playing
from config.greeting import greeting
from fenbo.cases.models import Case
from fenbo.directory import demo_accounts
from fenbo.directory.actors import of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Staff
from fenbo.replay.models import Progress
from tests.cast import Cast, cast

__all__ = ["cast"]
SITE = "http://127.0.0.1:8110"


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that would have been run."""
    called: list[str] = []
    monkeypatch.setattr("django.core.management.call_command", lambda name, **_options: called.append(name))
    return called


def test_every_account_that_is_greeted_signs_in(seeded: None) -> None:
    for account in demo_accounts.one_per_role():
        person = authenticate(None, username=account.username, password=demo_accounts.PASSWORD)
        assert isinstance(person, Staff), account.username


def test_every_duty_has_an_account_in_the_greeting(seeded: None) -> None:
    accounts = [account.username for account in demo_accounts.one_per_role()]
    now = datetime(2020, 3, 9, tzinfo=UTC)
    held = {
        duty
        for person in Staff.objects.filter(username__in=accounts)
        for duty, _unit in of_staff(person, now).posts
    }
    assert held == set(Duty)


def test_the_greeting_of_a_demo_tells_address_accounts_and_what_to_try() -> None:
    told = greeting(SITE, demo=True, log="var/replay.log")
    for words in (
        f"{SITE}/desk/",
        demo_accounts.PASSWORD,
        "dispatcher1",
        "分拨员",
        "var/replay.log",
        "Ctrl-C",
    ):
        assert words in told


def test_an_installation_for_work_tells_no_password() -> None:
    told = greeting(SITE, demo=False)
    assert f"{SITE}/desk/" in told
    assert demo_accounts.PASSWORD not in told


def test_everyone_whom_the_tour_names_has_an_account() -> None:
    named = {account.username for account in demo_accounts.one_per_role()}
    assert {"dispatcher1", "justice1", "reviewer1"} <= named


@pytest.mark.django_db
def test_an_empty_demo_is_filled(played: list[str]) -> None:
    assert playing.play()
    assert played == ["replay"]


def test_an_interrupted_month_goes_on(cast: Cast, played: list[str]) -> None:
    case = cast.received()
    Progress.objects.create(key=case.pk, done=1)
    assert playing.play()
    assert played == ["replay"]


def test_nobody_gets_a_month_between_their_own_cases(cast: Cast, played: list[str]) -> None:
    cast.received()
    assert not playing.play()
    assert played == []
    assert Case.objects.count() == 1
