"""Every test of cases may ask for the `stage`."""

import pytest

from tests.cases.making import Stage
from tests.cast import cast

__all__ = ["cast", "stage"]


@pytest.fixture
def stage(seeded: None) -> Stage:
    return Stage()
