"""Who sits where, who speaks, who waits: as it is now."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.hotline.models import Break, Call, CallState, Presence
from fenbo.hotline.operations import seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.simulated import Simulated
from fenbo.hotline.wall import Doing, Wall, wall
from tests.cast import PHONE, Cast, cast

__all__ = ["cast"]


@pytest.fixture
def floor(cast: Cast) -> Cast:
    lay_defaults()
    cast.now = clock.now()
    return cast


def now(cast: Cast) -> Wall:
    return wall(cast.leader, clock.now())


def sit(cast: Cast, who: str, seat: str, presence: Presence = Presence.READY, reason: str = "") -> None:
    actor = getattr(cast, who)
    seats.log_in(seat=seat, actor=actor, now=clock.now())
    seats.set_presence(presence=presence, reason=reason, actor=actor, now=clock.now())


def test_an_empty_floor_has_only_empty_seats(floor: Cast) -> None:
    found = now(floor)
    assert (found.places, found.waiting, found.longest) == ([], [], None)
    assert (len(found.empty), found.empty[0]) == (20, "8001")


def test_somebody_at_a_seat_has_their_state_and_since_when(floor: Cast) -> None:
    sit(floor, "agent", "8002", Presence.BREAK, Break.MEAL)
    (place,) = now(floor).places
    assert place.session
    assert (place.seat, place.doing, place.since) == ("8002", Doing.BREAK, place.session.since)
    assert "8002" not in now(floor).empty


def test_a_call_goes_before_what_somebody_said_of_themselves(floor: Cast) -> None:
    sit(floor, "agent", "8001")
    switch = Simulated()
    call_id = switch.call_in(line="12345", phone=PHONE)
    (place,) = now(floor).places
    assert (place.doing, place.call and place.call.call_id) == (Doing.RINGING, call_id)
    assert len(now(floor).waiting) == 1, "nobody speaks to them yet"
    switch.answer(call_id, seat="8001")
    answered = now(floor).places[0]
    assert answered.doing == Doing.TALKING
    assert answered.call
    assert answered.since == answered.call.answered_at
    assert now(floor).waiting == []
    switch.hold(call_id)
    held = now(floor).places[0]
    assert held.doing == Doing.HELD
    assert held.since > answered.since
    switch.hang_up(call_id)
    assert now(floor).places[0].doing == Doing.WRAP_UP


def test_the_longest_waiting_comes_first(floor: Cast) -> None:
    switch = Simulated()
    for number in range(3):
        switch.call_in(line="12345", phone=f"1380000000{number}")
    last = Call.objects.order_by("-began_at").first()
    assert last
    early = last.began_at - timedelta(hours=1)
    Call.objects.filter(pk=last.pk).update(queued_at=early)
    found = now(floor)
    assert found.waiting[0] == last
    assert found.longest == early


def test_a_caller_who_hears_the_greeting_does_not_wait_yet(floor: Cast) -> None:
    Simulated().call_in(line="12345", phone=PHONE)
    Call.objects.update(state=CallState.GREETED)
    assert (now(floor).waiting, now(floor).greeted) == ([], 1)


@pytest.mark.parametrize("who", ["agent", "dispatcher", "handler", "overseer", "outsider"])
def test_it_is_for_those_who_lead_the_hotline(floor: Cast, who: str) -> None:
    with pytest.raises(MissingDuty):
        wall(getattr(floor, who), clock.now())


def test_more_seats_and_callers_take_no_more_queries(floor: Cast) -> None:
    sit(floor, "agent", "8001")
    switch = Simulated()
    switch.answer(switch.call_in(line="12345", phone=PHONE), seat="8001")
    leader = floor.leader
    with CaptureQueriesContext(connection) as few:
        wall(leader, clock.now())
    sit(floor, "dispatcher", "8002")
    for number in range(18):
        switch.call_in(line="12345", phone=f"138000000{number:02}")
    with CaptureQueriesContext(connection) as many:
        wall(leader, clock.now())
    assert len(few) == len(many) == 4
