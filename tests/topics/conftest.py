"""The cast, and what many of them write of."""

from datetime import timedelta
from typing import Any

import pytest

from fenbo.cases.models import Case
from fenbo.topics import placing
from fenbo.topics.models import Placing, Topic
from tests.cast import NOON, Cast, cast
from tests.judgement.test_topics import OTHERS, PLANT

__all__ = ["OTHERS", "PLANT", "cast"]


def write(cast: Cast, title: str, day: float, *, phone: int = 0, **about: Any) -> Case:
    """One request; `phone` tells people apart, and 0 is somebody new each time."""
    number = f"1389721{phone or 1000 + Case.objects.count():04d}"
    at = NOON + timedelta(days=day)
    return cast.received(title=title, content=f"{title}。", phone=number, at=at, **about)


def place(day: float) -> int:
    return placing.place_waiting(now=NOON + timedelta(days=day))


def topic_of(case: Case) -> Topic:
    return Placing.objects.select_related("topic").get(case=case).topic


@pytest.fixture
def plant(cast: Cast) -> list[Case]:
    """Six people within six days about one asphalt works, among eight who write of something else."""
    cases = [write(cast, title, day) for day, title in enumerate(PLANT)]
    for day, title in enumerate(OTHERS):
        write(cast, title, day / 2)
    return cases
