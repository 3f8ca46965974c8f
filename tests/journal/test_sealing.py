"""Seals, heads and tallies."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from fenbo.journal import jobs, operations
from fenbo.journal.chain import Tree, leaf_hash
from fenbo.journal.models import Event, Head, Leaf, Seal, Tally, Unsealed
from fenbo.journal.queries import heads
from tests.journal.conftest import NOON, Pen


def expected_root(events: list[Event]) -> bytes:
    tree = Tree()
    for event in events:
        tree.append(leaf_hash(bytes(event.hash), event.at, event.move))
    return tree.root()


def test_a_seal_covers_everything_written_so_far(pen: Pen) -> None:
    events = [pen.write("receive") for _ in range(5)]
    assert operations.seal_new_events(now=NOON) == 5
    seal = Seal.objects.get()
    assert (seal.size, seal.sealed_at) == (5, NOON)
    assert bytes(seal.root) == expected_root(events)
    assert list(Leaf.objects.order_by("index").values_list("index", "event_id")) == [
        (index, event.pk) for index, event in enumerate(events)
    ]
    assert not Unsealed.objects.exists()


def test_a_later_seal_extends_the_earlier(pen: Pen) -> None:
    events = [pen.write("receive") for _ in range(3)]
    operations.seal_new_events(now=NOON)
    events += [pen.write("close") for _ in range(4)]
    operations.seal_new_events(now=NOON + timedelta(minutes=1))
    assert list(Seal.objects.order_by("size").values_list("size", flat=True)) == [3, 7]
    assert bytes(Seal.objects.get(size=7).root) == expected_root(events)


def test_nothing_new_makes_no_seal(pen: Pen) -> None:
    pen.write("receive")
    assert operations.seal_new_events(now=NOON) == 1
    assert operations.seal_new_events(now=NOON) == 0
    assert Seal.objects.count() == 1


def test_many_events_are_sealed_in_batches(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BATCH", 2)
    events = [pen.write("receive") for _ in range(5)]
    assert operations.seal_new_events(now=NOON) == 5
    assert list(Seal.objects.order_by("size").values_list("size", flat=True)) == [2, 4, 5]
    assert bytes(Seal.objects.get(size=5).root) == expected_root(events)


def test_an_event_committed_late_is_not_left_out(pen: Pen) -> None:
    """Commit order is not key order: an earlier key may become visible after a later one was sealed."""
    early, late = pen.write("receive"), pen.write("receive")
    Unsealed.objects.filter(pk=early.pk).delete()
    operations.seal_new_events(now=NOON)
    Unsealed.objects.create(pk=early.pk)
    operations.seal_new_events(now=NOON)
    assert list(Leaf.objects.order_by("index").values_list("event_id", flat=True)) == [late.pk, early.pk]


@pytest.mark.django_db(transaction=True)
def test_two_sealers_do_not_wait_for_one_another() -> None:
    Pen().write("receive")
    sealed: list[int] = []

    def seal() -> None:
        sealed.append(operations.seal_new_events(now=NOON))
        connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [operations.SEALER_LOCK])
        other = threading.Thread(target=seal)
        other.start()
        other.join(10)
        assert sealed == [0]
    assert operations.seal_new_events(now=NOON) == 1


def test_sealed_events_are_tallied_by_the_day_in_china(pen: Pen) -> None:
    before_midnight = datetime(2020, 3, 9, 15, 59, tzinfo=UTC)
    pen.write("receive", at=before_midnight)
    pen.write("receive", at=before_midnight + timedelta(minutes=1))
    pen.write("close", at=before_midnight)
    operations.seal_new_events(now=NOON)
    assert set(Tally.objects.values_list("day", "move", "count")) == {
        (date(2020, 3, 9), "receive", 1),
        (date(2020, 3, 10), "receive", 1),
        (date(2020, 3, 9), "close", 1),
    }
    pen.write("receive", at=before_midnight)
    operations.seal_new_events(now=NOON)
    assert Tally.objects.get(day=date(2020, 3, 9), move="receive").count == 2


def test_a_head_is_published_for_the_day_before_and_stands(pen: Pen) -> None:
    assert operations.publish_head(now=NOON) is None
    pen.write("receive")
    operations.seal_new_events(now=NOON)
    head = operations.publish_head(now=NOON)
    assert head is not None
    assert head.day == date(2020, 3, 8)
    first = Seal.objects.get()
    pen.write("close")
    operations.seal_new_events(now=NOON)
    again = operations.publish_head(now=NOON + timedelta(hours=1))
    assert again is not None
    assert again.seal == first
    assert Head.objects.count() == 1


def test_heads_are_read_newest_first(pen: Pen) -> None:
    for day in range(3):
        pen.write("receive")
        operations.seal_new_events(now=NOON + timedelta(days=day))
        operations.publish_head(now=NOON + timedelta(days=day))
    assert [(head.day.day, head.seal.size) for head in heads()] == [(10, 3), (9, 2), (8, 1)]


def test_the_jobs_do_it_by_the_clock(pen: Pen) -> None:
    pen.write("receive")
    assert jobs.seal(0) == 1
    jobs.publish_head(0)
    assert Head.objects.count() == 1
