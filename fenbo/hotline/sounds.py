"""Sounds made fit for a telephone: one channel, eight thousand samples of sixteen bits a second. Pure."""

import io
import sys
import wave
from array import array
from itertools import pairwise

from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput

RATE = 8000
# A prompt that lasts longer is no prompt.
MOST_SECONDS = 60
WIDTHS = (1, 2, 3, 4)


def fitted(content: bytes, *, field: str) -> bytes:
    """A WAV file as the telephone plays it. Raises InvalidInput for what is none, is too long, or is silent."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        raise InvalidInput(_("这个文件不是 PCM 编码的 WAV 录音，请转换后再上传。"), field=field) from None
    if not channels or width not in WIDTHS or not RATE // 2 <= rate <= 192_000:
        raise InvalidInput(_("这个文件不是 PCM 编码的 WAV 录音，请转换后再上传。"), field=field)
    if len(frames) > MOST_SECONDS * rate * channels * width:
        raise InvalidInput(_("录音太长：最多 %(most)s 秒。") % {"most": MOST_SECONDS}, field=field)
    samples = resampled(_of_sixteen_bits(frames, width)[::channels], rate)
    if not any(samples):
        raise InvalidInput(_("这段录音里没有声音。"), field=field)
    return as_wav(samples)


def _of_sixteen_bits(frames: bytes, width: int) -> "array[int]":
    """The two most significant bytes of each sample; samples of one byte have no sign."""
    whole = frames[: len(frames) // width * width]
    if width == 1:
        return array("h", ((byte - 128) << 8 for byte in whole))
    picked = bytearray(len(whole) // width * 2)
    picked[0::2], picked[1::2] = whole[width - 2 :: width], whole[width - 1 :: width]
    samples = array("h", bytes(picked))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def resampled(samples: "array[int]", rate: int) -> "array[int]":
    """The mean of what falls into each new sample: plain, and without the hiss of skipping."""
    if rate == RATE:
        return samples
    count = len(samples) * RATE // rate
    edges = [index * rate // RATE for index in range(count + 1)]
    pairs = pairwise(edges)
    return array("h", (sum(samples[a : max(b, a + 1)]) // max(b - a, 1) for a, b in pairs))


def as_wav(samples: "array[int]") -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return made.getvalue()
