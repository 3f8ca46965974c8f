from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.core import lapsing
from fenbo.journal.consumers import at_once
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast, enter
from tests.knowledge.stage import Library, set_up
from tests.publication.conftest import add_publisher

Publish = Callable[..., Case]


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Reactions run at once, as if a worker stood by."""
    stage = enter()
    add_publisher(stage, "publisher")
    set_up(stage)
    lapsing.forget_all()
    with at_once():
        yield stage


@pytest.fixture
def library(cast: Cast) -> Library:
    return Library(cast)


@pytest.fixture
def publish(cast: Cast) -> Publish:
    """A case that everybody can read."""

    def make(**about: Any) -> Case:
        case = cast.closed(**{"may_publish": True, **about})
        publication.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
        return cast.fresh(case)

    return make
