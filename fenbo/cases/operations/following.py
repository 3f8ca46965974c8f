"""Whoever brought a case from an address of theirs is told there how it goes."""

from datetime import datetime
from uuid import UUID

from fenbo.cases.models import Case, Follower
from fenbo.notices.models import Person


def follow(*, case: Case, person: Person, now: datetime) -> None:
    """From now on what happens to the case is told to this person; once is enough."""
    Follower.objects.bulk_create([Follower(case=case, person=person, since=now)], ignore_conflicts=True)


def leave(*, case_id: UUID, person: Person) -> None:
    """From now on this person is told nothing more of the case."""
    Follower.objects.filter(case=case_id, person=person.pk).delete()
