"""How often somebody may do something. Counted in the process's cache: a brake, not a ledger."""

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `amount` times in `seconds`; an amount of 0 is no limit."""

    amount: int
    seconds: int


def take(what: str, who: str, rate: Rate) -> bool:
    """Count one try of `who` at `what`; False when that is one too many."""
    if not rate.amount:
        return True
    name = _name(what, who, rate)
    cache.add(name, 0, timeout=rate.seconds * 2)
    return int(cache.incr(name)) <= rate.amount


def taken(what: str, who: str, rate: Rate) -> int:
    """How many tries were counted in this stretch of time; counts none."""
    return int(cache.get(_name(what, who, rate), 0))


def _name(what: str, who: str, rate: Rate) -> str:
    window = int(time.time()) // rate.seconds
    return hashlib.sha256(f"{what}\0{who}\0{window}".encode()).hexdigest()[:40]
