"""How long a hop may take."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.models import TimeLimit
from fenbo.catalogue.queries import FALLBACK, limit_for, time_limits
from fenbo.workdays.calendar import Limit, LimitUnit

DAY = date(2020, 3, 9)
HOURS = LimitUnit.HOURS
pytestmark = pytest.mark.django_db


def limit(amount: int, kind: Kind | None = None, urgency: Urgency | None = None, **given: object) -> None:
    TimeLimit.objects.create(hop=Hop.ANSWER, amount=amount, unit=HOURS, kind=kind, urgency=urgency, **given)
    time_limits.forget()


@pytest.mark.parametrize("hop", Hop)
def test_an_emptied_table_stops_no_clock(hop: Hop) -> None:
    assert limit_for(hop, None, None, DAY) == FALLBACK[hop]


def test_the_closer_row_wins() -> None:
    """Kind and urgency beat urgency, urgency beats kind, kind beats neither."""
    limit(24)
    assert limit_for(Hop.ANSWER, Kind.HELP, Urgency.URGENT, DAY).amount == 24
    limit(12, kind=Kind.HELP)
    assert limit_for(Hop.ANSWER, Kind.HELP, Urgency.URGENT, DAY).amount == 12
    limit(6, urgency=Urgency.URGENT)
    assert limit_for(Hop.ANSWER, Kind.HELP, Urgency.URGENT, DAY).amount == 6
    limit(3, kind=Kind.HELP, urgency=Urgency.URGENT)
    assert limit_for(Hop.ANSWER, Kind.HELP, Urgency.URGENT, DAY).amount == 3
    assert limit_for(Hop.ANSWER, Kind.REPORT, Urgency.URGENT, DAY).amount == 6
    assert limit_for(Hop.ANSWER, Kind.HELP, Urgency.ORDINARY, DAY).amount == 12
    assert limit_for(Hop.ANSWER, Kind.REPORT, Urgency.ORDINARY, DAY).amount == 24
    assert limit_for(Hop.ANSWER, None, None, DAY).amount == 24


def test_a_row_for_others_does_not_fit() -> None:
    limit(3, kind=Kind.REPORT)
    assert limit_for(Hop.ANSWER, Kind.HELP, None, DAY) == FALLBACK[Hop.ANSWER]


def test_a_limit_holds_on_its_first_and_its_last_day() -> None:
    limit(24, valid_from=date(2020, 2, 24), valid_to=DAY)
    limit(12, valid_from=date(2020, 3, 10))
    assert limit_for(Hop.ANSWER, None, None, date(2020, 2, 23)) == FALLBACK[Hop.ANSWER]
    assert limit_for(Hop.ANSWER, None, None, DAY).amount == 24
    assert limit_for(Hop.ANSWER, None, None, date(2020, 3, 10)).amount == 12


@pytest.mark.parametrize(("kind", "urgency"), [(None, None), (Kind.HELP, None), (Kind.HELP, Urgency.URGENT)])
def test_two_limits_for_one_hop_and_day_are_refused(kind: Kind | None, urgency: Urgency | None) -> None:
    limit(24, kind, urgency)
    with pytest.raises(IntegrityError, match="one_limit_per"), transaction.atomic():
        limit(12, kind, urgency, valid_from=date(2021, 1, 1))


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(IntegrityError, match="limit_is_positive"), transaction.atomic():
        limit(0)


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("hop", "urgency", "expected"),
    [
        (Hop.DISPATCH, Urgency.ORDINARY, Limit(30, LimitUnit.MINUTES)),
        (Hop.DISPATCH, Urgency.URGENT, Limit(10, LimitUnit.MINUTES)),
        (Hop.SIGN_IN, Urgency.ORDINARY, Limit(2, HOURS)),
        (Hop.CONTACT, Urgency.ORDINARY, Limit(4, HOURS)),
        (Hop.ANSWER, Urgency.ORDINARY, Limit(24, HOURS)),
        (Hop.INTERIM, Urgency.ORDINARY, Limit(24, HOURS)),
        (Hop.FINAL, Urgency.ORDINARY, Limit(5, LimitUnit.WORKING_DAYS)),
        (Hop.EXTENSION, Urgency.ORDINARY, Limit(10, LimitUnit.WORKING_DAYS)),
    ],
)
def test_the_seeded_limits_are_those_of_the_centre(hop: Hop, urgency: Urgency, expected: Limit) -> None:
    assert limit_for(hop, Kind.CONSULTATION, urgency, DAY) == expected


@pytest.mark.usefixtures("seeded")
def test_the_limits_without_a_table_are_the_seeded_ones() -> None:
    assert {hop: limit_for(hop, None, None, DAY) for hop in Hop} == FALLBACK
