"""Real calls: Asterisk on loopback, sipp as the caller and as the seat's telephone, real sound both ways."""

import subprocess
import time
import wave
from collections.abc import Callable
from datetime import timedelta
from socket import SOCK_DGRAM

import pytest

from fenbo.core import clock
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.files import storage
from fenbo.hotline.models import Call, Callback, CallOutcome, Happened, Presence, Recording
from fenbo.hotline.operations import blocking, seats, working
from fenbo.hotline.operations.working import Command
from fenbo.hotline.queries import session_of
from tests.hotline.sound import Sound
from tests.hotline.telephone import PATIENCE, Telephone, free_port, needs_telephone, until

pytestmark = needs_telephone
H = Happened
PHONE = "13897210001"


@pytest.fixture
def agent(seeded: None) -> Actor:
    return of_staff(Staff.objects.get(username="agent1"), clock.now())


def happened(call: Call) -> list[tuple[str, str]]:
    return list(call.events.order_by("at", "id").values_list("happened", "detail"))


def ready(agent: Actor, seat: str = "8001") -> None:
    seats.log_in(seat=seat, actor=agent, now=clock.now())
    seats.set_presence(presence=Presence.READY, actor=agent, now=clock.now())


def ended() -> bool:
    return Call.objects.exclude(ended_at=None).exists()


def test_a_caller_hears_the_prompt_presses_0_is_answered_and_recorded(
    telephone: Telephone, agent: Actor
) -> None:
    ready(agent)
    telephone.follow(lambda: True, "the seat's place in the queue")
    with Sound() as mine, Sound() as theirs:
        seat = telephone.seat("8001", theirs)
        caller = telephone.call(mine, phone=PHONE)
        until(lambda: mine.loud_seconds > 1, "the prompt")
        assert theirs.loud_seconds == 0
        mine.press("0")
        telephone.follow(in_state("released"), "the agent's end")
        assert seat.wait(PATIENCE) == 0
        assert presence(agent) == Presence.WRAP_UP, "the agent does not wait for the caller's rating"
        rate(mine, caller, "4")
        telephone.follow(lambda: Recording.objects.exists(), "the recording")
        assert theirs.loud_seconds > 1, "the agent heard the caller"
    call = Call.objects.get()
    assert happened(call) == [
        (H.ARRIVED, "12345"),
        (H.KEY, "0"),
        (H.QUEUED, "1"),
        (H.RANG, ""),
        (H.ANSWERED, ""),
        (H.RELEASED, ""),
        (H.RATED, "4"),
        (H.ENDED, ""),
        (H.RECORDED, ""),
    ]
    assert call.score == 4
    assert (call.phone, call.seat_id, call.staff_id) == (PHONE, "8001", agent.staff_id)
    assert call.outcome == CallOutcome.ANSWERED
    assert call.began_at < call.queued_at < call.answered_at < call.ended_at  # type: ignore[operator]
    assert 1 <= call.rang_seconds <= call.talked_seconds + PATIENCE
    assert spoken(call) >= call.talked_seconds - 1
    assert call.released_at
    assert call.released_at < call.ended_at  # type: ignore[operator]
    assert presence(agent) == Presence.WRAP_UP


def presence(agent: Actor) -> str:
    session = session_of(agent)
    assert session
    return session.presence


def in_state(state: str) -> Callable[[], bool]:
    return lambda: Call.objects.filter(state=state).exists()


def rate(mine: Sound, caller: "subprocess.Popen[bytes]", key: str) -> None:
    """Press until the question has been asked: a key before it is nobody's."""

    def over() -> bool:
        if caller.poll() is None:
            mine.press(key)
            time.sleep(1)
        return caller.poll() is not None

    until(over, "the end of the call")
    assert caller.wait() == 0


def spoken(call: Call) -> int:
    """The seconds of sound in what was kept."""
    with wave.open(str(storage.place(call.recording.attachment.stored_name))) as sound:
        assert any(sound.readframes(sound.getframerate())), "silence was recorded"
        return int(sound.getnframes() // sound.getframerate())


def test_whoever_gives_up_while_waiting_is_to_be_called_back(telephone: Telephone) -> None:
    with Sound() as mine:
        telephone.call(mine, scenario="impatient", milliseconds=4000)
        until(lambda: mine.loud_seconds > 0.2, "the prompt")
        mine.press("0")
        telephone.follow(ended, "the end of the call")
    call = Call.objects.get()
    assert call.outcome == CallOutcome.ABANDONED
    assert Callback.objects.get().call == call


def test_what_happened_while_fenbo_was_away_is_written_down_afterwards(
    telephone: Telephone, agent: Actor
) -> None:
    ready(agent)
    telephone.follow(lambda: True, "the seat's place in the queue")
    telephone.follower.switch.close()  # type: ignore[attr-defined]
    with Sound() as mine, Sound() as theirs:
        seat = telephone.seat("8001", theirs)
        caller = telephone.call(mine)
        until(lambda: mine.loud_seconds > 0.2, "the prompt")
        mine.press("0")
        # Nobody listens, and the caller is served all the same.
        assert seat.wait(PATIENCE) == 0
        rate(mine, caller, "5")
    assert not Call.objects.exists()
    telephone.follow(lambda: Recording.objects.exists(), "what Asterisk kept")
    call = Call.objects.get()
    assert [what for what, _detail in happened(call) if what != H.RECORDED] == [
        H.ARRIVED,
        H.KEY,
        H.QUEUED,
        H.ANSWERED,
        H.RELEASED,
        H.RATED,
        H.ENDED,
    ]
    assert call.score == 5
    assert (call.phone, call.outcome, call.staff_id) == (PHONE, CallOutcome.ANSWERED, agent.staff_id)


def test_a_barred_number_is_told_so_and_not_put_through(telephone: Telephone) -> None:
    leader = of_staff(Staff.objects.get(username="supervisor1"), clock.now())
    blocking.block(
        phone=PHONE,
        reason="一小时内拨打二百次，不说话",
        ends_at=clock.now() + timedelta(days=1),
        actor=leader,
        now=clock.now(),
    )
    telephone.follow(lambda: True, "the barred number's way to Asterisk")
    with Sound() as mine:
        telephone.call(mine, scenario="impatient", milliseconds=2000)
        telephone.follow(ended, "the end of the call")
    call = Call.objects.get()
    assert [what for what, _detail in happened(call)] == [H.ARRIVED, H.BARRED, H.ENDED]
    assert call.outcome == CallOutcome.NOT_QUEUED
    assert not Callback.objects.exists()


def test_a_restarted_asterisk_is_told_again_who_is_ready(telephone: Telephone, agent: Actor) -> None:
    ready(agent)
    telephone.follow(lambda: True, "the seat's place in the queue")
    telephone.exchange.stop()
    until(lambda: not telephone.follower.glance(), "Fenbo to see that Asterisk is gone")
    telephone.exchange.start()
    with Sound() as mine, Sound() as theirs:
        telephone.seat("8001", theirs)
        telephone.call(mine)
        until(lambda: mine.loud_seconds > 0.2, "the prompt")
        mine.press("0")
        telephone.follow(ended, "the end of the call")
    assert Call.objects.get().outcome == CallOutcome.ANSWERED


def test_an_agent_holds_and_takes_the_caller_back(telephone: Telephone, agent: Actor) -> None:
    ready(agent)
    telephone.follow(lambda: True, "the seat's place in the queue")
    with Sound() as mine, Sound() as theirs:
        telephone.seat("8001", theirs)
        telephone.call(mine)
        until(lambda: mine.loud_seconds > 0.2, "the prompt")
        mine.press("0")
        telephone.follow(lambda: Call.objects.filter(state="talking").exists(), "the answer")
        call = Call.objects.get()
        working.command(what=Command.HOLD, call_id=call.pk, actor=agent)
        telephone.follow(lambda: Call.objects.filter(state="held").exists(), "the hold")
        working.command(what=Command.RESUME, call_id=call.pk, actor=agent)
        telephone.follow(lambda: Call.objects.filter(state="talking").exists(), "the agent's return")
        working.command(what=Command.HANG_UP, call_id=call.pk, actor=agent)
        telephone.follow(ended, "the end of the call")
    told = [what for what, _detail in happened(call)]
    assert told.index(H.HELD) < told.index(H.RESUMED) < told.index(H.ENDED)


def test_a_caller_in_an_emergency_is_passed_on_and_speaks_with_who_comes(
    telephone: Telephone, agent: Actor
) -> None:
    ready(agent)
    telephone.follow(lambda: True, "the seat's place in the queue")
    with Sound() as mine, Sound() as theirs, Sound() as fire:
        telephone.seat("8001", theirs)
        # At the trunk's other end is who answers 119; the caller comes by the same trunk from another port.
        brigade = telephone.sipp("seat", "-p", telephone.exchange.trunk, "-key", "sound", fire.port)
        telephone.call(mine, port=free_port(SOCK_DGRAM))
        until(lambda: mine.loud_seconds > 0.2, "the prompt")
        mine.press("0")
        telephone.follow(in_state("talking"), "the answer")
        call = Call.objects.get()
        working.pass_to_emergency(call_id=call.pk, service="119", note="着火", actor=agent, now=clock.now())
        telephone.follow(in_state("released"), "the fire brigade's answer")
        assert brigade.wait(PATIENCE) == 0
        telephone.follow(ended, "the end of the call")
        assert fire.loud_seconds > 1, "the fire brigade heard the caller"
    call.refresh_from_db()
    assert (call.passed_to, call.outcome) == ("119", CallOutcome.EMERGENCY)
    told = [what for what, _detail in happened(call)]
    assert told.index(H.TRANSFERRED) < told.index(H.PASSED) < told.index(H.ENDED)
    assert presence(agent) == Presence.WRAP_UP
