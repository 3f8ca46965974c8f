"""Waiting in a queue with several servers (Erlang C). Pure.

A. K. Erlang, Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges,
1917. Arrivals are independent, durations exponential, nobody hangs up: so it asks for rather too many than too few.
"""

import math

MOST_SERVERS = 500


def traffic(arrivals_an_hour: float, handling_seconds: float) -> float:
    """The offered load in erlangs: how many servers would be busy if there were enough of them."""
    return arrivals_an_hour * handling_seconds / 3600


def wait_probability(servers: int, load: float) -> float:
    """The probability that somebody has to wait; 1 where the servers cannot keep up.

    By the recursion for Erlang B, which overflows for no number of servers.
    """
    if load <= 0:
        return 0.0
    if servers <= load:
        return 1.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return servers * blocked / (servers - load * (1 - blocked))


def within(servers: int, load: float, handling_seconds: float, seconds: float) -> float:
    """The share that waits no longer than so many seconds."""
    if load <= 0:
        return 1.0
    if servers <= load:
        return 0.0
    return 1 - wait_probability(servers, load) * math.exp(-(servers - load) * seconds / handling_seconds)


def mean_wait(servers: int, load: float, handling_seconds: float) -> float:
    """In seconds; infinite where the servers cannot keep up."""
    if load <= 0:
        return 0.0
    if servers <= load:
        return math.inf
    return wait_probability(servers, load) * handling_seconds / (servers - load)


def needed(arrivals_an_hour: float, handling_seconds: float, *, seconds: float, share: float) -> int:
    """The fewest servers with whom this share (0 to 1) waits no longer than so many seconds; 0 of no arrivals."""
    load = traffic(arrivals_an_hour, handling_seconds)
    if load <= 0:
        return 0
    servers = max(1, math.ceil(load))
    while within(servers, load, handling_seconds, seconds) < share and servers < MOST_SERVERS:
        servers += 1
    return servers
