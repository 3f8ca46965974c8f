"""The cast with an editor of the centre and one of a unit, and the forms of the public."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from fenbo.core.clock import frozen
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff
from tests.cast import NOON, PASSWORD, Cast, enter


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cache.clear()
    stage = enter()
    for username, slug in (("editor", "centre"), ("unit_editor", "justice")):
        person = Staff(username=username, full_name=f"{username}同志")
        person.set_password(PASSWORD)
        person.save()
        Post.objects.create(staff=person, unit=stage.unit[slug], duty=Duty.EDIT)
        stage.staff[username] = person
    with frozen(NOON):
        yield stage
