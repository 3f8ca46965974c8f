from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import cast
from tests.hotline.telephone import Exchange, Telephone, enter

__all__ = ["cast", "exchange", "telephone"]


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    one = Exchange(tmp_path_factory.mktemp("exchange"))
    yield one
    one.stop()


@pytest.fixture
def telephone(exchange: Exchange, settings: Settings, tmp_path: Path, seeded: None) -> Iterator[Telephone]:
    here = enter(exchange, settings, tmp_path)
    yield here
    here.end()
