"""Sitting at a seat: one person, one seat, every stretch of ready, break and wrap-up kept."""

from datetime import UTC, datetime, time, timedelta

import pytest

from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.hours import is_open
from fenbo.hotline.models import Line, Presence, Spell
from fenbo.hotline.operations import seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.queries import arrangement, session_of
from fenbo.hotline.switch.interface import Member
from fenbo.workdays.calendar import WorkCalendar

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _laid(seeded: None) -> None:
    lay_defaults()


def actor(username: str) -> Actor:
    return of_staff(Staff.objects.get(username=username), NOON)


def minutes(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def test_laying_the_defaults_again_lays_nothing() -> None:
    assert lay_defaults() == 0


def test_a_seat_rings_only_while_somebody_is_ready_there() -> None:
    agent = actor("agent1")
    assert arrangement(NOON).members == frozenset()
    seats.log_in(seat="8001", actor=agent, now=NOON)
    assert arrangement(NOON).members == {Member("centre", "8001", paused=True)}
    seats.set_presence(presence=Presence.READY, actor=agent, now=minutes(1))
    assert arrangement(NOON).members == {Member("centre", "8001", paused=False)}
    seats.log_out(actor=agent, now=minutes(2))
    assert arrangement(NOON).members == frozenset()
    assert session_of(agent) is None


def test_every_stretch_is_kept_without_gaps() -> None:
    agent = actor("agent1")
    seats.log_in(seat="8001", actor=agent, now=NOON)
    seats.set_presence(presence=Presence.READY, actor=agent, now=minutes(1))
    seats.set_presence(presence=Presence.BREAK, reason="meal", actor=agent, now=minutes(60))
    seats.log_out(actor=agent, now=minutes(90))
    spells = list(
        Spell.objects.order_by("began_at").values_list("presence", "reason", "began_at", "ended_at")
    )
    assert spells == [
        ("break", "rest", NOON, minutes(1)),
        ("ready", "", minutes(1), minutes(60)),
        ("break", "meal", minutes(60), minutes(90)),
    ]


def test_a_taken_seat_and_a_second_seat_are_refused() -> None:
    seats.log_in(seat="8001", actor=actor("agent1"), now=NOON)
    with pytest.raises(InvalidInput, match="8001"):
        seats.log_in(seat="8001", actor=actor("dispatcher1"), now=NOON)
    with pytest.raises(InvalidInput, match="8001"):
        seats.log_in(seat="8002", actor=actor("agent1"), now=NOON)
    with pytest.raises(InvalidInput):
        seats.log_in(seat="9999", actor=actor("dispatcher1"), now=NOON)


def test_logging_in_twice_at_ones_own_seat_is_one_session() -> None:
    first = seats.log_in(seat="8001", actor=actor("agent1"), now=NOON)
    assert seats.log_in(seat="8001", actor=actor("agent1"), now=minutes(5)) == first


def test_a_break_wants_a_reason_and_a_session() -> None:
    agent = actor("agent1")
    with pytest.raises(IllegalMove):
        seats.set_presence(presence=Presence.READY, actor=agent, now=NOON)
    seats.log_in(seat="8001", actor=agent, now=NOON)
    with pytest.raises(InvalidInput):
        seats.set_presence(presence=Presence.BREAK, reason="fishing", actor=agent, now=NOON)


@pytest.mark.parametrize("username", ["justice1", "auditor1", "support_trade"])
def test_only_agents_of_the_centre_sit_at_its_seats(username: str) -> None:
    with pytest.raises(MissingDuty):
        seats.log_in(seat="8001", actor=actor(username), now=NOON)


@pytest.mark.parametrize(
    ("hours", "on_holidays", "at", "answered"),
    [
        ((None, None), True, NOON, True),
        ((None, None), False, NOON, True),
        ((None, None), False, NOON - timedelta(days=1), False),
        ((time(8, 30), time(20, 30)), True, NOON, True),
        ((time(8, 30), time(20, 30)), True, NOON + timedelta(hours=9), False),
        ((time(8, 30), time(20, 30)), True, NOON + timedelta(hours=8, minutes=30), False),
        ((time(8, 30), time(20, 30)), False, NOON - timedelta(days=1), False),
    ],
)
def test_a_line_keeps_its_hours_by_the_clocks_of_shanghai(
    hours: tuple[time | None, time | None], on_holidays: bool, at: datetime, answered: bool
) -> None:
    line = Line(number="12345", opens=hours[0], closes=hours[1], on_holidays=on_holidays)
    assert is_open(line, at, WorkCalendar()) is answered


def test_a_closed_line_is_told_to_the_switch() -> None:
    Line.objects.update(opens=time(8, 30), closes=time(20, 30))
    assert arrangement(NOON).closed == frozenset()
    assert arrangement(NOON + timedelta(hours=10)).closed == {"12345"}
