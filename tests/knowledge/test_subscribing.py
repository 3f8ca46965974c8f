"""Hearing of new policies: nothing but the confirmation waits until somebody confirmed."""

import pytest

from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.knowledge import queries
from fenbo.knowledge.models import Mailing, MailingKind, Subscription
from fenbo.knowledge.operations import policies, subscribing
from tests.cast import NOON, Cast
from tests.knowledge.stage import Library, days, document

EMAIL = "wang@example.com"


def subscribed(**wish: str) -> Subscription:
    found = subscribing.subscribe(email=EMAIL, now=NOON, **wish)
    return subscribing.confirm(token=subscribing.token_of(found), now=NOON)


def test_asking_queues_one_confirmation_and_nothing_is_sent(db: None) -> None:
    for _again in range(2):
        subscribing.subscribe(email=f" {EMAIL.upper()} ", now=NOON)
    mailing = Mailing.objects.get()
    assert (mailing.kind, mailing.sent_at) == (MailingKind.CONFIRM, None)
    assert queries.waiting_mailings() == {"waiting": 1, "given_up": 0}


def test_the_address_is_not_readable_in_the_table(db: None) -> None:
    from django.db import connection

    subscribing.subscribe(email=EMAIL, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, contact_index FROM knowledge_subscription")
        row = cursor.fetchone()
    assert EMAIL.encode() not in bytes(row[0]) + bytes(row[1])
    assert Subscription.objects.get().contact == EMAIL


def test_no_policy_is_queued_before_the_confirmation(library: Library) -> None:
    subscribing.subscribe(email=EMAIL, now=NOON)
    library.policy()
    assert not Mailing.objects.filter(kind=MailingKind.POLICY).exists()


def test_a_new_policy_is_queued_once_for_who_confirmed(cast: Cast, library: Library) -> None:
    wish = subscribed()
    policy = library.policy()
    policies.write(policy_id=policy.pk, document=document(), actor=cast.editor, now=NOON)
    library.let_out(policy)
    mailing = Mailing.objects.get(kind=MailingKind.POLICY)
    assert (mailing.subscription, mailing.policy) == (wish, policy)


@pytest.mark.parametrize(
    ("wish", "policy", "fits"),
    [
        ({}, {}, True),
        ({"category": "08"}, {}, True),
        ({"category": "0803"}, {}, True),
        ({"category": "07"}, {}, False),
        ({"region": "630100"}, {}, True),
        ({"region": "630100"}, {"region": "630102"}, True),
        ({"region": "630102"}, {"region": "630100"}, True),
        ({"region": "630102"}, {"region": "630000"}, True),
        ({"region": "630200"}, {"region": "630102"}, False),
        ({"region": "630102"}, {"region": "630200"}, False),
        ({"size": "micro"}, {"sizes": ["micro", "small"]}, True),
        ({"size": "large"}, {"sizes": ["micro", "small"]}, False),
        ({"size": "large"}, {}, True),
        ({"industry": "E"}, {"industries": ["E", "C"]}, True),
        ({"industry": "H"}, {"industries": ["E"]}, False),
        ({"industry": "H"}, {}, True),
    ],
)
def test_what_fits_the_wish_is_queued(
    library: Library, wish: dict[str, str], policy: dict[str, object], fits: bool
) -> None:
    subscribed(**wish)
    library.policy(**policy)
    assert Mailing.objects.filter(kind=MailingKind.POLICY).exists() == fits


def test_ending_forgets_the_address_and_all_that_waits(library: Library) -> None:
    wish = subscribed()
    library.policy()
    subscribing.end(token=subscribing.token_of(wish))
    assert not Subscription.objects.exists()
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "ImJvZ3VzIg:1abc:def"])
def test_a_token_that_is_not_ours_opens_nothing(db: None, token: str) -> None:
    with pytest.raises(OutOfScope):
        subscribing.confirm(token=token, now=NOON)


def test_an_address_that_is_none_is_refused(db: None) -> None:
    with pytest.raises(InvalidInput) as refused:
        subscribing.subscribe(email="wang at example", now=NOON)
    assert refused.value.field == "email"


def test_a_confirmation_that_was_sent_and_not_followed_is_forgotten(db: None) -> None:
    subscribing.subscribe(email=EMAIL, now=NOON)
    assert subscribing.forget_unconfirmed(now=NOON + days(99)) == 0  # it was never sent
    Mailing.objects.update(sent_at=NOON)
    assert subscribing.forget_unconfirmed(now=NOON + days(13)) == 0
    assert subscribing.forget_unconfirmed(now=NOON + days(15)) > 0
    assert not Subscription.objects.exists()
