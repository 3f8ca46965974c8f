"""What every test stands on."""

from collections.abc import Iterator

import pytest

from fenbo.core.lapsing import forget_all


@pytest.fixture(autouse=True)
def nothing_kept_between_tests() -> Iterator[None]:
    forget_all()
    yield
    forget_all()
