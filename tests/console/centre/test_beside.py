"""Two cases side by side."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.catalogue.kinds import Kind
from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from tests.cast import NOON, Cast
from tests.console.desks import desk


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "dispatcher")


def url(one: Case, other: Case) -> str:
    return reverse("console:beside", args=[one.pk, other.pk])


def merge(client: Client, one: Case, other: Case, follower: Case, **more: Any) -> HttpResponse:
    values = {"follower": str(follower.pk), "reason": "同一事项"}
    for case in (one, other):
        values[f"version-{case.pk}"] = str(Case.objects.get(pk=case.pk).version)
    with frozen(NOON):
        return client.post(url(one, other), {**values, **more})  # type: ignore[return-value]


def test_both_are_shown_and_either_may_follow(cast: Cast, client: Client) -> None:
    one, other = cast.received(title="甲事"), cast.received(title="乙事", phone="13997210002")
    page = client.get(url(one, other)).content.decode()

    for told in ("甲事", "乙事", "138****0001", "139****0002", f"{one} 并入 {other}", f"{other} 并入 {one}"):
        assert told in page


@pytest.mark.parametrize("first_follows", [True, False])
def test_the_one_that_was_chosen_follows(cast: Cast, client: Client, first_follows: bool) -> None:
    one, other = cast.received(), cast.received()
    follower, lead = (one, other) if first_follows else (other, one)
    answer = merge(client, one, other, follower)

    assert answer.headers["Location"] == reverse("console:case", args=[lead.pk])
    assert cast.fresh(follower).state == CaseState.MERGED
    assert cast.fresh(follower).lead_case_id == lead.pk
    assert cast.fresh(lead).state == CaseState.RECEIVED


def test_an_answered_case_can_neither_lead_nor_follow(cast: Cast, client: Client) -> None:
    page = client.get(url(cast.received(), cast.closed())).content.decode()

    assert "现在不能并单" in page
    assert "《政府投资条例》" in page or "将于月底前支付" in page


def test_one_under_review_leads_and_does_not_follow(cast: Cast, client: Client) -> None:
    one, other = cast.received(), cast.fresh(cast.replied())
    page = client.get(url(one, other)).content.decode()

    assert f"{one} 并入 {other}" in page
    assert f"{other} 并入 {one}" not in page
    assert merge(client, one, other, other).status_code == 422


def test_secret_and_open_cases_do_not_mix(cast: Cast, client: Client) -> None:
    one, other = cast.received(), cast.received(kind=Kind.REPORT)
    answer = merge(client, one, other, one, reason="很像的两件")

    assert answer.status_code == 422
    assert "保密的诉求或举报不能" in answer.content.decode()
    assert "很像的两件" in answer.content.decode()


def test_the_follower_moved_meanwhile(cast: Cast, client: Client) -> None:
    one, other = cast.received(), cast.received()
    seen = str(cast.fresh(one).version)
    centre.note(case_id=one.pk, text="来电", actor=cast.other, now=NOON)
    answer = merge(client, one, other, one, **{f"version-{one.pk}": seen})

    assert answer.status_code == 409
    assert cast.fresh(one).state == CaseState.RECEIVED


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("publisher", 403), ("handler", 404)])
def test_merging_is_the_dispatchers_duty(cast: Cast, who: str, status: int) -> None:
    one, other = cast.received(), cast.received()
    answer = merge(desk(cast, who), one, other, one)

    assert answer.status_code in (status, 403)
    assert cast.fresh(one).state == CaseState.RECEIVED


def test_a_case_that_is_not_there(cast: Cast, client: Client) -> None:
    assert client.get(reverse("console:beside", args=[cast.received().pk, new_id()])).status_code == 404


def test_a_case_beside_itself_offers_nothing(cast: Cast, client: Client) -> None:
    one = cast.received()

    assert "现在不能并单" in client.get(url(one, one)).content.decode()
