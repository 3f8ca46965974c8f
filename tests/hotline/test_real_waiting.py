"""Nobody is free: after a while the caller is asked whether they want to be called back, and presses 1."""

from collections.abc import Iterator

import pytest

from fenbo.core import clock
from fenbo.hotline.models import Call, Callback, CallbackReason, CallOutcome, Happened, Queue
from fenbo.hotline.switch.asterisk import configuration, engine
from fenbo.hotline.switch.asterisk.adapter import command
from tests.hotline.sound import Sound
from tests.hotline.telephone import PATIENCE, Telephone, needs_telephone, until

pytestmark = needs_telephone
H = Happened
# The least that a queue allows, instead of the minute.
OFFER_SECONDS = 10


def write_queues() -> None:
    """As `fenbo hotline config` writes them; Asterisk reads its queues anew."""
    found = engine.find()
    assert found
    configuration.write(found)
    with command() as line:
        line.action("QueueReload")


@pytest.fixture
def soon(telephone: Telephone) -> Iterator[Telephone]:
    asked = Queue.objects.get().offer_seconds
    assert asked == 60
    Queue.objects.update(offer_seconds=OFFER_SECONDS)
    write_queues()
    yield telephone
    Queue.objects.update(offer_seconds=asked)
    write_queues()


def test_a_caller_is_asked_and_accepts(soon: Telephone) -> None:
    soon.follow(lambda: True, "nobody's being ready")
    with Sound() as mine:
        caller = soon.call(mine, phone="13997210002")
        until(lambda: mine.loud_seconds > 0.5, "the prompt")
        mine.press("0")
        soon.follow(lambda: Call.objects.filter(state="waiting").exists(), "the queue")
        queued = Call.objects.get().queued_at
        assert queued
        # The ringing that callers hear is a second in five: more than half a second in one is somebody speaking.
        heard = [mine.loud_seconds]

        def spoken_to() -> bool:
            soon.follower.glance()
            heard.append(mine.loud_seconds)
            return len(heard) > 6 and heard[-1] - heard[-6] > 1.2

        until(spoken_to, "the offer")
        assert OFFER_SECONDS - 1 <= (clock.now() - queued).total_seconds() < OFFER_SECONDS + 6
        assert not Callback.objects.exists(), "nobody has pressed yet"
        mine.press("1")
        soon.follow(lambda: Callback.objects.exists(), "the task")
        assert caller.wait(PATIENCE) == 0, "noted, and goodbye"
        soon.follow(lambda: Call.objects.exclude(ended_at=None).exists(), "the end of the call")
    task = Callback.objects.get()
    assert (task.reason, task.call.phone) == (CallbackReason.ASKED, "13997210002")
    assert task.call.outcome == CallOutcome.ABANDONED
    assert task.call.events.filter(happened=H.CALLBACK).count() == 1
