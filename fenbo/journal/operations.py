"""Writing the journal: events, seals, heads, receipts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from fenbo.core import rows
from fenbo.core.clock import SHANGHAI
from fenbo.journal import consumers, waking
from fenbo.journal.chain import Entry, Tree, event_hash, leaf_hash
from fenbo.journal.models import Event, Head, Leaf, Seal, Unsealed

# Any constant: it only has to be the same for every sealer.
SEALER_LOCK = 0x5EA1
BATCH = 20_000


def compose(entry: Entry, prev: bytes) -> Event:
    """The event that continues a chain whose last hash is `prev`; not written yet."""
    return Event(
        stream=entry.stream,
        seq=entry.seq,
        move=entry.move,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        unit_id=entry.unit_id,
        on_behalf_of=entry.on_behalf_of,
        facts=dict(entry.facts),
        prev_hash=prev,
        hash=event_hash(entry, prev),
    )


def append(events: Sequence[Event], *, now: datetime) -> None:
    """Write composed events in the caller's transaction and hand them to the consumers of their moves.

    The caller holds the stream's lock. Two writers that both read the same link end in an IntegrityError.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "the journal is written in the transaction of the move that it records"
        )
    rows.insert(events)
    announce(events, now=now)


def announce(events: Sequence[Event], *, now: datetime) -> None:
    """Hand events to the consumers of their moves, for those who insert them together with other rows."""
    for event in events:
        consumers.announce(event, now=now)
    transaction.on_commit(waking.ring, robust=True)


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
        tree.append(leaf_hash(bytes(event.hash), event.at, event.move))
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
