from collections.abc import Iterator

import pytest
from pytest_django import Settings

from fenbo.core import lapsing
from tests.assistance.model_server import Fake, model_server
from tests.cast import Cast, enter
from tests.knowledge.stage import Library, set_up


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    lapsing.forget_all()
    stage = enter()
    set_up(stage)
    yield stage
    lapsing.forget_all()


@pytest.fixture
def library(cast: Cast) -> Library:
    return Library(cast)


@pytest.fixture
def model(settings: Settings) -> Iterator[Fake]:
    """The installation has a large model."""
    with model_server() as fake:
        settings.LARGE_MODEL = {"url": fake.url, "name": "qwen-test", "key": fake.key, "seconds": 5.0}
        yield fake
