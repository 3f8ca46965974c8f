"""Hold with music, a colleague asked meanwhile, all three together, the caller passed on: who hears whom."""

import time
from datetime import timedelta

import pytest

from fenbo.core import clock
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Shift, Staff, Unit, UnitKind
from fenbo.hotline.conferring import other
from fenbo.hotline.models import Call, CallState, Happened, Presence
from fenbo.hotline.operations import conferring, seats, working
from fenbo.hotline.operations.working import Command
from fenbo.hotline.queries import session_of
from tests.hotline.sound import Sound
from tests.hotline.telephone import PATIENCE, Telephone, in_state, needs_telephone, speaking, until

pytestmark = needs_telephone
H = Happened
HOUR = timedelta(hours=1)


@pytest.fixture
def agent(seeded: None) -> Actor:
    return of_staff(Staff.objects.get(username="agent1"), clock.now())


@pytest.fixture
def colleague(seeded: None) -> Actor:
    return of_staff(Staff.objects.get(username="dispatcher1"), clock.now())


def hears(sound: Sound, seconds: float = 0.6) -> bool:
    """Whether there is sound in the next moment, after what is still on its way."""
    time.sleep(0.4)
    before = sound.loud_seconds
    time.sleep(seconds)
    return sound.loud_seconds - before > seconds / 3


def has(call: Call, happened: Happened, seat: str = ""):  # type: ignore[no-untyped-def]
    return call.events.filter(happened=happened, seat=seat).exists


def end(telephone: Telephone, call: Call) -> None:
    telephone.follower.switch.hang_up(call.call_id)
    telephone.follow(lambda: Call.objects.exclude(ended_at=None).exists(), "the end of the call")


def test_a_caller_on_hold_hears_music_and_nothing_else(
    telephone: Telephone, agent: Actor, colleague: Actor
) -> None:
    with Sound() as mine, Sound() as theirs:
        call = speaking(telephone, agent, colleague, "8002", mine, theirs)
        theirs.speaks = False
        assert not hears(mine), "the agent is silent"
        working.command(what=Command.HOLD, call_id=call.pk, actor=agent)
        telephone.follow(in_state(CallState.HELD), "the hold")
        assert hears(mine, 2), "music"
        assert not hears(theirs), "the agent does not hear who is on hold"
        working.command(what=Command.RESUME, call_id=call.pk, actor=agent)
        telephone.follow(in_state(CallState.TALKING), "the agent's return")
        assert not hears(mine), "the music has ended, and the agent is silent"
        assert hears(theirs)
        end(telephone, call)


def test_a_colleague_is_asked_then_speaks_with_both_then_goes_on_alone(
    telephone: Telephone, agent: Actor, colleague: Actor
) -> None:
    with Sound() as mine, Sound() as theirs, Sound() as third:
        call = speaking(telephone, agent, colleague, "8002", mine, theirs)
        agents = telephone.running[-2]
        telephone.seat("8002", third, "answering")
        conferring.consult(call_id=call.pk, to="seat:8002", actor=agent, now=clock.now())
        telephone.follow(has(call, H.CONSULTED, "8002"), "the colleague's lifting")
        assert hears(third), "the colleague hears the agent"
        assert hears(theirs), "the agent hears the colleague"
        theirs.speaks = third.speaks = False
        assert hears(mine, 2), "music for the caller"
        assert not hears(third), "the colleague does not hear the caller"
        theirs.speaks = False
        third.speaks = True

        conferring.join(call_id=call.pk, actor=agent, now=clock.now())
        telephone.follow(has(call, H.JOINED, "8002"), "all three")
        telephone.follow(in_state(CallState.TALKING), "the end of the hold")
        assert hears(mine), "the caller hears the colleague"
        mine.speaks, third.speaks = True, False
        assert (hears(third), hears(theirs)) == (True, True), "both hear the caller"

        third.speaks = True
        conferring.hand_over(call_id=call.pk, actor=agent, now=clock.now())
        telephone.follow(in_state(CallState.TALKING, "8002"), "the colleague's own call")
        assert agents.wait(PATIENCE) == 0, "the agent was let go"
        assert (hears(mine), hears(third)) == (True, True)
        call.refresh_from_db()
        assert (call.staff_id, other(call)) == (colleague.staff_id, None)
        session = session_of(agent)
        assert session
        assert session.presence == Presence.WRAP_UP
        end(telephone, call)
    assert call.events.filter(happened=H.TRANSFERRED).count() == 1


def test_the_agent_comes_back_and_the_colleague_is_let_go(
    telephone: Telephone, agent: Actor, colleague: Actor
) -> None:
    with Sound() as mine, Sound() as theirs, Sound() as third:
        call = speaking(telephone, agent, colleague, "8002", mine, theirs)
        phone = telephone.seat("8002", third, "answering")
        conferring.consult(call_id=call.pk, to="seat:8002", actor=agent, now=clock.now())
        telephone.follow(has(call, H.CONSULTED, "8002"), "the colleague's lifting")
        working.command(what=Command.RESUME, call_id=call.pk, actor=agent)
        telephone.follow(in_state(CallState.TALKING), "the agent's return")
        assert phone.wait(PATIENCE) == 0
        telephone.follow(has(call, H.PARTED, "8002"), "the colleague's going")
        assert (hears(mine), hears(theirs)) == (True, True)
        end(telephone, call)


def test_nobody_lifts_and_the_caller_is_still_there(
    telephone: Telephone, agent: Actor, colleague: Actor
) -> None:
    with Sound() as mine, Sound() as theirs:
        call = speaking(telephone, agent, colleague, "8002", mine, theirs)
        # No telephone is registered at 8002.
        conferring.consult(call_id=call.pk, to="seat:8002", actor=agent, now=clock.now())
        telephone.follow(has(call, H.UNREACHED, "8002"), "the news that nobody is there")
        call.refresh_from_db()
        third = other(call)
        assert third
        assert not third.is_there
        assert call.state == CallState.HELD
        working.command(what=Command.RESUME, call_id=call.pk, actor=agent)
        telephone.follow(in_state(CallState.TALKING), "the agent's return")
        end(telephone, call)


def test_who_watches_for_a_support_group_is_asked_by_telephone(
    telephone: Telephone, agent: Actor, colleague: Actor
) -> None:
    group = Unit.objects.filter(kind=UnitKind.SUPPORT_GROUP).order_by("pk")[0]
    person = Staff.objects.get(username="dispatcher1")
    person.phone = "0971-6331188"
    person.save()
    now = clock.now()
    Shift.objects.filter(unit=group).delete()
    Shift.objects.create(unit=group, staff=person, starts_at=now - HOUR, ends_at=now + HOUR)
    with Sound() as mine, Sound() as theirs, Sound() as expert:
        now = clock.now()
        seats.log_in(seat="8001", actor=agent, now=now)
        seats.set_presence(presence=Presence.READY, actor=agent, now=now)
        telephone.follow(lambda: True, "the seat's place in the queue")
        telephone.seat("8001", theirs, "answering")
        # At the trunk's other end is who is called; the caller comes by the same trunk from another port.
        telephone.sipp("answering", "-p", telephone.exchange.trunk, "-key", "sound", expert.port)
        telephone.call(mine, port=telephone.other_port())
        until(lambda: mine.loud_seconds > 0.2, "the prompt")
        mine.press("0")
        telephone.follow(in_state(CallState.TALKING), "the answer")
        call = Call.objects.get()
        conferring.consult(call_id=call.pk, to=f"group:{group.pk}", actor=agent, now=clock.now())
        telephone.follow(has(call, H.CONSULTED), "the expert's lifting")
        assert (hears(expert), hears(theirs)) == (True, True)
        third = other(call)
        assert third
        assert (third.name, third.seat) == (str(group), "")
        end(telephone, call)
    assert "6331188" not in str(list(call.events.values()))


def test_a_caller_passed_to_a_seat_or_to_the_queue(
    telephone: Telephone, agent: Actor, colleague: Actor
) -> None:
    with Sound() as mine, Sound() as theirs, Sound() as third:
        call = speaking(telephone, agent, colleague, "8002", mine, theirs)
        telephone.seat("8002", third, "answering")
        conferring.transfer(call_id=call.pk, to="seat:8002", actor=agent, now=clock.now())
        telephone.follow(in_state(CallState.TALKING, "8002"), "the colleague's answer")
        assert (hears(mine), hears(third)) == (True, True)
        conferring.transfer(call_id=call.pk, to="queue:centre", actor=colleague, now=clock.now())
        telephone.follow(in_state(CallState.WAITING, "8002"), "the queue again")
        telephone.seat("8001", theirs, "answering")
        seats.set_presence(presence=Presence.READY, actor=agent, now=clock.now())
        telephone.follow(in_state(CallState.TALKING), "the first agent again")
        assert (hears(mine), hears(theirs)) == (True, True)
        end(telephone, call)
    call.refresh_from_db()
    assert call.rang_seconds < 10, "what counts is how long the first answer took"
