"""Hearing of new policies: nothing but the confirmation waits until somebody confirmed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.knowledge.models import Policy, Subscription
from fenbo.knowledge.operations import papers, policies, subscribing
from fenbo.notices.models import By, Message, Way
from fenbo.notices.operations import Telling, tell_each
from fenbo.notices.queries import waiting_of
from fenbo.notices.texts import FOR_SUBSCRIBERS, Text
from tests.cast import NOON, Cast
from tests.knowledge.stage import Library, days, document

EMAIL = "wang@example.com"


def subscribed(**wish: str) -> Subscription:
    found = subscribing.subscribe(email=EMAIL, now=NOON, **wish)
    return subscribing.confirm(token=subscribing.token_of(found), now=NOON)


def test_asking_queues_one_confirmation_and_nothing_is_sent(db: None) -> None:
    for _again in range(2):
        subscribing.subscribe(email=f" {EMAIL.upper()} ", now=NOON)
    message = Message.objects.get()
    assert (message.kind, message.ways.get().sent_at) == (Text.SUBSCRIBED, None)
    assert waiting_of(FOR_SUBSCRIBERS) == {"waiting": 1, "given_up": 0}


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
    policy = library.policy()
    assert subscribing.tell_subscribers(policy_id=policy.pk, now=NOON) == 0
    assert not Message.objects.filter(kind=Text.POLICY).exists()


def test_a_new_policy_is_queued_once_for_who_confirmed(cast: Cast, library: Library) -> None:
    wish = subscribed()
    policy = library.policy()
    assert subscribing.tell_subscribers(policy_id=policy.pk, now=NOON) == 1
    policies.write(policy_id=policy.pk, document=document(), actor=cast.editor, now=NOON)
    library.let_out(policy)
    # A changed wording is told to nobody again, nor is it when the job runs twice.
    jobs = ProcrastinateJob.objects.filter(task_name="knowledge.tell_subscribers")
    assert jobs.count() == 1
    assert subscribing.tell_subscribers(policy_id=policy.pk, now=NOON) == 0
    message = Message.objects.get(kind=Text.POLICY)
    assert message.subject == wish.pk
    assert policy.title in message.text


def test_of_a_policy_that_is_public_no_more_nobody_is_told(library: Library, cast: Cast) -> None:
    subscribed()
    policy = library.policy()
    papers.retire(
        papers=Policy.objects.all(), paper_id=policy.pk, reason="发错了", actor=cast.editor, now=NOON
    )

    assert subscribing.tell_subscribers(policy_id=policy.pk, now=NOON) == 0
    assert subscribing.tell_subscribers(policy_id=uuid4(), now=NOON) == 0


def test_many_are_told_some_at_a_time_and_a_broken_run_goes_on(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribing, "AT_ONCE", 4)
    for number in range(10):
        wish = subscribing.subscribe(email=f"reader{number}@example.com", now=NOON)
        subscribing.confirm(token=subscribing.token_of(wish), now=NOON)
    policy = library.policy()
    chunks: list[int] = []

    def dies_at_the_third(told: Sequence[Telling], *, now: datetime) -> int:
        chunks.append(len(told))
        if len(chunks) == 3:
            raise OSError("killed")
        return tell_each(told, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(subscribing, "tell_each", dies_at_the_third)
        with pytest.raises(OSError, match="killed"):
            subscribing.tell_subscribers(policy_id=policy.pk, now=NOON)
    assert Message.objects.filter(kind=Text.POLICY).count() == 8
    assert subscribing.tell_subscribers(policy_id=policy.pk, now=NOON) == 2
    assert Message.objects.filter(kind=Text.POLICY).count() == 10


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
    made = library.policy(**policy)
    assert subscribing.tell_subscribers(policy_id=made.pk, now=NOON) == fits


def test_ending_forgets_the_address_and_all_that_waits(library: Library) -> None:
    wish = subscribed()
    subscribing.tell_subscribers(policy_id=library.policy().pk, now=NOON)
    assert Message.objects.count() == 2
    subscribing.end(token=subscribing.token_of(wish))
    assert not Subscription.objects.exists()
    assert not Message.objects.exists()


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
    Way.objects.update(sent_at=NOON)
    assert subscribing.forget_unconfirmed(now=NOON + days(13)) == 0
    assert subscribing.forget_unconfirmed(now=NOON + days(15)) > 0
    assert not Subscription.objects.exists()


OPENID = "oReader000000000000000000001"


def test_in_wechat_nothing_has_to_be_confirmed(library: Library) -> None:
    for _again in range(2):
        subscribing.subscribe_wechat(openid=OPENID, region="630100", now=NOON)
    [wish] = subscribing.wechat_subscriptions(OPENID)
    policy = library.policy(region="630102")

    assert subscribing.tell_subscribers(policy_id=policy.pk, now=NOON) == 1
    way = Way.objects.get()
    assert (way.by, way.to, way.message.subject) == (By.WECHAT, OPENID, wish.pk)


def test_one_of_them_is_ended_by_its_place_or_all(db: None, library: Library) -> None:
    for region in ("630100", "630200"):
        subscribing.subscribe_wechat(openid=OPENID, region=region, now=NOON)
    subscribing.subscribe_wechat(openid="oSomebodyElse", now=NOON)

    assert subscribing.end_wechat(openid=OPENID, place=0) == 0
    assert subscribing.end_wechat(openid=OPENID, place=3) == 0
    assert subscribing.end_wechat(openid=OPENID, place=1) == 1
    assert [one.region_id for one in subscribing.wechat_subscriptions(OPENID)] == ["630200"]
    assert subscribing.end_wechat(openid=OPENID) == 1
    assert Subscription.objects.count() == 1


def test_nobody_has_more_than_twenty(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST_OF_ONE", 1)
    subscribing.subscribe_wechat(openid=OPENID, now=NOON)
    with pytest.raises(InvalidInput, match="请先退订"):
        subscribing.subscribe_wechat(openid=OPENID, region="630100", now=NOON)
