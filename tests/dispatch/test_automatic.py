"""Cases go out by themselves only where the centre's leader said so, and where the model is sure enough."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.clock import frozen
from fenbo.core.errors import InvalidInput, MissingDuty
from fenbo.directory.models import Unit
from fenbo.dispatch import automatic, learning
from fenbo.dispatch.models import Automatic, Switch, Taken
from fenbo.journal.consumers import at_once
from fenbo.journal.queries import events_of
from fenbo.judgement.model import Told
from tests.cast import NOON, Cast, hours
from tests.console.desks import look_at, sit_down, stage
from tests.dispatch.conftest import furnish_catalogue

REASON = "近一月首选采纳率 98%"


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is always as sure of the same subject."""
    monkeypatch.setattr(learning, "tell", lambda text, most=3: [Told("0401", 0.93, ("工程款",))])


def switch_on(cast: Cast, percent: int = 90) -> Switch:
    return automatic.switch_on(category="0401", percent=percent, reason=REASON, actor=cast.leader, now=NOON)


def brought(cast: Cast, **about: Any) -> Case:
    with at_once():
        return cast.fresh(cast.received(**{"region": "630102", **about}))


def test_nothing_goes_out_by_itself_before_it_is_switched_on(catalogue: Cast) -> None:
    assert brought(catalogue).state == CaseState.RECEIVED
    assert not Automatic.objects.exists()


def test_what_is_sure_enough_goes_out_by_the_catalogue_and_is_listed(catalogue: Cast) -> None:
    switch = switch_on(catalogue)
    case = brought(catalogue)
    assert (case.state, case.lead_unit, case.category_id) == (
        CaseState.DISPATCHED,
        catalogue.unit["justice"],
        "0401",
    )
    assert {order.unit for order in case.orders.all()} == {
        catalogue.unit["justice"],
        catalogue.unit["prisons"],
    }
    row = Automatic.objects.get()
    assert (row.case, row.switch, row.unit, row.percent) == (case, switch, catalogue.unit["justice"], 93)
    event = events_of(case.pk).get(move="dispatch")
    assert (event.actor_kind, event.actor_name) == ("system", "自动分拨（把握 93%）")
    # What nobody decided teaches nothing about how dispatchers like the advice.
    assert not Taken.objects.exists()


@pytest.mark.parametrize(
    "about",
    [
        {"kind": Kind.REPORT},
        {"is_confidential": True},
        {"urgency": Urgency.URGENT},
        {"category": "0501"},
        {"region": "632800", "category": "0402"},
    ],
)
def test_what_is_secret_urgent_or_of_another_subject_waits_for_a_person(
    catalogue: Cast, about: dict[str, Any]
) -> None:
    switch_on(catalogue)
    assert brought(catalogue, **about).state == CaseState.RECEIVED


def test_what_is_not_sure_enough_waits(catalogue: Cast) -> None:
    switch_on(catalogue, percent=94)
    assert brought(catalogue).state == CaseState.RECEIVED


def test_a_unit_that_takes_no_more_cases_leaves_it_to_a_person(catalogue: Cast) -> None:
    switch_on(catalogue)
    Unit.objects.filter(slug="justice").update(valid_to=NOON.date() - timedelta(days=1))
    case = brought(catalogue)
    assert case.state == CaseState.RECEIVED
    assert not Automatic.objects.exists()


def test_what_went_out_is_taken_back_as_any_other(catalogue: Cast) -> None:
    switch_on(catalogue)
    case = brought(catalogue)
    with at_once():
        centre.recall(case_id=case.pk, reason="不归该单位", actor=catalogue.dispatcher, now=NOON + hours(1))
    # It does not go out again by itself.
    assert catalogue.fresh(case).state == CaseState.RECEIVED


def test_it_happens_once_however_often_the_news_comes(catalogue: Cast) -> None:
    switch_on(catalogue)
    case = brought(catalogue)
    assert automatic.dispatch_if_sure(case_id=case.pk, now=NOON) is None
    assert Automatic.objects.count() == 1


def test_switched_off_people_send_out_again(catalogue: Cast) -> None:
    switch = switch_on(catalogue)
    assert automatic.switch_off(switch_id=switch.pk, actor=catalogue.leader, now=NOON)
    assert not automatic.switch_off(switch_id=switch.pk, actor=catalogue.leader, now=NOON)
    assert brought(catalogue).state == CaseState.RECEIVED
    switch.refresh_from_db()
    assert (switch.off_at, switch.off_by) == (NOON, catalogue.leader.name)


@pytest.mark.parametrize(
    ("category", "percent", "reason", "field"),
    [
        ("9999", 90, REASON, "category"),
        ("0401", 79, REASON, "percent"),
        ("0401", 100, REASON, "percent"),
        ("0401", 90, " ", "reason"),
    ],
)
def test_what_makes_no_sense_is_refused(
    catalogue: Cast, category: str, percent: int, reason: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        automatic.switch_on(
            category=category, percent=percent, reason=reason, actor=catalogue.leader, now=NOON
        )
    assert refusal.value.field == field


def test_a_subject_has_one_switch(catalogue: Cast) -> None:
    switch_on(catalogue)
    with pytest.raises(InvalidInput, match="已经打开"):
        switch_on(catalogue, 95)


@pytest.mark.parametrize("who", ["dispatcher", "supervisor", "handler"])
def test_only_who_leads_the_centre_switches(catalogue: Cast, who: str) -> None:
    switch = switch_on(catalogue)
    actor = getattr(catalogue, who)
    with pytest.raises(MissingDuty):
        automatic.switch_on(category="0402", percent=90, reason=REASON, actor=actor, now=NOON)
    with pytest.raises(MissingDuty):
        automatic.switch_off(switch_id=switch.pk, actor=actor, now=NOON)
    client = Client()
    client.force_login(catalogue.staff[who])
    assert client.post(reverse("console:automatic_off", args=[switch.pk])).status_code == 403


def test_twenty_cost_no_more_queries_than_two(catalogue: Cast) -> None:
    switch_on(catalogue)
    client = Client()
    client.force_login(catalogue.staff["dispatcher"])
    costs = []
    for count in (2, 20):
        for number in range(count):
            brought(catalogue, phone=f"138972{number:05d}")
        with frozen(NOON + hours(1)):
            client.get(reverse("console:automatic"))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("console:automatic"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_leader_switches_on_and_sees_what_went_out(page: Page) -> None:
    cast = stage()
    furnish_catalogue(cast)
    sit_down(page, "leader")
    page.goto(reverse("console:automatic"))
    look_at(page, "automatic-empty")
    page.get_by_label("分类").fill("0401")
    page.get_by_label("理由").fill(REASON)
    page.get_by_label("至少把握（%）").fill("70")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("至少把握（%）").fill("90")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_text("把握至少 90%")).to_be_visible()
    with at_once():
        cast.received(region="630102")
    page.reload()
    expect(page.get_by_role("cell", name="93%")).to_be_visible()
    look_at(page, "automatic")
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_text("没有打开的分类")).to_be_visible()
