"""The simulated line: the same interface and the same operations as a real one, without a telephone."""

from datetime import UTC, datetime, time, timedelta

import pytest

from fenbo.core import clock
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.hotline import queries
from fenbo.hotline.models import Call, Callback, CallOutcome, CallState, Happened, Line, Presence
from fenbo.hotline.operations import blocking, seats, working
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.working import Command
from fenbo.hotline.simulated import Simulated
from fenbo.hotline.switch.interface import Member, Switch

PHONE = "13897210001"
H = Happened


@pytest.fixture(autouse=True)
def _laid(seeded: None) -> None:
    lay_defaults()


def actor(username: str) -> Actor:
    return of_staff(Staff.objects.get(username=username), clock.now())


@pytest.fixture
def agent() -> Actor:
    return actor("agent1")


def sit(agent: Actor, seat: str = "8001") -> None:
    seats.log_in(seat=seat, actor=agent, now=clock.now())
    working.be(presence=Presence.READY, actor=agent, now=clock.now())


def call_in(agent: Actor, phone: str = PHONE) -> Call:
    return Call.objects.get(call_id=working.call_in(line="12345", phone=phone, actor=agent))


def do(what: Command, call: Call, agent: Actor) -> Call:
    working.command(what=what, call_id=call.pk, actor=agent)
    call.refresh_from_db()
    return call


def test_it_is_a_switch_like_any_other() -> None:
    switch: Switch = Simulated()
    assert switch.happenings(0) == ()


def test_a_call_rings_is_answered_held_resumed_and_ended(agent: Actor) -> None:
    sit(agent)
    call = call_in(agent)
    assert (call.state, call.seat_id) == (CallState.RINGING, "8001")
    steps = (Command.ANSWER, Command.HOLD, Command.RESUME, Command.HANG_UP)
    states = [do(what, call, agent).state for what in steps]
    assert states == ["talking", "held", "talking", "ended"]
    told = list(call.events.order_by("at", "id").values_list("happened", flat=True))
    assert told == ["arrived", "key", "queued", "rang", "answered", "held", "resumed", "ended"]
    assert (call.outcome, call.staff_id) == (CallOutcome.ANSWERED, agent.staff_id)


def test_a_caller_waits_until_somebody_is_ready(agent: Actor) -> None:
    call = call_in(agent)
    assert call.state == CallState.WAITING
    assert queries.count_waiting() == 1
    sit(agent)
    call.refresh_from_db()
    assert call.state == CallState.RINGING


def test_two_callers_ring_two_seats_and_the_third_waits(agent: Actor) -> None:
    sit(agent)
    sit(actor("dispatcher1"), "8002")
    calls = [call_in(agent, f"1389721000{number}") for number in range(3)]
    assert [(call.state, call.seat_id) for call in calls] == [
        ("ringing", "8001"),
        ("ringing", "8002"),
        ("waiting", None),
    ]


def test_who_speaks_on_it_is_not_free_for_a_real_caller(agent: Actor) -> None:
    sit(agent)
    do(Command.ANSWER, call_in(agent), agent)
    assert queries.arrangement(clock.now()).members == {Member("centre", "8001", paused=True)}


@pytest.mark.parametrize("what", [Command.HOLD, Command.RESUME, Command.HANG_UP])
def test_what_does_not_fit_the_state_is_refused(agent: Actor, what: Command) -> None:
    sit(agent)
    call = call_in(agent)
    with pytest.raises(IllegalMove):
        working.command(what=what, call_id=call.pk, actor=agent)


def test_nobody_takes_a_call_that_rings_elsewhere(agent: Actor) -> None:
    sit(agent)
    call = call_in(agent)
    neighbour = actor("dispatcher1")
    seats.log_in(seat="8002", actor=neighbour, now=clock.now())
    with pytest.raises(IllegalMove):
        working.command(what=Command.ANSWER, call_id=call.pk, actor=neighbour)


def test_a_closed_line_and_a_blocked_number_are_not_put_through(agent: Actor) -> None:
    now = clock.now()
    blocking.block(
        phone=PHONE, reason="骚扰", ends_at=now + timedelta(days=1), actor=actor("leader1"), now=now
    )
    assert call_in(agent).outcome == CallOutcome.NOT_QUEUED
    assert not Callback.objects.exists()
    Line.objects.update(opens=time(8, 30), closes=time(20, 30))
    with clock.frozen(datetime(2020, 3, 9, 13, tzinfo=UTC)):
        assert call_in(agent, "13897210009").outcome == CallOutcome.NOT_QUEUED
    assert Callback.objects.get().reason == "closed"


@pytest.mark.parametrize(("line", "phone"), [("12345", "abc"), ("99999", PHONE)])
def test_a_number_that_is_none_is_refused(agent: Actor, line: str, phone: str) -> None:
    with pytest.raises(InvalidInput):
        working.call_in(line=line, phone=phone, actor=agent)


def test_an_answer_at_once_keeps_what_it_was_about(agent: Actor) -> None:
    sit(agent)
    call = do(Command.ANSWER, call_in(agent), agent)
    with pytest.raises(IllegalMove):
        working.conclude(
            call_id=call.pk, outcome="answered_at_once", category="0402", actor=agent, now=clock.now()
        )
    do(Command.HANG_UP, call, agent)
    assert queries.to_conclude(agent, clock.now()) == call
    with pytest.raises(InvalidInput):
        working.conclude(
            call_id=call.pk, outcome="answered_at_once", category="9999", actor=agent, now=clock.now()
        )
    done = working.conclude(
        call_id=call.pk, outcome="answered_at_once", category="0402", actor=agent, now=clock.now()
    )
    assert (done.outcome, done.category_id) == (CallOutcome.ANSWERED_AT_ONCE, "0402")
    assert queries.to_conclude(agent, clock.now()) is None
