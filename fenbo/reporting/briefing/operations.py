"""Making a briefing, once for each edition and day."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.reporting.briefing.gathering import gather
from fenbo.reporting.models import Briefing, Edition


def stretch(edition: Edition, today: date) -> tuple[date, date]:
    """The days of an edition that is made on this day: yesterday, the last whole week from Monday, or the last month."""
    yesterday = today - timedelta(days=1)
    if edition == Edition.DAY:
        return yesterday, yesterday
    if edition == Edition.WEEK:
        sunday = today - timedelta(days=today.isoweekday())
        return sunday - timedelta(days=6), sunday
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def make(edition: Edition, *, now: datetime, last: date | None = None) -> Briefing:
    """The briefing of this edition that is due today, or that ended with an earlier day; once made, the same again.

    InvalidInput for a day that is not over.
    """
    today = now.astimezone(SHANGHAI).date()
    if last is not None and last >= today:
        raise InvalidInput(_("这一天还没有过完。"), field="last")
    since, until = stretch(edition, today if last is None else last + timedelta(days=1))
    known = Briefing.objects.filter(edition=edition, until=until).first()
    if known is not None:
        return known
    # What is kept is read by everybody in the language of the service; the pages translate their own words.
    with translation.override("zh-hans"):
        content = gather(since, until, now).as_json()
    try:
        with transaction.atomic():
            return Briefing.objects.create(
                edition=edition, since=since, until=until, made_at=now, content=content
            )
    except IntegrityError:
        return Briefing.objects.get(edition=edition, until=until)


def make_due(*, now: datetime) -> list[Briefing]:
    """Every edition that is due on this day: the morning's daily, on Mondays the week's, on the first the month's."""
    today = now.astimezone(SHANGHAI).date()
    due = [Edition.DAY]
    if today.isoweekday() == 1:
        due.append(Edition.WEEK)
    if today.day == 1:
        due.append(Edition.MONTH)
    return [make(edition, now=now) for edition in due]
