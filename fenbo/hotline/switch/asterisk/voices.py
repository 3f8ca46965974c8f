"""What callers hear: a recording where somebody made one, else the machine's voice."""

import subprocess
import wave
from array import array
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from fenbo.files import storage
from fenbo.files.models import Attachment
from fenbo.hotline.models import Prompt, Said, Speech
from fenbo.hotline.sounds import RATE, as_wav, resampled
from fenbo.hotline.switch.asterisk import dialplan
from fenbo.hotline.switch.asterisk.engine import voice

WORDS_A_MINUTE = 150
# Between two languages.
PAUSE = array("h", bytes(RATE))


def write_all(folder: Path) -> None:
    """Every prompt as `folder/said.wav`; one that has not changed is left alone.

    Mandarin comes first; what was recorded in Tibetan follows it. No machine here reads Tibetan.
    """
    recorded = _recordings()
    for prompt in Prompt.objects.filter(speech=Speech.CHINESE).order_by("said"):
        tibetan = recorded.get((prompt.said, Speech.TIBETAN.value))
        for name, text in _readings(prompt):
            mandarin = None if prompt.said == Said.AHEAD else recorded.get((prompt.said, prompt.speech))
            _write(folder, name, text, mandarin, tibetan)


def _recordings() -> dict[tuple[str, str], Path]:
    prompts = list(Prompt.objects.exclude(recording=None).order_by())
    kept = Attachment.objects.in_bulk([one.recording for one in prompts if one.recording])
    return {
        (one.said, one.speech): storage.place(kept[one.recording].stored_name)
        for one in prompts
        if one.recording in kept
    }


def _readings(prompt: Prompt) -> Iterator[tuple[str, str]]:
    """How many are ahead is a sentence for each number, so that no recording has to be pieced together."""
    if prompt.said != Said.AHEAD:
        yield prompt.said, prompt.text
        return
    for number in range(1, dialplan.MOST_AHEAD + 1):
        yield f"{prompt.said}-{number}", prompt.text.replace("{n}", str(number))


def _write(folder: Path, name: str, text: str, mandarin: Path | None, tibetan: Path | None) -> None:
    mark, sound = folder / f"{name}.made-of", folder / f"{name}.wav"
    parts = [mandarin.read_bytes() if mandarin else text.encode(), tibetan.read_bytes() if tibetan else b""]
    made_of = sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()
    if sound.exists() and mark.exists() and mark.read_text() == made_of:
        return
    samples = _fit(mandarin) if mandarin else _speak(text, folder / f"{name}.spoken")
    if tibetan:
        samples = samples + PAUSE + _fit(tibetan)
    unfinished = sound.with_suffix(".part")
    unfinished.write_bytes(as_wav(samples))
    unfinished.rename(sound)
    mark.write_text(made_of)


def _speak(text: str, spoken: Path) -> "array[int]":
    """Read aloud in Mandarin. Without a voice on this machine callers hear a short silence instead."""
    program = voice()
    if program is None:
        return array("h", bytes(RATE))
    command = [program, "-v", "cmn", "-s", str(WORDS_A_MINUTE), "-w", str(spoken), text]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    samples = _fit(spoken)
    spoken.unlink()
    return samples


def _fit(source: Path) -> "array[int]":
    """The samples of a WAV file of sixteen bits, as many as a telephone carries."""
    with wave.open(str(source)) as file:
        channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
        samples = array("h", file.readframes(file.getnframes())) if width == 2 else array("h")
    return resampled(samples[::channels], rate)
