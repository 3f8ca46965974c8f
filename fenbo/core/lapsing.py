"""Values that are read on every request and change a few times a year."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import caches

Key = TypeVar("Key")
Value = TypeVar("Value")
_all: "list[Lapsing[object] | LapsingEach[object, object] | Lately[object]]" = []


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


class LapsingEach(Generic[Key, Value]):
    """The same for each of a number of keys, each with a time of its own: all at once would be looked up at once too.

    Beyond `most` keys all are forgotten.
    """

    def __init__(self, load: Callable[[Key], Value], *, seconds: float = 30, most: int = 10_000) -> None:
        self._load = load
        self._seconds = seconds
        self._most = most
        self._kept: dict[Key, tuple[float, Value]] = {}
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self, key: Key) -> Value:
        kept = self._kept.get(key)
        if kept is None or time.monotonic() >= kept[0]:
            if kept is None and len(self._kept) >= self._most:
                self._kept = {}
            self._kept[key] = kept = (time.monotonic() + self._seconds, self._load(key))
        return kept[1]

    def forget(self) -> None:
        self._kept = {}


class Lately(Generic[Key]):
    """Keys of which something was found true some seconds ago, and will hardly have become untrue: at `most` so many."""

    def __init__(self, *, seconds: float = 30, most: int = 1_000) -> None:
        self._seconds = seconds
        self._most = most
        self._until: dict[Key, float] = {}
        _all.append(self)  # type: ignore[arg-type]

    def __contains__(self, key: Key) -> bool:
        return time.monotonic() < self._until.get(key, 0.0)

    def add(self, key: Key) -> None:
        if len(self._until) >= self._most:
            self._until = {}
        self._until[key] = time.monotonic() + self._seconds

    def forget(self) -> None:
        self._until = {}


def forget_all() -> None:
    """Between tests, whose databases are rolled back behind the back of what is kept."""
    for lapsing in _all:
        lapsing.forget()
    caches["template_fragments"].clear()
