"""Whoever brought a case from an address of theirs is told there how it goes."""

from datetime import datetime

from fenbo.cases.models import Case, Follower
from fenbo.notices.models import Person


def follow(*, case: Case, person: Person, now: datetime) -> None:
    """From now on what happens to the case is told to this person; once is enough."""
    Follower.objects.bulk_create([Follower(case=case, person=person, since=now)], ignore_conflicts=True)
