from collections.abc import Sequence

import pytest

from fenbo.replay.script.calls import hotline_calls
from fenbo.replay.script.model import CallScript, CaseScript
from fenbo.replay.script.month import founding_month


@pytest.fixture(scope="session")
def month() -> Sequence[CaseScript]:
    return tuple(founding_month())


@pytest.fixture(scope="session")
def calls(month: Sequence[CaseScript]) -> Sequence[CallScript]:
    return tuple(hotline_calls(month))
