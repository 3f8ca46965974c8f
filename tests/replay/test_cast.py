"""Who plays."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Shift
from fenbo.replay.cast import AGENTS, ANSWERING, ISSUING, PUBLISHING, Cast, NotStaged
from fenbo.replay.script.model import BEGINS, ENDS, CaseScript

pytestmark = pytest.mark.usefixtures("seeded")


def test_every_unit_that_acts_in_the_month_has_its_handler(month: Sequence[CaseScript]) -> None:
    cast = Cast()
    for slug in {step.unit for case in month for step in case.steps if step.unit}:
        assert cast.handler(slug).has(Duty.HANDLE, cast.units[slug]), slug


def test_people_have_the_duties_that_their_parts_need() -> None:
    cast = Cast()
    centre = cast.units["centre"]
    for username, duty in (
        *((name, Duty.TAKE_IN) for name in (*AGENTS, *ANSWERING)),
        *((name, Duty.PUBLISH) for name in PUBLISHING),
        ("followup1", Duty.FOLLOW_UP),
        ("supervisor1", Duty.SUPERVISE),
        ("leader1", Duty.LEAD),
    ):
        assert cast.person(username).has(duty, centre), username
    for name in ISSUING:
        person = cast.person(name)
        assert person.has(Duty.REVIEW, centre) or person.has(Duty.DISPATCH, centre)


def test_nobody_who_issues_publishes() -> None:
    assert not set(ISSUING) & set(PUBLISHING)


def test_whoever_watches_dispatches_at_any_hour_of_the_month() -> None:
    cast = Cast()
    at = BEGINS
    while at < ENDS:
        dispatcher = cast.dispatcher(at)
        shifts = Shift.objects.filter(staff=dispatcher.staff_id, starts_at__lte=at, ends_at__gt=at)
        assert shifts.exists()
        assert dispatcher.has(Duty.DISPATCH, cast.units["centre"])
        at += timedelta(hours=13)


def test_a_person_is_looked_up_once(django_assert_num_queries: pytest.FixtureRequest) -> None:
    cast = Cast()
    first = cast.person("agent1")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert cast.person("agent1") is first


def test_without_demonstration_staff_nobody_can_play() -> None:
    Post.objects.filter(unit__slug="justice").delete()
    cast = Cast()
    with pytest.raises(NotStaged, match="justice"):
        cast.handler("justice")
    with pytest.raises(NotStaged, match="nobody"):
        cast.person("nobody")
