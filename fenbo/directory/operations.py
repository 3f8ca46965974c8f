"""Changes to the directory that more than one face makes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef

from fenbo.directory.duties import ADMINISTRATION
from fenbo.directory.models import Post, Staff
from fenbo.directory.queries import valid_on


def refresh_admin_entry(*, staff_ids: Iterable[int], on: date) -> int:
    """Let into the administration exactly those who hold one of its duties on that day; the number changed.

    What they may do inside follows from the duty itself, so a post that has run out opens an empty page at worst.
    """
    posts = Post.objects.filter(valid_on(on), staff=OuterRef("pk"), duty__in=ADMINISTRATION)
    staff = Staff.objects.filter(pk__in=list(staff_ids), is_superuser=False).annotate(entitled=Exists(posts))
    changed = [(person.pk, person.entitled) for person in staff if person.is_staff != person.entitled]
    for entitled in (True, False):
        Staff.objects.filter(pk__in=[pk for pk, now in changed if now is entitled]).update(is_staff=entitled)
    return len(changed)
