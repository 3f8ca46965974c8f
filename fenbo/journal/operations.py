"""Writing the journal: events, seals, heads, receipts."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fenbo.core.clock import SHANGHAI
from fenbo.journal.chain import Entry, Link, Tree, event_hash, leaf_hash
from fenbo.journal.models import Event, Head, Leaf, Seal, Unsealed

# Any constant: it only has to be the same for every sealer.
SEALER_LOCK = 0x5EA1
BATCH = 20_000


def record(
    *,
    stream: UUID,
    after: Link,
    move: str,
    at: datetime,
    actor_kind: str,
    actor_id: int | None,
    actor_name: str,
    unit_id: int | None = None,
    on_behalf_of: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event after `after`, in the caller's transaction, and return it.

    The caller holds the stream's lock. Two writers that both read the same link end in an IntegrityError.
    """
    entry = Entry(
        stream, after.seq + 1, move, at, actor_kind, actor_id, actor_name, unit_id, on_behalf_of, dict(facts or {})
    )
    event = Event(
        stream=stream,
        seq=entry.seq,
        move=move,
        at=at,
        actor_kind=actor_kind,
        actor_id=actor_id,
        actor_name=actor_name,
        unit_id=unit_id,
        on_behalf_of=on_behalf_of,
        facts=entry.facts,
        prev_hash=after.hash,
        hash=event_hash(entry, after.hash),
    )
    event.save(force_insert=True)
    return event


def seal_new_events(*, now: datetime) -> int:
    """Put every unsealed event into the tree and return how many; 0 when there is none or another sealer works."""
    total = 0
    while batch := _seal_batch(now):
        total += batch
    return total


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    events = list(
        Event.objects.filter(pk__in=Unsealed.objects.order_by("pk").values("pk")[:BATCH])
        .order_by("pk")
        .only("id", "move", "at", "hash")
    )
    if not events:
        return 0
    tree = _last_tree()
    Leaf.objects.bulk_create(
        [Leaf(index=index, event_id=event.pk) for index, event in enumerate(events, start=tree.size)],
        batch_size=5_000,
    )
    for event in events:
        tree.append(leaf_hash(bytes(event.hash)))
    Seal.objects.create(
        size=tree.size, root=tree.root(), frontier=[node.hex() for node in tree.frontier], sealed_at=now
    )
    _add_to_tallies(Counter((event.at.astimezone(SHANGHAI).date(), event.move) for event in events))
    Unsealed.objects.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _last_tree() -> Tree:
    seal = Seal.objects.order_by("-size").first()
    return Tree(seal.size, [bytes.fromhex(node) for node in seal.frontier]) if seal else Tree()


def _add_to_tallies(counts: Mapping[tuple[date, str], int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO journal_tally (day, move, count) VALUES (%s, %s, %s)
               ON CONFLICT (day, move) DO UPDATE SET count = journal_tally.count + excluded.count""",
            [(day, move, count) for (day, move), count in counts.items()],
        )


def publish_head(*, now: datetime) -> Head | None:
    """Publish the last seal as yesterday's head, once; None when nothing was ever sealed."""
    seal = Seal.objects.order_by("-size").first()
    if seal is None:
        return None
    yesterday = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    return Head.objects.get_or_create(day=yesterday, defaults={"seal": seal})[0]


def take_receipt(*, consumer: str, event_id: int, now: datetime) -> bool:
    """True for the first call with this pair, in the caller's transaction; False ever after."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO journal_receipt (consumer, event_id, done_at) VALUES (%s, %s, %s)
               ON CONFLICT DO NOTHING""",
            [consumer, event_id, now],
        )
        return cursor.rowcount == 1
