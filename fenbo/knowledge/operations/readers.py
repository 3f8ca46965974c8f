"""What readers leave behind without knowing: searches that found nothing, suggestions that sufficed."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from fenbo.core.clock import SHANGHAI
from fenbo.core.secrets import blind_index
from fenbo.knowledge.models import Answered, Opening
from fenbo.knowledge.search import terms

# How long somebody may take to come back and submit after all.
A_DAY = timedelta(days=1)


def note_miss(*, text: str, now: datetime) -> None:
    """Count a search that found nothing, without names and long numbers; nothing where only those are left."""
    words = terms.without_people(text)
    if not words:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO knowledge_miss (day, words, count) VALUES (%s, %s, 1)
               ON CONFLICT (day, words) DO UPDATE SET count = knowledge_miss.count + 1""",
            [now.astimezone(SHANGHAI).date(), words],
        )


def visitor_of(cookie: str) -> bytes:
    """The visitor's number in the table: the cookie cannot be had from it."""
    return blind_index(f"opening {cookie}")


def note_opening(*, cookie: str, kind: str, item: UUID, now: datetime) -> None:
    """A visitor opened a suggestion; opening it again counts nothing."""
    Opening.objects.bulk_create(
        [Opening(visitor=visitor_of(cookie), kind=kind, item=item, opened_at=now)], ignore_conflicts=True
    )


def note_submission(*, cookie: str) -> int:
    """The visitor submitted a case after all: none of what was opened before sufficed. Returns how many."""
    return Opening.objects.filter(visitor=visitor_of(cookie)).update(asked=True)


@transaction.atomic
def settle_openings(*, now: datetime) -> int:
    """Turn openings that are a day old into counts per day and item, and delete them; returns how many."""
    old = list(Opening.objects.select_for_update(skip_locked=True).filter(opened_at__lt=now - A_DAY))
    opened: Counter[tuple[date, str, UUID]] = Counter()
    answered: Counter[tuple[date, str, UUID]] = Counter()
    for one in old:
        key = (one.opened_at.astimezone(SHANGHAI).date(), one.kind, one.item)
        opened[key] += 1
        answered[key] += not one.asked
    with connection.cursor() as cursor:
        cursor.executemany(
            f"""INSERT INTO {Answered._meta.db_table} (day, kind, item, opened, answered)
                VALUES (%s, %s, %s, %s, %s) ON CONFLICT (day, kind, item) DO UPDATE SET
                opened = knowledge_answered.opened + excluded.opened,
                answered = knowledge_answered.answered + excluded.answered""",
            [(*key, count, answered[key]) for key, count in opened.items()],
        )
    Opening.objects.filter(pk__in=[one.pk for one in old]).delete()
    return len(old)
