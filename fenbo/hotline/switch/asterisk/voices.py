"""What callers hear: a recording where somebody made one, else the machine's voice."""

import subprocess
import wave
from array import array
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from fenbo.files import storage
from fenbo.files.models import Attachment
from fenbo.hotline.models import Prompt, Said, Speech
from fenbo.hotline.switch.asterisk import dialplan
from fenbo.hotline.switch.asterisk.engine import voice

# Eight thousand samples of sixteen bits a second: what a telephone carries.
RATE = 8000
WORDS_A_MINUTE = 150


def write_all(folder: Path) -> None:
    """Every prompt as `folder/said.wav`; one that has not changed is left alone."""
    for prompt in Prompt.objects.filter(speech=Speech.CHINESE).order_by("said"):
        recorded = Attachment.objects.filter(pk=prompt.recording).first() if prompt.recording else None
        for name, text in _readings(prompt):
            _write(folder, name, text, storage.place(recorded.stored_name) if recorded else None)


def _readings(prompt: Prompt) -> Iterator[tuple[str, str]]:
    """How many are ahead is a sentence for each number, so that no recording has to be pieced together."""
    if prompt.said != Said.AHEAD:
        yield prompt.said, prompt.text
        return
    for number in range(1, dialplan.MOST_AHEAD + 1):
        yield f"{prompt.said}-{number}", prompt.text.replace("{n}", str(number))


def _write(folder: Path, name: str, text: str, recorded: Path | None) -> None:
    mark, sound = folder / f"{name}.made-of", folder / f"{name}.wav"
    made_of = sha256(recorded.read_bytes() if recorded else text.encode()).hexdigest()
    if sound.exists() and mark.exists() and mark.read_text() == made_of:
        return
    if recorded:
        _fit(recorded, sound)
    else:
        _speak(text, sound)
    mark.write_text(made_of)


def _speak(text: str, sound: Path) -> None:
    """Read aloud in Mandarin. Without a voice on this machine callers hear a short silence instead."""
    program = voice()
    if program is None:
        _save(sound, array("h", bytes(RATE)))
        return
    spoken = sound.with_suffix(".spoken")
    command = [program, "-v", "cmn", "-s", str(WORDS_A_MINUTE), "-w", str(spoken), text]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    _fit(spoken, sound)
    spoken.unlink()


def _fit(source: Path, sound: Path) -> None:
    """Bring a WAV file to what a telephone carries."""
    with wave.open(str(source)) as file:
        channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
        samples = array("h", file.readframes(file.getnframes())) if width == 2 else array("h")
    _save(sound, resampled(samples[::channels], rate))


def resampled(samples: "array[int]", rate: int) -> "array[int]":
    """The mean of what falls into each new sample: plain, and without the hiss of skipping."""
    if rate == RATE:
        return samples
    count = len(samples) * RATE // rate
    edges = [index * rate // RATE for index in range(count + 1)]
    pairs = pairwise(edges)
    return array("h", (sum(samples[a : max(b, a + 1)]) // max(b - a, 1) for a, b in pairs))


def _save(sound: Path, samples: "array[int]") -> None:
    unfinished = sound.with_suffix(".part")
    with wave.open(str(unfinished), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    unfinished.rename(sound)
