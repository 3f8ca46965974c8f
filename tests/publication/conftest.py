"""The cast with two who may publish, and closed cases whose publication has been proposed."""

from collections.abc import Iterator

import pytest

from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff
from fenbo.journal.consumers import at_once
from tests.cast import Cast, enter


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Reactions run at once, as if a worker stood by."""
    stage = enter()
    add_publisher(stage, "publisher")
    with at_once():
        yield stage


def add_publisher(stage: Cast, username: str) -> None:
    person = Staff.objects.create(username=username, full_name=f"{username}同志")
    Post.objects.create(staff=person, unit=stage.unit["centre"], duty=Duty.PUBLISH)
    stage.staff[username] = person
