"""Every test of cases may ask for the `stage`."""

import pytest

from tests.cases.making import Stage


@pytest.fixture
def stage(seeded: None) -> Stage:
    return Stage()
