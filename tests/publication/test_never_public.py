"""Reports of wrongdoing, confidential cases and the rest that is barred: no path leads to the public."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from fenbo.cases.lifecycle import PublicationState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre, merging, review
from fenbo.cases.operations.centre import Changes
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post
from fenbo.knowledge.operations import collections
from fenbo.knowledge.operations.collections import Gathering
from fenbo.knowledge.search import cases as alike
from fenbo.publication import operations, queries
from fenbo.publication.models import Publication
from fenbo.publication.queries import Wanted
from tests.cast import NOON, Cast

WORDS = "紫金矿场深夜偷排废水"
SECRETS: dict[str, dict[str, Any]] = {
    "a report of wrongdoing": {"kind": Kind.REPORT},
    "a confidential case": {"is_confidential": True},
    "a case without consent": {"may_publish": False},
}
MARKED = ("under_inquiry", "names_official")
ABOUT: dict[str, Any] = {"title": WORDS, "content": WORDS, "may_publish": True}


def secret(cast: Cast, name: str) -> Case:
    """Answered and closed; `name` says why it is not for the public."""
    if name not in MARKED:
        return cast.closed(**{**ABOUT, **SECRETS[name]})
    order = cast.replied(**ABOUT)
    changes = replace(Changes(), **{name: True})  # type: ignore[arg-type]
    centre.correct(case_id=order.case_id, changes=changes, actor=cast.dispatcher, now=NOON)
    return review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)


every_secret = pytest.mark.parametrize("name", [*SECRETS, *MARKED])


def nobody_reads_it(case: Case) -> None:
    """Neither in the search, nor among suggestions, nor on any page or in any feed of the website."""
    assert not queries.public().filter(pk=case.pk).exists()
    assert queries.public_search(Wanted(words=WORDS)).page.rows == []
    assert queries.public_search(Wanted(words=case.number)).page.rows == []
    assert alike.like(WORDS) == []
    assert case.pk not in [row.pk for row in queries.newest(50)]
    client = Client()
    assert client.get(f"/cases/{case.number}/").status_code == 404
    for address in (
        "/",
        "/cases/",
        f"/cases/?q={WORDS}",
        f"/search/?q={WORDS}&kind=case",
        f"/search/?q={WORDS}",
    ):
        page = client.get(address).content.decode().replace(f'value="{WORDS}"', "").split("<main", 1)[-1]
        assert f"/cases/{case.number}/" not in page
    typed = client.post("/ask/", {"title": WORDS}).content.decode()
    assert WORDS not in typed


@every_secret
def test_no_operation_publishes_it(cast: Cast, name: str) -> None:
    case = secret(cast, name)

    assert cast.fresh(case).publication_state == PublicationState.WITHHELD
    attempts: tuple[Callable[[], object], ...] = (
        lambda: operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON),
        lambda: operations.propose(
            case_id=case.pk, title="甲", question="乙", answer="丙", actor=cast.publisher, now=NOON
        ),
        lambda: operations.propose(case_id=case.pk, actor=Actor.system(), now=NOON),
        lambda: operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON),
        lambda: operations.publish(case_id=case.pk, actor=Actor.system(), now=NOON),
    )
    for attempt in attempts:
        with pytest.raises((InvalidInput, IllegalMove)):
            attempt()
    assert operations.propose_after(case_id=case.pk, by=None, actor=Actor.system(), now=NOON) is None
    nobody_reads_it(case)


@every_secret
def test_the_database_refuses_it_whoever_asks(cast: Cast, name: str) -> None:
    case = secret(cast, name)

    with pytest.raises(IntegrityError, match="never published"), transaction.atomic():
        Publication.objects.filter(pk=case.pk).update(published_at=NOON, answer="答", question=WORDS)
    nobody_reads_it(case)


@pytest.mark.parametrize(
    "became",
    [
        {"kind": Kind.REPORT},
        {"is_confidential": True},
        {"under_inquiry": True},
        {"names_official": True},
        {"may_publish": False},
    ],
    ids=lambda became: next(iter(became)),
)
def test_what_becomes_secret_is_hidden_in_the_same_instant(cast: Cast, became: dict[str, Any]) -> None:
    case = cast.closed(**ABOUT)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    assert queries.published(case.number)

    Case.objects.filter(pk=case.pk).update(**became)

    nobody_reads_it(case)


def test_what_was_agreed_to_before_it_became_secret_is_not_published(cast: Cast) -> None:
    case = cast.closed(**ABOUT)
    Case.objects.filter(pk=case.pk).update(is_confidential=True)

    with pytest.raises(InvalidInput, match="保密"):
        operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    nobody_reads_it(case)


@pytest.mark.parametrize("name", ["a report of wrongdoing", "a confidential case"])
def test_it_neither_follows_nor_leads_an_open_case(cast: Cast, name: str) -> None:
    hidden = cast.received(**{**ABOUT, **SECRETS[name]})
    plain = cast.received(title="路灯", content="门前的路灯不亮了", may_publish=True)

    for one, into in ((hidden, plain), (plain, hidden)):
        with pytest.raises(InvalidInput, match="不能与其他诉求并单"):
            merging.merge(case_id=one.pk, into=into.pk, reason="同一件", actor=cast.dispatcher, now=NOON)


def test_what_follows_a_public_case_is_told_only_by_its_lead(cast: Cast) -> None:
    order = cast.replied(title="路灯", content="门前的路灯不亮了", may_publish=True)
    follower = cast.received(**ABOUT)
    merging.merge(case_id=follower.pk, into=order.case_id, reason="同一件", actor=cast.dispatcher, now=NOON)
    lead = review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    operations.publish(case_id=lead.pk, actor=cast.publisher, now=NOON)

    assert queries.published(lead.number)
    nobody_reads_it(follower)


@every_secret
def test_collected_answers_take_none_of_it(cast: Cast, name: str) -> None:
    case = secret(cast, name)
    Post.objects.create(staff=cast.staff["publisher"], unit=cast.unit["centre"], duty=Duty.EDIT)
    Category.objects.get_or_create(code="01", defaults={"name": "政策"})

    with pytest.raises(InvalidInput, match="没有找到"):
        collections.begin(
            gathering=Gathering("集中解答", "一起看", "01", [(case.number, "甲")]),
            owner=cast.unit["centre"].pk,
            actor=cast.publisher,
            now=NOON,
        )
