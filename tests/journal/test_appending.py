"""Writing the journal: in the move's transaction, chained per stream, and never rewritten."""

import threading
from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.transaction import TransactionManagementError

from fenbo.core.ids import new_id
from fenbo.journal import operations
from fenbo.journal.chain import EMPTY, Entry
from fenbo.journal.models import Event, Head, Leaf, Seal, Unsealed
from fenbo.journal.queries import events_of, last_event_id
from tests.journal.conftest import NOON, Pen

GUARDED = ["journal_event", "journal_leaf", "journal_seal", "journal_head"]


def test_a_stream_is_a_chain(pen: Pen) -> None:
    stream = new_id()
    for move in ("receive", "dispatch", "sign_in"):
        pen.write(move, stream)
    first, second, third = events_of(stream)
    assert [event.move for event in (first, second, third)] == ["receive", "dispatch", "sign_in"]
    assert bytes(first.prev_hash) == EMPTY
    assert bytes(second.prev_hash) == bytes(first.hash)
    assert bytes(third.prev_hash) == bytes(second.hash)
    assert last_event_id() == third.pk


def test_streams_do_not_know_of_one_another(pen: Pen) -> None:
    one, other = pen.write("receive"), pen.write("receive")
    assert (one.seq, other.seq) == (1, 1)
    assert bytes(one.prev_hash) == bytes(other.prev_hash) == EMPTY


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_the_transaction_of_a_move() -> None:
    entry = Entry(new_id(), 1, "receive", NOON, "staff", 7, "", None, "", {})
    with pytest.raises(TransactionManagementError):
        operations.append([operations.compose(entry, EMPTY)], now=NOON)
    assert not Event.objects.exists()


def test_what_is_undone_leaves_no_trace(pen: Pen) -> None:
    with transaction.atomic():
        pen.write("receive")
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert not Unsealed.objects.exists()


def test_two_writers_from_one_link_cannot_both_win(pen: Pen) -> None:
    first = pen.write("receive")
    one, other = (
        operations.compose(
            Entry(first.stream, 2, move, NOON, "staff", 7, "", None, "", {}), bytes(first.hash)
        )
        for move in ("dispatch", "withdraw")
    )
    operations.append([one], now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.append([other], now=NOON)
    assert Event.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_writers_of_different_streams_do_not_wait() -> None:
    """One holds its transaction open; the other writes and commits meanwhile."""
    pen, done = Pen(), threading.Event()

    def write() -> None:
        pen.write("receive")
        connection.close()
        done.set()

    with transaction.atomic():
        pen.write("receive")
        other = threading.Thread(target=write)
        other.start()
        assert done.wait(10)
    other.join()
    assert Event.objects.count() == 2


@pytest.fixture
def full(pen: Pen) -> None:
    pen.write("receive")
    operations.seal_new_events(now=NOON)
    operations.publish_head(now=NOON)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_refuses_to_rewrite_the_record(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    keys = {"journal_event": "id", "journal_leaf": "index", "journal_seal": "id", "journal_head": "day"}
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, key=keys[table]))


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("model", [Event, Leaf, Seal, Head])
def test_and_so_does_every_way_of_the_programs(model: type[Event]) -> None:
    row = model.objects.get()
    for rewrite in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises((Error, ProtectedError)), transaction.atomic():
            rewrite()
    assert model.objects.count() == 1


def test_every_new_event_waits_for_a_seal(pen: Pen) -> None:
    written = [pen.write("receive", at=NOON + timedelta(hours=hour)) for hour in range(3)]
    assert set(Unsealed.objects.values_list("pk", flat=True)) == {event.pk for event in written}
