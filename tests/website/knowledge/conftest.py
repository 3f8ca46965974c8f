import pytest

from fenbo.core import lapsing
from tests.cast import Cast
from tests.knowledge.stage import Library, set_up


@pytest.fixture
def library(cast: Cast) -> Library:
    set_up(cast)
    lapsing.forget_all()
    return Library(cast)
