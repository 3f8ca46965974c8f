"""Values that are read on every request and change a few times a year."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
_all: "list[Lapsing[object]]" = []


class Lapsing(Generic[Value]):
    """What `load` gave, kept in this process for some seconds.

    The process that changes the source calls `forget`; every other one follows when the time has lapsed, so no
    process needs to hear of the change. Two threads may load at once, which costs a query and harms nothing.
    """

    def __init__(self, load: Callable[[], Value], *, seconds: float = 30) -> None:
        self._load = load
        self._seconds = seconds
        self._kept: tuple[float, Value] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> Value:
        kept = self._kept
        if kept is None or time.monotonic() >= kept[0]:
            self._kept = kept = (time.monotonic() + self._seconds, self._load())
        return kept[1]

    def forget(self) -> None:
        self._kept = None


def forget_all() -> None:
    """Between tests, whose databases are rolled back behind the back of what is kept."""
    for lapsing in _all:
        lapsing.forget()
