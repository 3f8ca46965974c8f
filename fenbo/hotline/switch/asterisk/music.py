"""What a caller hears while the agent asks somebody: the beginning of 茉莉花, a folk tune that is nobody's, computed."""

from array import array
from math import exp, pi, sin
from pathlib import Path

from fenbo.hotline.sounds import RATE, as_wav

# Steps of the major scale on F, counted from 1; 0 is a rest. Each with its beats.
TUNE = """3:1 3:.5 5:.5 6:.5 8:.5 8:.5 6:.5 5:1 5:.5 6:.5 5:2
3:1 3:.5 5:.5 6:.5 8:.5 8:.5 6:.5 5:1 5:.5 6:.5 5:2
5:1 5:1 5:1 3:.5 5:.5 6:1 6:1 5:2
3:1 2:.5 3:.5 5:1 3:.5 2:.5 1:1 1:.5 2:.5 1:2 0:2"""
HALF_TONES = (0, 2, 4, 5, 7, 9, 11, 12)
BASE, BEAT_SECONDS = 349.23, 0.7
# Softer than a voice, and with two overtones, so that it does not whistle.
LOUDNESS = 5000
OVERTONES = ((1, 1.0), (2, 0.35), (3, 0.12))


def write(path: Path) -> None:
    """Once: it never changes."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(as_wav(_played()))
    unfinished.rename(path)


def _played() -> "array[int]":
    samples = array("h")
    for step, beats in (note.split(":") for note in TUNE.split()):
        samples.extend(_note(int(step), float(beats) * BEAT_SECONDS))
    return samples


def _note(step: int, seconds: float) -> "array[int]":
    """Struck and dying away, as on a plucked string."""
    count = int(seconds * RATE)
    if not step:
        return array("h", bytes(2 * count))
    pitch = BASE * 2 ** (HALF_TONES[step - 1] / 12)
    return array("h", (round(LOUDNESS * _tone(pitch, moment / RATE)) for moment in range(count)))


def _tone(pitch: float, at: float) -> float:
    swell = min(1.0, at / 0.01) * exp(-2.5 * at)
    return swell * sum(share * sin(2 * pi * pitch * over * at) for over, share in OVERTONES) / 1.5
