"""What readers leave behind without knowing: searches that found nothing, suggestions that sufficed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from fenbo.core.clock import SHANGHAI
from fenbo.core.secrets import blind_index
from fenbo.knowledge.models import Answered, Opening, Visitors
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


def is_by_hand(method: str | None, headers: Mapping[str, str]) -> bool:
    """Whether somebody opened it: programs that look ahead or check links have read nothing."""
    return method == "GET" and "prefetch" not in headers.get("Sec-Purpose", "")


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
    """Turn what visitors opened into counts per day, and delete it; returns how many openings.

    All of a visitor's at once, when the last of them is a day old: whoever opened five things is still one.
    """
    lately = Opening.objects.filter(opened_at__gte=now - A_DAY).values("visitor")
    rows = Opening.objects.select_for_update(skip_locked=True).filter(opened_at__lt=now - A_DAY)
    old = list(rows.exclude(visitor__in=lately).order_by("opened_at"))
    by_visitor: dict[bytes, list[Opening]] = {}
    for one in old:
        by_visitor.setdefault(bytes(one.visitor), []).append(one)
    _count_items(by_visitor.values())
    _count_visitors(by_visitor.values())
    Opening.objects.filter(pk__in=[one.pk for one in old]).delete()
    return len(old)


def _count_items(visits: Collection[list[Opening]]) -> None:
    opened: Counter[tuple[date, str, UUID]] = Counter()
    answered: Counter[tuple[date, str, UUID]] = Counter()
    for visit in visits:
        for one in visit:
            key = (_day(one), one.kind, one.item)
            opened[key] += 1
            answered[key] += not one.asked
    _add(Answered, "day, kind, item", [(*key, count, answered[key]) for key, count in opened.items()])


def _count_visitors(visits: Collection[list[Opening]]) -> None:
    opened: Counter[date] = Counter()
    answered: Counter[date] = Counter()
    for visit in visits:
        opened[_day(visit[0])] += 1
        answered[_day(visit[0])] += not any(one.asked for one in visit)
    _add(Visitors, "day", [(day, count, answered[day]) for day, count in opened.items()])


def _day(one: Opening) -> date:
    return one.opened_at.astimezone(SHANGHAI).date()


def _add(
    model: type[Answered] | type[Visitors], keys: str, rows: Sequence[Sequence[date | str | UUID | int]]
) -> None:
    """Add to the counts under these keys, or begin them."""
    table = model._meta.db_table
    marks = ", ".join(["%s"] * (keys.count(",") + 3))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"""INSERT INTO {table} ({keys}, opened, answered) VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE
                SET opened = {table}.opened + excluded.opened, answered = {table}.answered + excluded.answered""",
            rows,
        )
