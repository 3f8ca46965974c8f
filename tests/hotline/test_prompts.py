"""What callers hear: words that are read, recordings in their place, another language after it, another text on holidays."""

import io
import wave
from array import array
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from fenbo.core.errors import InvalidInput, MissingDuty, OutOfScope
from fenbo.files import storage
from fenbo.files.models import Attachment
from fenbo.hotline import sounds
from fenbo.hotline.models import Line, Prompt
from fenbo.hotline.operations import prompts
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.queries import arrangement
from fenbo.hotline.switch.asterisk import voices
from tests.cast import NOON, Cast, cast

__all__ = ["cast"]


@pytest.fixture
def hall(cast: Cast, settings: Settings, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path / "files"
    lay_defaults()
    return cast


def sound(
    *, seconds: float = 1, rate: int = 16_000, width: int = 2, channels: int = 1, loud: bool = True
) -> bytes:
    """A steady level of a quarter of what the width can hold."""
    made = io.BytesIO()
    one = (b"\xa0" if loud else b"\x80") if width == 1 else bytes(width - 1) + (b"\x20" if loud else b"\0")
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(one * int(seconds * rate * channels))
    return made.getvalue()


def samples(content: bytes) -> "array[int]":
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        return array("h", file.readframes(file.getnframes()))


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_whatever_a_recorder_makes_fits_a_telephone(rate: int, width: int, channels: int) -> None:
    made = samples(sounds.fitted(sound(rate=rate, width=width, channels=channels), field="sound"))
    assert len(made) == 8000
    assert set(made) == {0x2000}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"ID3\x03 no wave at all",
        sound()[:40],
        sound(loud=False),
        sound(seconds=61, rate=8000),
        sound(rate=2000),
        sound(seconds=0),
    ],
)
def test_what_is_no_usable_recording_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        sounds.fitted(content, field="sound")
    assert refusal.value.field == "sound"


def record(
    cast: Cast, content: bytes, said: str = "welcome", speech: str = "zh", who: str = "leader"
) -> Prompt:
    upload = SimpleUploadedFile("a.wav", content)
    return prompts.record(said=said, speech=speech, sound=upload, actor=getattr(cast, who), now=NOON)


def played(folder: Path, said: str = "welcome") -> "array[int]":
    voices.write_all(folder)
    return samples((folder / f"{said}.wav").read_bytes())


def test_a_recording_takes_the_place_of_the_machine_and_goes_again(hall: Cast, tmp_path: Path) -> None:
    record(hall, sound(seconds=2))
    assert played(tmp_path) == array("h", [0x2000] * 16_000)
    first = Attachment.objects.get()
    record(hall, sound(seconds=1))
    assert len(played(tmp_path)) == 8000
    assert not Attachment.objects.filter(pk=first.pk).exists(), "the old one is gone"
    prompts.unrecord(said="welcome", speech="zh", actor=hall.leader)
    assert not Attachment.objects.exists()
    assert set(played(tmp_path)) != {0x2000}


def test_the_same_recording_again_changes_nothing(hall: Cast) -> None:
    assert record(hall, sound()).recording == record(hall, sound()).recording
    assert storage.place(Attachment.objects.get().stored_name).exists()


def test_tibetan_follows_mandarin_where_somebody_recorded_it(hall: Cast, tmp_path: Path) -> None:
    record(hall, sound(seconds=1))
    alone = played(tmp_path)
    record(hall, sound(seconds=1), speech="bo")
    both = played(tmp_path)
    assert both[:8000] == alone
    assert both[-8000:] == array("h", [0x2000] * 8000)
    assert len(both) > 16_000, "with a pause between them"


def test_how_many_are_ahead_is_read_and_needs_its_number(hall: Cast) -> None:
    with pytest.raises(InvalidInput):
        record(hall, sound(), said="ahead")
    with pytest.raises(InvalidInput, match="人数"):
        prompts.write(said="ahead", speech="zh", text="请稍候", actor=hall.leader)
    assert prompts.write(said="ahead", speech="zh", text="前面{n}位", actor=hall.leader).text == "前面{n}位"


def test_mandarin_always_has_words(hall: Cast) -> None:
    with pytest.raises(InvalidInput):
        prompts.write(said="welcome", speech="zh", text=" ", actor=hall.leader)
    assert prompts.write(said="welcome", speech="bo", text="", actor=hall.leader).text == ""


@pytest.mark.parametrize("who", ["agent", "dispatcher", "handler", "overseer", "outsider"])
def test_only_those_who_lead_change_what_is_said(hall: Cast, who: str) -> None:
    actor = getattr(hall, who)
    with pytest.raises(MissingDuty):
        record(hall, sound(), who=who)
    with pytest.raises(MissingDuty):
        prompts.write(said="welcome", speech="zh", text="新", actor=actor)
    with pytest.raises(MissingDuty):
        prompts.unrecord(said="welcome", speech="zh", actor=actor)


def test_there_is_nothing_else_to_say(hall: Cast) -> None:
    for said, speech in (("nonsense", "zh"), ("welcome", "en")):
        with pytest.raises(OutOfScope):
            prompts.write(said=said, speech=speech, text="新", actor=hall.leader)


def test_a_change_is_told_to_the_switch(hall: Cast) -> None:
    before = arrangement(NOON).prompts
    prompts.write(said="welcome", speech="zh", text="您好", actor=hall.leader)
    between = arrangement(NOON).prompts
    record(hall, sound())
    assert len({before, between, arrangement(NOON).prompts}) == 3


def test_on_a_holiday_there_is_another_text_than_at_night(hall: Cast) -> None:
    Line.objects.update(on_holidays=False, opens=time(8, 30), closes=time(20, 30))
    night, holiday = datetime(2020, 3, 9, 14, tzinfo=UTC), datetime(2020, 10, 1, 4, tzinfo=UTC)
    assert (set(arrangement(night).closed), set(arrangement(night).holiday)) == ({"12345"}, set())
    assert arrangement(holiday).closed == arrangement(holiday).holiday == {"12345"}
