"""Values kept for some seconds."""

import time
from collections.abc import Iterator

import pytest

from fenbo.core import lapsing
from fenbo.core.lapsing import Lapsing, LapsingEach, Lately


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Set the first number to move the time."""
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def counting(**options: float) -> Lapsing[int]:
    numbers = iter(range(100))
    return Lapsing(lambda: next(numbers), **options)


def test_it_is_loaded_once_and_kept(clock: list[float]) -> None:
    kept = counting()
    assert [kept(), kept(), kept()] == [0, 0, 0]


def test_it_lapses(clock: list[float]) -> None:
    kept = counting(seconds=30)
    kept()
    clock[0] += 29.9
    assert kept() == 0
    clock[0] += 0.1
    assert kept() == 1


def test_whoever_changes_the_source_says_so(clock: list[float]) -> None:
    kept = counting()
    kept()
    kept.forget()
    assert kept() == 1


def test_everything_can_be_forgotten_at_once(clock: list[float]) -> None:
    one, two = counting(), counting()
    one(), two()
    lapsing.forget_all()
    assert (one(), two()) == (1, 1)


def test_a_value_that_is_nothing_is_kept_too(clock: list[float]) -> None:
    loads: list[int] = []
    kept: Lapsing[None] = Lapsing(lambda: loads.append(1))
    kept(), kept()
    assert loads == [1]


def test_a_failed_load_is_tried_again(clock: list[float]) -> None:
    answers: Iterator[ValueError | int] = iter([ValueError("gone"), 7])

    def load() -> int:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    kept = Lapsing(load)
    with pytest.raises(ValueError, match="gone"):
        kept()
    assert kept() == 7


def test_each_key_is_loaded_once_until_all_have_lapsed(clock: list[float]) -> None:
    asked: list[str] = []

    def load(key: str) -> str:
        asked.append(key)
        return key.upper()

    kept = LapsingEach(load, seconds=1)
    assert [kept("a"), kept("b"), kept("a")] == ["A", "B", "A"]
    assert asked == ["a", "b"]

    clock[0] += 1
    assert kept("a") == "A"
    kept.forget()
    kept("a")
    assert asked == ["a", "b", "a", "a"]


def test_no_more_keys_are_kept_than_were_allowed(clock: list[float]) -> None:
    asked: list[int] = []

    def load(key: int) -> int:
        asked.append(key)
        return key

    kept = LapsingEach(load, most=2)
    for key in (1, 2, 1, 3, 1):
        assert kept(key) == key
    assert asked == [1, 2, 3, 1]


def test_what_was_true_lately_is_asked_again_after_a_while(clock: list[float]) -> None:
    kept: Lately[str] = Lately(seconds=1, most=2)
    assert "a" not in kept
    kept.add("a")
    assert "a" in kept
    assert "b" not in kept
    clock[0] += 1
    assert "a" not in kept

    for key in "abc":
        kept.add(key)
    assert "c" in kept
    assert "a" not in kept
    kept.forget()
    assert "c" not in kept
