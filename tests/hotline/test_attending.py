"""Those who lead listen, whisper, speak with both, take over: on the simulated line, and what the journal has of it."""

import pytest

from fenbo.core import clock
from fenbo.core.errors import IllegalMove, MissingDuty, OutOfScope
from fenbo.hotline.models import Break, Call, CallState, Presence
from fenbo.hotline.operations import attending, seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.working import Unreachable
from fenbo.hotline.queries import session_of
from fenbo.hotline.simulated import Simulated
from fenbo.hotline.switch.interface import Ear
from fenbo.hotline.wall import Doing, wall
from fenbo.journal.queries import Event
from tests.cast import PHONE, Cast, cast

__all__ = ["cast"]


@pytest.fixture
def call(cast: Cast) -> Call:
    """The agent at 8001 speaks with somebody; the leader sits at 8020."""
    lay_defaults()
    seats.log_in(seat="8001", actor=cast.agent, now=clock.now())
    seats.set_presence(presence=Presence.READY, actor=cast.agent, now=clock.now())
    seats.log_in(seat="8020", actor=cast.leader, now=clock.now())
    call_id = Simulated().call_in(line="12345", phone=PHONE)
    Simulated().answer(call_id, seat="8001")
    return Call.objects.get(call_id=call_id)


def attend(cast: Cast, call: Call, how: Ear = Ear.LISTEN, who: str = "leader") -> None:
    attending.attend(call_id=call.pk, how=how, actor=getattr(cast, who), now=clock.now())


def moves(call: Call) -> list[tuple[str, int | None]]:
    return list(Event.objects.filter(stream=call.pk).order_by("seq").values_list("move", "actor_id"))


def attended(cast: Cast) -> tuple[tuple[str, Ear], ...]:
    return wall(cast.leader, clock.now()).places[0].attended


@pytest.mark.parametrize(
    ("how", "move"),
    [(Ear.LISTEN, "call_listened"), (Ear.WHISPER, "call_whispered"), (Ear.BARGE, "call_barged")],
)
def test_each_way_of_taking_part_is_in_the_journal_and_on_the_wall(
    cast: Cast, call: Call, how: Ear, move: str
) -> None:
    attend(cast, call, how)
    assert moves(call) == [(move, cast.staff["leader"].pk)]
    assert attended(cast) == (("8020", how),)
    attending.leave(call_id=call.pk, actor=cast.leader)
    assert attended(cast) == ()
    call.refresh_from_db()
    assert (call.state, call.seat_id) == (CallState.TALKING, "8001"), "the call goes on as it was"


def test_one_way_takes_the_place_of_another(cast: Cast, call: Call) -> None:
    attend(cast, call)
    attend(cast, call, Ear.BARGE)
    assert attended(cast) == (("8020", Ear.BARGE),)


def test_whoever_takes_over_has_the_call_and_the_agent_wraps_up(cast: Cast, call: Call) -> None:
    attending.take_over(call_id=call.pk, actor=cast.leader, now=clock.now())
    assert moves(call) == [("call_taken_over", cast.staff["leader"].pk)]
    call.refresh_from_db()
    assert (call.state, call.seat_id, call.staff) == (CallState.TALKING, "8020", cast.staff["leader"])
    session = session_of(cast.agent)
    assert session
    assert session.presence == Presence.WRAP_UP
    places = {place.seat: place.doing for place in wall(cast.leader, clock.now()).places}
    assert places == {"8001": Doing.WRAP_UP, "8020": Doing.TALKING}


@pytest.mark.parametrize("who", ["agent", "dispatcher", "handler", "overseer", "outsider"])
def test_it_is_for_those_who_lead(cast: Cast, call: Call, who: str) -> None:
    actor = getattr(cast, who)
    for attempt in (
        lambda: attend(cast, call, who=who),
        lambda: attending.take_over(call_id=call.pk, actor=actor, now=clock.now()),
        lambda: attending.leave(call_id=call.pk, actor=actor),
    ):
        with pytest.raises((MissingDuty, OutOfScope)):
            attempt()
    assert moves(call) == []


def test_without_a_seat_there_is_no_telephone_to_ring(cast: Cast, call: Call) -> None:
    with pytest.raises(IllegalMove, match="签入"):
        attend(cast, call, who="supervisor")


def test_a_call_that_nobody_speaks_is_not_attended(cast: Cast, call: Call) -> None:
    waiting = Call.objects.get(call_id=Simulated().call_in(line="12345", phone=PHONE))
    Simulated().hang_up(call.call_id)
    for one in (waiting, call):
        with pytest.raises(IllegalMove):
            attend(cast, one)
    assert moves(call) == moves(waiting) == []


def test_nobody_attends_their_own_call(cast: Cast, call: Call) -> None:
    attending.take_over(call_id=call.pk, actor=cast.leader, now=clock.now())
    with pytest.raises(IllegalMove):
        attend(cast, call)


def test_a_platform_that_is_away_says_so_and_what_was_asked_stays_in_the_journal(
    cast: Cast, call: Call
) -> None:
    Call.objects.filter(pk=call.pk).update(switch="asterisk")
    with pytest.raises(Unreachable):
        attend(cast, call)
    assert moves(call) == [("call_listened", cast.staff["leader"].pk)]


def test_who_leads_sits_without_being_rung(cast: Cast, call: Call) -> None:
    session = session_of(cast.leader)
    assert session
    assert (session.presence, session.reason) == (Presence.BREAK, Break.LEADING)
    with pytest.raises(MissingDuty):
        seats.set_presence(presence=Presence.READY, actor=cast.leader, now=clock.now())
    assert seats.log_out(actor=cast.leader, now=clock.now()).ended_at
    with pytest.raises(MissingDuty):
        seats.log_in(seat="8019", actor=cast.handler, now=clock.now())


def test_on_the_wall_they_lead_and_have_no_break(cast: Cast, call: Call) -> None:
    assert {place.seat: place.doing for place in wall(cast.leader, clock.now()).places}[
        "8020"
    ] == Doing.LEADING
