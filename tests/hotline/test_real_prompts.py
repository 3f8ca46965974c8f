"""A changed prompt is heard by the next caller, and a holiday has words of its own: real calls."""

import wave

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fenbo.core import clock
from fenbo.directory.actors import of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.models import Call, Callback, Said
from fenbo.hotline.operations import prompts
from fenbo.hotline.switch.asterisk import configuration
from tests.hotline.sound import Sound
from tests.hotline.telephone import PATIENCE, Telephone, needs_telephone
from tests.hotline.test_prompts import sound

pytestmark = needs_telephone
SECONDS = 3


def test_on_a_holiday_the_next_caller_hears_what_was_just_recorded(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fenbo.hotline.queries.why_closed", lambda *_: Said.HOLIDAY)
    leader = of_staff(Staff.objects.get(username="leader1"), clock.now())
    upload = SimpleUploadedFile("holiday.wav", sound(seconds=SECONDS, rate=44_100))
    prompts.record(said="holiday", speech="zh", sound=upload, actor=leader, now=clock.now())
    telephone.follow(lambda: True, "the change's way to Asterisk")
    with wave.open(str(configuration.sounds() / "holiday.wav")) as made:
        assert made.getnframes() == SECONDS * 8000
    with Sound() as mine:
        # Without a second beside the tone: neither the greeting nor the words for the night.
        assert telephone.call(mine).wait(PATIENCE) == 0
        assert SECONDS - 0.5 < mine.loud_seconds < SECONDS + 0.5
    telephone.follow(lambda: Call.objects.exclude(ended_at=None).exists(), "the end of the call")
    assert Callback.objects.get().reason == "closed"
