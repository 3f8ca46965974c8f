"""Waiting in a queue with several servers."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.reporting.planning.erlang import mean_wait, needed, traffic, wait_probability, within

LOADS = st.floats(0.05, 60)


def by_definition(servers: int, load: float) -> float:
    """Erlang's formula as it stands in the books, with its factorials."""
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    return top / (sum(load**k / math.factorial(k) for k in range(servers)) + top)


@given(load=LOADS, more=st.integers(1, 20))
def test_the_recursion_is_the_formula(load: float, more: int) -> None:
    servers = math.floor(load) + more

    assert wait_probability(servers, load) == pytest.approx(by_definition(servers, load), rel=1e-9)


def test_one_server_waits_with_the_probability_that_it_is_busy() -> None:
    """M/M/1: P(wait) = load, mean wait = load / (1 - load) services."""
    assert wait_probability(1, 0.8) == pytest.approx(0.8)
    assert mean_wait(1, 0.8, 100) == pytest.approx(400)


def test_two_hundred_calls_of_three_minutes_in_an_hour() -> None:
    """Ten erlangs; the text-book example: with fourteen agents 88.8 % are answered within twenty seconds."""
    load = traffic(200, 180)

    assert load == 10
    assert wait_probability(14, load) == pytest.approx(0.174, abs=0.001)
    assert within(14, load, 180, 20) == pytest.approx(0.888, abs=0.001)
    assert needed(200, 180, seconds=20, share=0.8) == 14
    assert needed(200, 180, seconds=20, share=0.95) == 16


@given(
    arrivals=st.floats(0.1, 800),
    handling=st.floats(10, 900),
    seconds=st.floats(1, 900),
    share=st.floats(0.5, 0.99),
)
def test_what_is_needed_suffices_and_one_fewer_does_not(
    arrivals: float, handling: float, seconds: float, share: float
) -> None:
    load = traffic(arrivals, handling)
    people = needed(arrivals, handling, seconds=seconds, share=share)

    assert within(people, load, handling, seconds) >= share
    assert people == 1 or within(people - 1, load, handling, seconds) < share


def test_nobody_is_needed_for_nothing_and_too_few_never_catch_up() -> None:
    assert needed(0, 200, seconds=15, share=0.9) == 0
    assert mean_wait(3, 3.5, 60) == math.inf
    assert within(3, 3.5, 60, 1e9) == 0
    assert wait_probability(5, 0) == mean_wait(5, 0, 60) == 0


def test_a_queue_that_is_played_out_waits_as_long() -> None:
    dice = random.Random(3)
    servers, load, handling = 4, 3.0, 60.0
    free, at, waited = [0.0] * servers, 0.0, 0.0
    for _turn in range(60_000):
        at += dice.expovariate(load / handling)
        first = min(range(servers), key=free.__getitem__)
        start = max(at, free[first])
        waited += start - at
        free[first] = start + dice.expovariate(1 / handling)

    assert waited / 60_000 == pytest.approx(mean_wait(servers, load, handling), rel=0.1)
