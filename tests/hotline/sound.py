"""The sound of one telephone in a test: speaks a tone, hears, and presses keys (RFC 3550, RFC 4733)."""

import itertools
import socket
import struct
import threading
import time

ALAW, KEYS = 8, 101
SAMPLES = 160
PACE = 0.02
# Half a millisecond up, half a millisecond down: a tone of 500 Hz, in A-law.
TONE = (b"\xb5" * 8 + b"\x35" * 8) * (SAMPLES // 16)
HUSH = b"\xd5" * SAMPLES
SILENT = frozenset(b"\xd5\x55\xd4\x54")
DIGITS = "0123456789*#"


class Sound:
    """Use as a context; `port` goes into the session description."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(PACE)
        self.port: int = self._socket.getsockname()[1]
        self.loud_seconds = 0.0
        # Whether the tone is spoken; without it there is silence on the line.
        self.speaks = True
        self._peer: tuple[str, int] | None = None
        self._numbers = itertools.count(1)
        self._stamp = 0
        self._pressed: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def __enter__(self) -> "Sound":
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._over.set()
        self._thread.join()
        self._socket.close()

    def press(self, digit: str) -> None:
        self._pressed.append(digit)

    def _talk(self) -> None:
        due = time.monotonic()
        while not self._over.is_set():
            self._hear()
            if self._peer and time.monotonic() >= due:
                due = time.monotonic() + PACE
                if self._pressed:
                    self._send_key(self._pressed.pop(0))
                else:
                    self._send(ALAW, TONE if self.speaks else HUSH)
                self._stamp += SAMPLES

    def _hear(self) -> None:
        try:
            packet, self._peer = self._socket.recvfrom(2048)
        except TimeoutError:
            return
        if packet[1] & 0x7F == ALAW:
            self.loud_seconds += sum(byte not in SILENT for byte in packet[12:]) / 8000

    def _send(self, kind: int, payload: bytes, marker: int = 0) -> None:
        head = struct.pack("!BBHII", 0x80, marker | kind, next(self._numbers), self._stamp, 0x12345)
        if self._peer:
            self._socket.sendto(head + payload, self._peer)

    def _send_key(self, digit: str) -> None:
        """Five packets while it is held, three that say that it is over; all carry the moment of its beginning."""
        event = DIGITS.index(digit)
        for number in range(8):
            over, length = (0x80 if number >= 5 else 0), SAMPLES * min(number + 1, 6)
            self._send(KEYS, struct.pack("!BBH", event, over | 10, length), 0x80 if number == 0 else 0)
            time.sleep(PACE)
        self._stamp += SAMPLES * 8
