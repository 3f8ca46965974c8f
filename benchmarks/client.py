"""Eight browsers at once, in as little code and time of our own as possible."""

import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks import ground

CLIENTS = 8
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
COOKIE = re.compile(rb"set-cookie:\s*([^=;\s]+)=([^;\r]*)", re.IGNORECASE)
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def cookies(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in COOKIE.findall(self.head)}


class Client:
    """One connection that stays open, as a browser's does."""

    def __init__(self) -> None:
        host, port = ground.address().removeprefix("http://").split(":")
        self._place = (host, int(port))
        self._host = f"{host}:{port}"
        self._socket: socket.socket | None = None
        self._rest = b""

    def get(self, path: str, cookies: dict[str, str] | None = None) -> Answer:
        return self._send(f"GET {path}", cookies or {}, "", b"")

    def post(self, path: str, fields: dict[str, str], cookies: dict[str, str]) -> Answer:
        return self.post_body(path, urlencode(fields).encode(), "application/x-www-form-urlencoded", cookies)

    def post_body(self, path: str, body: bytes, kind: str, cookies: dict[str, str] | None = None) -> Answer:
        head = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return self._send(f"POST {path}", cookies or {}, head, body)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _send(self, line: str, cookies: dict[str, str], extra: str, body: bytes) -> Answer:
        """One exchange; raises OSError when the connection breaks, and begins with a new one the next time."""
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        head = (
            f"{line} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Language: zh\r\nCookie: {said}\r\n{extra}\r\n"
        )
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self._place, timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(head.encode() + body)
            return self._read()
        except OSError:
            self.close()
            raise

    def _read(self) -> Answer:
        head = self._until(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if b"chunked" in head.lower():
            return Answer(status, head, self._until(b"0\r\n\r\n"))
        length = LENGTH.search(head)
        return Answer(status, head, self._exactly(int(length[1]) if length else 0))

    def _more(self) -> None:
        piece = self._socket.recv(65536) if self._socket else b""
        if not piece:
            raise ConnectionError("closed by the server")
        self._rest += piece

    def _until(self, mark: bytes) -> bytes:
        while (end := self._rest.find(mark)) < 0:
            self._more()
        found, self._rest = self._rest[: end + len(mark)], self._rest[end + len(mark) :]
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._more()
        found, self._rest = self._rest[:length], self._rest[length:]
        return found


@dataclass(slots=True)
class Load:
    """What a load did. Durations are in seconds."""

    seconds: float = 0.0
    durations: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.durations) / self.seconds

    def percentile(self, part: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.durations, n=100, method="inclusive")[part - 1] * 1000

    def row(self) -> list[str]:
        return [
            f"{self.rate:.0f}",
            f"{self.percentile(50):.0f}",
            f"{self.percentile(99):.0f}",
            str(len(self.failures)),
        ]


def load(work: Iterable[Callable[[Client], Answer]], *, expect: int = 200, clients: int = CLIENTS) -> Load:
    """Let the clients do all of the work, each taking the next piece as soon as it is free."""
    done, pieces, lock = Load(), iter(work), threading.Lock()

    def browse() -> None:
        client = Client()
        while True:
            with lock:
                piece = next(pieces, None)
            if piece is None:
                return client.close()
            start = time.perf_counter()
            try:
                answer = piece(client)
                problem = "" if answer.status == expect else f"{answer.status}"
            except OSError as broken:
                problem = repr(broken)
            took = time.perf_counter() - start
            with lock:
                done.durations.append(took)
                if problem:
                    done.failures.append(problem)

    start = time.perf_counter()
    threads = [threading.Thread(target=browse) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.seconds = time.perf_counter() - start
    return done


@dataclass(frozen=True, slots=True)
class Form:
    """What a browser has after it opened a form: the token in the page and the cookie that goes with it."""

    token: str
    cookies: dict[str, str]


def open_form(path: str) -> Form:
    client = Client()
    answer = client.get(path)
    client.close()
    found = TOKEN.search(answer.body)
    if found is None:
        raise RuntimeError(f"{path} answered {answer.status} without a form")
    return Form(found[1].decode(), answer.cookies)
