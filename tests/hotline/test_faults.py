"""What goes wrong while callers speak: the telephone engine dies, the way to it is cut, the database is away.

Asterisk is real, and is killed; the connection is real, and is shut; the database is real, and lets nobody in.
"""

import socket
import subprocess
import time
from collections.abc import Callable

import pytest
from django.db import connection

from fenbo.core import clock
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.models import (
    Call,
    Callback,
    CallEvent,
    CallOutcome,
    CallState,
    Happened,
    Presence,
    Recording,
)
from fenbo.hotline.operations import seats
from fenbo.hotline.queries import session_of
from fenbo.hotline.switch.asterisk.adapter import Asterisk
from tests.away import database_away
from tests.hotline.sound import Sound
from tests.hotline.telephone import Telephone, needs_telephone, until

pytestmark = needs_telephone
H = Happened


@pytest.fixture
def agent(seeded: None) -> Actor:
    actor = of_staff(Staff.objects.get(username="agent1"), clock.now())
    seats.log_in(seat="8001", actor=actor, now=clock.now())
    seats.set_presence(presence=Presence.READY, actor=actor, now=clock.now())
    return actor


def in_state(state: CallState) -> Callable[[], bool]:
    return lambda: Call.objects.filter(state=state).exists()


def begun(telephone: Telephone, mine: Sound) -> "subprocess.Popen[bytes]":
    """Somebody calls, and has pressed 0."""
    telephone.follow(lambda: True, "the seats' places in the queue")
    caller = telephone.call(mine)
    until(lambda: mine.loud_seconds > 0.2, "the prompt")
    mine.press("0")
    return caller


def kill(telephone: Telephone) -> None:
    """As a power cut does: nothing is said, nothing is tidied up. Then it comes back."""
    assert telephone.exchange.process
    telephone.exchange.process.kill()
    telephone.exchange.process.wait()
    telephone.exchange.process = None
    until(lambda: not telephone.follower.glance(), "Fenbo to see that Asterisk is gone")
    telephone.exchange.start()


def presence(agent: Actor) -> str:
    session = session_of(agent)
    assert session
    return session.presence


def test_a_call_that_died_with_asterisk_has_an_end_and_its_seat_is_free(
    telephone: Telephone, agent: Actor
) -> None:
    with Sound() as mine, Sound() as theirs:
        telephone.seat("8001", theirs, "answering")
        begun(telephone, mine)
        telephone.follow(in_state(CallState.TALKING), "the answer")
        # What is spoken reaches the disk some seconds later.
        until(lambda: theirs.loud_seconds > 6, "some words")
        kill(telephone)
        telephone.follow(in_state(CallState.ENDED), "the end of the lost call")
    call = Call.objects.get()
    assert (call.outcome, call.staff_id) == (CallOutcome.ANSWERED, agent.staff_id)
    assert call.talked_seconds >= 1
    assert presence(agent) == Presence.WRAP_UP
    telephone.follow(lambda: Recording.objects.exists(), "as much of the recording as there was")
    assert call.events.filter(happened=H.ENDED).count() == 1


def test_who_waited_when_asterisk_died_is_called_back(telephone: Telephone) -> None:
    with Sound() as mine:
        begun(telephone, mine)
        telephone.follow(in_state(CallState.WAITING), "the queue")
        kill(telephone)
        telephone.follow(in_state(CallState.ENDED), "the end of the lost call")
    assert Call.objects.get().outcome == CallOutcome.ABANDONED
    assert Callback.objects.get().reason == "abandoned"


def test_a_cut_connection_costs_the_caller_nothing_and_the_record_is_whole(
    telephone: Telephone, agent: Actor
) -> None:
    with Sound() as mine, Sound() as theirs:
        seat = telephone.seat("8001", theirs)
        caller = begun(telephone, mine)
        telephone.follow(in_state(CallState.TALKING), "the answer")
        switch = telephone.follower.switch
        assert isinstance(switch, Asterisk)
        assert switch._line
        switch._line._socket.shutdown(socket.SHUT_RDWR)
        # What the platform had said before is heard first.
        until(lambda: not telephone.follower.glance(), "Fenbo to see that the connection is cut")
        heard = theirs.loud_seconds
        until(lambda: theirs.loud_seconds > heard + 0.5, "more of what the caller says")
        telephone.follow(lambda: True, "Asterisk again")
        assert in_state(CallState.TALKING)(), "a call that goes on is not taken for lost"
        assert seat.wait() == 0
        telephone.follow(lambda: pressed(mine, caller, "3"), "the end of the call")
        telephone.follow(in_state(CallState.ENDED), "its record")
    call = Call.objects.get()
    told = list(call.events.order_by("at", "id").values_list("happened", flat=True))
    assert told.count(H.ANSWERED) == told.count(H.RELEASED) == told.count(H.ENDED) == 1
    assert call.outcome == CallOutcome.ANSWERED


@pytest.mark.django_db(transaction=True)
def test_a_whole_call_without_a_database_is_in_it_afterwards(
    telephone: Telephone, agent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone.follow(lambda: True, "the seat's place in the queue")
    # Nobody waits long for what is away; what the product waits is a setting of the pool.
    monkeypatch.setattr(
        connection.pool,  # type: ignore[attr-defined]
        "timeout",
        0.5,
    )
    with Sound() as mine, Sound() as theirs:
        seat = telephone.seat("8001", theirs)
        with database_away():
            caller = telephone.call(mine)
            until(lambda: not telephone.follower.glance(), "Fenbo to see that the database is gone")
            until(lambda: mine.loud_seconds > 0.2, "the prompt")
            mine.press("0")
            until(lambda: telephone.follower.glance() or seat.poll() is not None, "the agent's end")
            assert seat.wait() == 0
            assert theirs.loud_seconds > 1, "caller and agent spoke"
            until(lambda: pressed(mine, caller, "3"), "the end of the call")
            assert not telephone.follower.glance()
        telephone.follow(in_state(CallState.ENDED), "everything that was heard meanwhile")
        telephone.follow(lambda: Recording.objects.exists(), "the recording")
    call = Call.objects.get()
    told = list(call.events.order_by("at", "id").values_list("happened", flat=True))
    for happened in (H.ARRIVED, H.KEY, H.QUEUED, H.ANSWERED, H.RELEASED, H.ENDED):
        assert told.count(happened) == 1
    assert (call.outcome, call.staff_id) == (CallOutcome.ANSWERED, agent.staff_id)
    assert call.began_at < call.queued_at < call.answered_at < call.ended_at  # type: ignore[operator]


def test_who_waits_is_told_how_many_are_ahead_and_may_ask_to_be_called_back(telephone: Telephone) -> None:
    with Sound() as first, Sound() as second:
        begun(telephone, first)
        telephone.follow(in_state(CallState.WAITING), "the first one's place")
        caller = telephone.call(second, phone="13997210002", port=telephone.other_port())
        until(lambda: second.loud_seconds > 0.2, "the prompt")
        second.press("0")
        telephone.follow(lambda: Call.objects.filter(state=CallState.WAITING).count() == 2, "both places")
        places = CallEvent.objects.filter(happened=H.QUEUED).order_by("at").values_list("detail", flat=True)
        assert list(places) == ["1", "2"]
        # Asked for after a minute, and taken at any time.
        telephone.follow(lambda: pressed(second, caller), "the second one's goodbye")
        telephone.follow(lambda: Callback.objects.exists(), "the task")
    task = Callback.objects.get()
    assert (task.reason, task.call.phone) == ("asked", "13997210002")


def pressed(sound: Sound, caller: "subprocess.Popen[bytes]", key: str = "1") -> bool:
    """Press once a second until the call is over."""
    if caller.poll() is None:
        sound.press(key)
        time.sleep(1)
    return caller.poll() is not None
