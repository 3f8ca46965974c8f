"""The telephones of a load run: sipp as every seat and as every caller, with sound both ways."""

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SEATS_PORT, CALLERS_PORT = 5264, 5262
SEATS_MEDIA, CALLERS_MEDIA = 40_000, 42_000


@dataclass(frozen=True, slots=True)
class Told:
    """What sipp says of the callers of one step; `answer` is the mean until 200 OK, in milliseconds."""

    placed: int
    failed: int
    answer: int


def sipp() -> str:
    from fenbo.hotline.switch.asterisk import engine

    fetched = engine.FETCHED / "bin" / "sipp"
    found = str(fetched) if fetched.exists() else shutil.which("sipp")
    if not found:
        raise RuntimeError("no sipp: tools/telephone gets it")
    return found


def speech(place: Path) -> None:
    """Two seconds of a tone as A-law samples in a WAV file, which sipp sends again and again."""
    tone = (b"\xb5" * 8 + b"\x35" * 8) * 1000
    head = b"RIFF" + (36 + len(tone)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (6, 1), (8000, 8000), (1, 8)
    sizes = (2, 2), (4, 4), (2, 2)
    for numbers, lengths in zip(form, sizes, strict=True):
        head += b"".join(
            number.to_bytes(length, "little") for number, length in zip(numbers, lengths, strict=True)
        )
    (place / "speech.wav").write_bytes(head + b"data" + len(tone).to_bytes(4, "little") + tone)


@contextmanager
def seats(place: Path, address: str, passwords: Sequence[tuple[str, str]]) -> Iterator[None]:
    """All seats registered at one address, where every call is lifted."""
    with (place / "seats.csv").open("w") as file:
        file.write("SEQUENTIAL\n")
        for number, password in passwords:
            file.write(f"{number};[authentication username={number} password={password}]\n")
    # From the port at which they are called later: Asterisk keeps where a registration came from.
    registering = _start(
        place,
        address,
        "register",
        SEATS_PORT,
        *("-inf", place / "seats.csv", "-m", len(passwords), "-r", 50),
    )
    if registering.wait(120):
        raise RuntimeError("the seats could not register")
    answering = _start(place, address, "seats", SEATS_PORT, "-rtp_echo", "-mp", SEATS_MEDIA, "-m", 1_000_000)
    try:
        yield
    finally:
        answering.kill()
        answering.wait()


def call(place: Path, address: str, *, rate: float, seconds: float, stay: float) -> Told:
    """Callers at a rate, for so long; each stays for a while. Returns when the last has hung up or failed."""
    statistics = place / "callers.csv"
    statistics.unlink(missing_ok=True)
    number = max(1, round(rate * seconds))
    process = _start(
        place,
        address,
        "caller",
        CALLERS_PORT,
        *("-r", round(rate * 1000), "-rp", 1_000_000, "-m", number, "-l", number, "-d", round(stay * 1000)),
        *("-min_rtp_port", CALLERS_MEDIA, "-max_rtp_port", CALLERS_MEDIA + 8000),
        *("-trace_stat", "-stf", statistics, "-fd", 1, "-timeout", f"{seconds + stay + 60:.0f}s"),
        *("-recv_timeout", 20_000),
    )
    process.wait(seconds + stay + 120)
    rows = list(csv.DictReader(statistics.open(), delimiter=";"))
    last = rows[-1]
    hours, minutes, rest, *micro = last["ResponseTime1(C)"].split(":")
    answer = (int(hours) * 3600 + int(minutes) * 60 + float(rest)) * 1000 + (
        int(micro[0]) / 1000 if micro else 0
    )
    return Told(number, number - int(last["SuccessfulCall(C)"]), round(answer))


def _start(
    place: Path, address: str, scenario: str, port: int, *arguments: str | int | Path
) -> "subprocess.Popen[bytes]":
    with (place / f"{scenario}.log").open("wb") as log:
        return subprocess.Popen(
            [
                *(sipp(), address, "-sf", str(HERE / f"{scenario}.xml"), "-i", "127.0.0.1", "-p", str(port)),
                *("-nostdin", *map(str, arguments)),
            ],
            cwd=place,
            env={**os.environ, "TERM": "dumb"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
