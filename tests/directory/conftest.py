from datetime import date

import pytest
from django.test import Client

from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff, Unit, UnitKind
from fenbo.directory.operations import refresh_admin_entry

PASSWORD = "Curtain-up-2020"


def hire(
    username: str, *duties: Duty, at: Unit, since: date = date(2020, 1, 1), until: date | None = None
) -> Staff:
    """A person with these duties at one unit."""
    person = Staff.objects.create_user(username=username, password=PASSWORD, full_name=f"{username}同志")
    for duty in duties:
        Post.objects.create(staff=person, unit=at, duty=duty, valid_from=since, valid_to=until)
    refresh_admin_entry(staff_ids=[person.pk], on=date(2020, 3, 9))
    return person


@pytest.fixture
def office(db: None) -> Unit:
    return Unit.objects.create(slug="office", name="省政府办公厅", kind=UnitKind.DEPARTMENT)


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client
