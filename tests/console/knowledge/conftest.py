from collections.abc import Iterator

import pytest

from fenbo.core import lapsing
from fenbo.journal.consumers import at_once
from tests.cast import Cast, enter
from tests.knowledge.stage import Library, set_up


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    stage = enter()
    set_up(stage)
    lapsing.forget_all()
    with at_once():
        yield stage


@pytest.fixture
def library(cast: Cast) -> Library:
    return Library(cast)
