"""Asterisk's manager interface: lines of text over TCP. Small enough that a library would only hide it."""

import itertools
import select
import socket
import time
from collections import deque
from collections.abc import Mapping
from types import TracebackType

from fenbo.hotline.switch.interface import SwitchAway

Message = Mapping[str, str]
# How long an answer to an action may take, in seconds.
PATIENCE = 5.0
BLANK = b"\r\n\r\n"


class Connection:
    """One logged-in connection. Events that arrive while an answer is awaited are kept for later."""

    def __init__(self, port: int, user: str, secret: str, *, events: str = "off") -> None:
        self._received = b""
        self._events: deque[Message] = deque()
        self._numbers = itertools.count(1)
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError as problem:
            raise SwitchAway(f"Asterisk does not answer at port {port}") from problem
        # The greeting is one line, without the blank line that ends every message.
        self._fill(time.monotonic() + PATIENCE)
        _greeting, _end, self._received = self._received.partition(b"\r\n")
        self.action("Login", Username=user, Secret=secret, Events=events)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def action(self, name: str, **fields: str) -> Message:
        """Ask for something; raises SwitchAway when it is refused or not answered."""
        answer = self._ask(name, fields)
        if answer.get("Response") not in ("Success", "Goodbye"):
            raise SwitchAway(f"{name}: {answer.get('Message', 'no reason given')}")
        return answer

    def listed(self, name: str, **fields: str) -> list[Message]:
        """What an action lists, item by item; an empty list may be answered by an error."""
        answer = self._ask(name, fields)
        found: list[Message] = []
        if answer.get("EventList") != "start":
            return found
        deadline = time.monotonic() + PATIENCE
        while (message := self._next(deadline)).get("ActionID") == answer["ActionID"] or "Event" in message:
            if message.get("ActionID") != answer["ActionID"]:
                self._events.append(message)
            elif message.get("EventList") == "Complete":
                break
            else:
                found.append(message)
        return found

    def _ask(self, name: str, fields: Mapping[str, str]) -> Message:
        number = str(next(self._numbers))
        lines = [
            f"Action: {name}",
            f"ActionID: {number}",
            *(f"{key}: {value}" for key, value in fields.items()),
        ]
        if any("\r" in line or "\n" in line for line in lines):
            raise SwitchAway(f"{name}: a value with a line break")
        try:
            self._socket.sendall("\r\n".join(lines).encode() + BLANK)
        except OSError as problem:
            raise SwitchAway("Asterisk is gone") from problem
        deadline = time.monotonic() + PATIENCE
        while (message := self._next(deadline)).get("ActionID") != number or "Response" not in message:
            self._events.append(message)
        return message

    def events(self, seconds: float) -> list[Message]:
        """Everything that has come, waiting at most so long for something."""
        if not self._events and BLANK not in self._received:
            self._fill(time.monotonic() + seconds, patient=True)
        while BLANK in self._received:
            self._events.append(self._cut())
        found = list(self._events)
        self._events.clear()
        return found

    def _next(self, deadline: float) -> Message:
        while BLANK not in self._received:
            self._fill(deadline)
        return self._cut()

    def _fill(self, deadline: float, *, patient: bool = False) -> None:
        """Read once. `patient`: nothing by the deadline is no fault."""
        ready, _out, _odd = select.select([self._socket], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            if patient:
                return
            raise SwitchAway("Asterisk does not answer")
        try:
            read = self._socket.recv(65_536)
        except OSError as problem:
            raise SwitchAway("Asterisk is gone") from problem
        if not read:
            raise SwitchAway("Asterisk is gone")
        self._received += read

    def _cut(self) -> Message:
        message, _blank, self._received = self._received.partition(BLANK)
        pairs = (line.partition(":") for line in message.decode(errors="replace").split("\r\n"))
        return {key.strip(): value.strip() for key, _colon, value in pairs if key}
