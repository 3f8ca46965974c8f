"""A leader takes part in a real call: three telephones on loopback, and who of them hears whom."""

import time

import pytest

from fenbo.core import clock
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.models import Call, CallState, Happened, Recording
from fenbo.hotline.operations import attending
from fenbo.hotline.switch.interface import Ear
from tests.hotline.sound import Sound
from tests.hotline.telephone import PATIENCE, Telephone, needs_telephone, speaking

pytestmark = needs_telephone
H = Happened


@pytest.fixture
def agent(seeded: None) -> Actor:
    return of_staff(Staff.objects.get(username="agent1"), clock.now())


@pytest.fixture
def leader(seeded: None) -> Actor:
    return of_staff(Staff.objects.get(username="leader1"), clock.now())


def hears(sound: Sound, seconds: float = 0.6) -> bool:
    """Whether there is sound in the next moment, after what is still on its way."""
    time.sleep(0.3)
    before = sound.loud_seconds
    time.sleep(seconds)
    return sound.loud_seconds - before > seconds / 2


def end(telephone: Telephone, call: Call) -> None:
    """Nothing is left of it in Asterisk."""
    telephone.follower.switch.hang_up(call.call_id)
    telephone.follow(lambda: Call.objects.exclude(ended_at=None).exists(), "the end of the call")


def told(call: Call, happened: Happened) -> bool:
    return call.events.filter(happened=happened, seat="8010").exists()


@pytest.mark.parametrize(
    ("how", "agent_hears", "caller_hears"),
    [(Ear.LISTEN, False, False), (Ear.WHISPER, True, False), (Ear.BARGE, True, True)],
)
def test_who_hears_whom(
    telephone: Telephone, agent: Actor, leader: Actor, how: Ear, agent_hears: bool, caller_hears: bool
) -> None:
    with Sound() as mine, Sound() as theirs, Sound() as ear:
        call = speaking(telephone, agent, leader, "8010", mine, theirs)
        phone = telephone.seat("8010", ear, "answering")
        attending.attend(call_id=call.pk, how=how, actor=leader, now=clock.now())
        telephone.follow(lambda: told(call, H.ATTENDED), "the leader's telephone")
        assert hears(ear), "the leader hears both"
        # Only the leader speaks now.
        mine.speaks = theirs.speaks = False
        assert (hears(theirs), hears(mine)) == (agent_hears, caller_hears)
        assert not hears(ear), "nobody hears themselves"
        attending.leave(call_id=call.pk, actor=leader)
        assert phone.wait(PATIENCE) == 0
        telephone.follow(lambda: told(call, H.LEFT), "the leader's going")
        mine.speaks = theirs.speaks = True
        assert (hears(mine), hears(theirs)) == (True, True), "the call goes on"
        end(telephone, call)


def test_whoever_takes_over_speaks_with_the_caller_and_the_recording_goes_on(
    telephone: Telephone, agent: Actor, leader: Actor
) -> None:
    with Sound() as mine, Sound() as theirs, Sound() as ear:
        call = speaking(telephone, agent, leader, "8010", mine, theirs)
        agents = telephone.running[-2]
        telephone.seat("8010", ear, "answering")
        attending.take_over(call_id=call.pk, actor=leader, now=clock.now())
        telephone.follow(
            lambda: Call.objects.filter(seat="8010", state=CallState.TALKING).exists(), "the leader's lifting"
        )
        assert agents.wait(PATIENCE) == 0, "the agent was let go"
        assert hears(mine)
        assert hears(ear)
        taken = Call.objects.get()
        assert (taken.state, taken.staff_id) == (CallState.TALKING, leader.staff_id)
        end(telephone, call)
        telephone.follow(lambda: Recording.objects.exists(), "the recording")
    recording = Recording.objects.get()
    assert recording.seconds >= taken_seconds(call)


def taken_seconds(call: Call) -> int:
    """How long both spoke with the caller, without what passed between them."""
    call.refresh_from_db()
    return call.talked_seconds - 3


def test_a_call_that_the_leader_does_not_lift_comes_to_the_queue_again(
    telephone: Telephone, agent: Actor, leader: Actor
) -> None:
    with Sound() as mine, Sound() as theirs:
        call = speaking(telephone, agent, leader, "8010", mine, theirs)
        # No telephone is registered at 8010.
        attending.take_over(call_id=call.pk, actor=leader, now=clock.now())
        telephone.follow(lambda: call.events.filter(happened=H.QUEUED).count() == 2, "the queue")
        call.refresh_from_db()
        assert call.state == CallState.WAITING
        assert call.ended_at is None, "the caller was not dropped"
        end(telephone, call)
