"""What subscribers wait for is sent once, tried again when it fails, and given up in the end."""

import logging
import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from fenbo.knowledge import queries
from fenbo.knowledge.models import Mailing, Subscription
from fenbo.knowledge.operations import mailing, subscribing
from tests.cast import NOON
from tests.knowledge.stage import Library

EMAIL = "wang@example.com"


@pytest.fixture(autouse=True)
def _a_way_to_send(settings: Settings) -> None:
    settings.SENDS_MAIL = True


@pytest.fixture
def wish(db: None) -> Subscription:
    return subscribing.subscribe(email=EMAIL, now=NOON)


def link_in(text: str) -> str:
    found = re.search(r"http://[^/]+(/\S+)", text)
    assert found
    return found[1]


def test_the_confirmation_is_sent_once_and_its_link_confirms(wish: Subscription, client: Client) -> None:
    assert mailing.send_waiting(now=NOON) == 1
    assert mailing.send_waiting(now=NOON + timedelta(days=1)) == 0
    [letter] = mail.outbox
    assert letter.to == [EMAIL]
    client.post(link_in(str(letter.body)))
    wish.refresh_from_db()
    assert wish.confirmed_at is not None


def test_a_new_policy_is_told_with_its_address_and_the_way_to_end_it(
    wish: Subscription, library: Library, client: Client
) -> None:
    mailing.send_waiting(now=NOON)
    subscribing.confirm(token=subscribing.token_of(wish), now=NOON)
    policy = library.policy()
    assert mailing.send_waiting(now=NOON) == 1
    letter = mail.outbox[-1]
    assert policy.title in letter.subject
    assert client.get(link_in(str(letter.body))).status_code == 200
    end = letter.extra_headers["List-Unsubscribe"].strip("<>")
    client.post(link_in(end))
    assert not Subscription.objects.exists()


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(
    wish: Subscription, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_letter: EmailMessage) -> int:
        raise SMTPServerDisconnected(f"no mailbox {EMAIL}")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    tried = []
    with caplog.at_level(logging.WARNING):
        for day in range(30):
            assert mailing.send_waiting(now=NOON + timedelta(days=day)) == 0
            tried.append(Mailing.objects.get().tries)
    assert tried[:2] == [1, 2]
    assert tried[-1] == Mailing.MOST_TRIES
    assert queries.waiting_mailings() == {"waiting": 0, "given_up": 1}
    assert EMAIL not in caplog.text


def test_at_once_after_a_failure_nothing_is_tried(
    wish: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", lambda _letter: (_ for _ in ()).throw(OSError()))
        mailing.send_waiting(now=NOON)
    assert mailing.send_waiting(now=NOON + timedelta(minutes=4)) == 0
    assert mailing.send_waiting(now=NOON + timedelta(minutes=5)) == 1


def test_without_a_way_to_send_everything_waits(wish: Subscription, settings: Settings) -> None:
    settings.SENDS_MAIL = False
    assert mailing.send_waiting(now=NOON) == 0
    assert Mailing.objects.get().tries == 0
