"""Who acts: a person with the posts of one day, a requester, the system, the public."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core.ids import new_id
from fenbo.directory.actors import Actor, ActorKind, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff, Unit, UnitKind
from tests.directory.conftest import hire

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)


@pytest.fixture
def centre(db: None) -> Unit:
    return Unit.objects.create(slug="centre", name="省分拨中心", short_name="分拨中心", kind=UnitKind.CENTRE)


def test_a_person_acts_with_the_duties_of_the_day(centre: Unit, office: Unit) -> None:
    person = hire("clerk", Duty.DISPATCH, at=centre)
    Post.objects.create(staff=person, unit=office, duty=Duty.HANDLE, valid_from=date(2020, 3, 10))
    today, tomorrow = of_staff(person, NOON), of_staff(person, NOON + timedelta(days=1))
    assert today.posts == {(Duty.DISPATCH, centre.pk)}
    assert tomorrow.posts == {(Duty.DISPATCH, centre.pk), (Duty.HANDLE, office.pk)}
    assert today.posts == {(Duty.DISPATCH, centre.pk)}, "an actor does not follow later appointments"


def test_the_day_is_that_of_china(office: Unit) -> None:
    person = hire("clerk", Duty.HANDLE, at=office, until=date(2020, 3, 9))
    last_second = datetime(2020, 3, 9, 15, 59, 59, tzinfo=UTC)
    assert of_staff(person, last_second).has(Duty.HANDLE)
    assert not of_staff(person, last_second + timedelta(seconds=1)).has(Duty.HANDLE)


def test_a_duty_is_held_at_a_unit(centre: Unit, office: Unit) -> None:
    actor = of_staff(hire("clerk", Duty.HANDLE, at=office), NOON)
    assert actor.has(Duty.HANDLE)
    assert actor.has(Duty.HANDLE, office.pk)
    assert not actor.has(Duty.HANDLE, centre.pk)
    assert not actor.has(Duty.DISPATCH)
    assert actor.units_with(Duty.HANDLE) == actor.unit_ids == {office.pk}


def test_one_person_may_sit_in_two_groups(centre: Unit, office: Unit) -> None:
    person = hire("clerk", Duty.HANDLE, at=office)
    Post.objects.create(staff=person, unit=centre, duty=Duty.HANDLE)
    assert of_staff(person, NOON).units_with(Duty.HANDLE) == {office.pk, centre.pk}


def test_the_journal_shows_unit_and_name(centre: Unit) -> None:
    actor = of_staff(hire("clerk", Duty.DISPATCH, at=centre), NOON)
    assert actor.name == "分拨中心 clerk同志"
    assert actor.in_centre


def test_an_inactive_account_holds_nothing(office: Unit) -> None:
    person = hire("clerk", Duty.HANDLE, at=office)
    person.is_active = False
    assert of_staff(person, NOON).posts == frozenset()


def test_an_actor_costs_one_query_however_many_posts(office: Unit) -> None:
    person = hire("clerk", at=office)
    for number in range(20):
        unit = Unit.objects.create(slug=f"u{number}", name="处", kind=UnitKind.SUB_UNIT)
        Post.objects.create(staff=person, unit=unit, duty=Duty.HANDLE)
    with CaptureQueriesContext(connection) as captured:
        assert len(of_staff(person, NOON).posts) == 20
    assert len(captured) == 1


def test_requesters_are_known_by_their_cases_and_never_by_name() -> None:
    case = new_id()
    actor = Actor.requester([case], on_behalf_of="来电人")
    assert actor.kind == ActorKind.REQUESTER
    assert actor.case_ids == {case}
    assert actor.name == "诉求人"
    assert not actor.is_staff


@pytest.mark.parametrize("actor", [Actor.public(), Actor.system(), Actor.requester([])])
def test_nobody_else_has_duties(actor: Actor) -> None:
    assert not any(actor.has(duty) for duty in Duty)
    assert actor.unit_ids == frozenset()
    assert not actor.is_staff


def test_a_person_is_shown_by_name_or_else_by_account() -> None:
    assert str(Staff(username="clerk", full_name="马晓兰")) == "马晓兰"
    assert str(Staff(username="clerk")) == "clerk"
    assert Staff(username="clerk", full_name="马晓兰").get_short_name() == "马晓兰"
