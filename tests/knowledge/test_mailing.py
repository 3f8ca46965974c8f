"""What subscribers read: mail with links that confirm, lead to the policy, and end it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from fenbo.knowledge.models import Subscription
from fenbo.knowledge.operations import subscribing
from fenbo.notices import sending
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
    assert sending.send_waiting(now=NOON) == 1
    assert sending.send_waiting(now=NOON + timedelta(days=1)) == 0
    [letter] = mail.outbox
    assert letter.to == [EMAIL]
    client.post(link_in(str(letter.body)))
    wish.refresh_from_db()
    assert wish.confirmed_at is not None


def test_a_new_policy_is_told_with_its_address_and_the_way_to_end_it(
    wish: Subscription, library: Library, client: Client
) -> None:
    sending.send_waiting(now=NOON)
    subscribing.confirm(token=subscribing.token_of(wish), now=NOON)
    policy = library.policy()
    subscribing.tell_subscribers(policy_id=policy.pk, now=NOON)
    assert sending.send_waiting(now=NOON) == 1
    letter = mail.outbox[-1]
    assert policy.title in letter.subject
    assert client.get(link_in(str(letter.body))).status_code == 200
    end = letter.extra_headers["List-Unsubscribe"].strip("<>")
    client.post(link_in(end))
    assert not Subscription.objects.exists()
