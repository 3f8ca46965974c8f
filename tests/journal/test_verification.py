"""Whoever changes a row behind the back of the triggers is found, and the first bad row is named."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenbo.core.ids import new_id
from fenbo.journal import operations
from fenbo.journal.models import Event, Head, Seal
from fenbo.journal.verification import verify
from tests.journal.conftest import NOON, Pen

TABLES = ("journal_event", "journal_leaf", "journal_seal", "journal_head", "journal_tally")


@pytest.fixture
def journal(pen: Pen) -> list[Event]:
    """Three streams of three moves on two days, sealed each day, with heads, and one event not sealed yet."""
    streams = [new_id() for _ in range(3)]
    events = []
    for day, move in enumerate(("receive", "dispatch", "close")):
        at = NOON + timedelta(days=day)
        events += [pen.write(move, stream, at=at, remark="原话") for stream in streams]
        operations.seal_new_events(now=at)
        operations.publish_head(now=at)
    events.append(pen.write("archive", streams[0], at=NOON + timedelta(days=3)))
    return events


def tamper(statement: str, *parameters: str | int | bytes | None) -> None:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_honest_journal_holds(journal: list[Event]) -> None:
    report = verify()
    assert report.first_bad is None
    assert (report.events, report.streams, report.leaves, report.seals, report.heads) == (10, 3, 9, 3, 3)
    assert report.tallies == 3


@pytest.mark.django_db
def test_an_empty_journal_holds() -> None:
    assert verify().first_bad is None


@pytest.mark.parametrize(
    "change",
    [
        "move = 'withdraw'",
        "at = at + interval '1 second'",
        "actor_id = 8",
        "actor_id = NULL",
        "actor_name = '别人'",
        "actor_kind = 'system'",
        "unit_id = 9",
        "on_behalf_of = '来电人'",
        """facts = '{"remark": "改过的话"}'""",
        "hash = sha256('x')",
        "prev_hash = sha256('x')",
    ],
)
def test_a_changed_event_is_named(change: str, journal: list[Event]) -> None:
    changed = journal[4]
    tamper(f"UPDATE journal_event SET {change} WHERE id = %s", changed.pk)
    assert f"event {changed.pk} " in str(verify().first_bad)


@given(st.integers(0, 9))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whichever_event_is_changed_is_found(journal: list[Event], number: int) -> None:
    changed = journal[number]
    tamper("UPDATE journal_event SET actor_name = '别人' WHERE id = %s", changed.pk)
    assert f"event {changed.pk} " in str(verify().first_bad)
    tamper("UPDATE journal_event SET actor_name = %s WHERE id = %s", changed.actor_name, changed.pk)
    assert verify().first_bad is None


def test_a_removed_event_leaves_a_gap(journal: list[Event]) -> None:
    removed = journal[3]
    tamper("DELETE FROM journal_leaf WHERE event_id = %s", removed.pk)
    tamper("DELETE FROM journal_event WHERE id = %s", removed.pk)
    assert "jumps from 1 to 3" in str(verify().first_bad)


def test_a_removed_end_of_a_chain_leaves_a_gap_in_the_tree(journal: list[Event]) -> None:
    removed = journal[7]
    tamper("DELETE FROM journal_leaf WHERE event_id = %s", removed.pk)
    tamper("DELETE FROM journal_event WHERE id = %s", removed.pk)
    assert verify().first_bad == "leaf 7: missing"


def test_a_chain_hashed_anew_does_not_fit_its_seal(journal: list[Event]) -> None:
    """The forger who knows how hashes are made can mend a chain, but not the seal over it."""
    last = journal[8]
    last.facts = {"remark": "改过的话"}
    from fenbo.journal.chain import event_hash
    from fenbo.journal.verification import _entry

    forged = event_hash(_entry(last), bytes(last.prev_hash))
    tamper(
        "UPDATE journal_event SET facts = %s, hash = %s WHERE id = %s",
        json.dumps(last.facts),
        forged,
        last.pk,
    )
    seal = Seal.objects.get(size=9)
    assert verify().first_bad == f"seal {seal.pk}: its root does not come from its 9 leaves"


def test_an_event_slipped_in_unsealed_and_unlisted_is_named(journal: list[Event]) -> None:
    waiting = journal[9]
    tamper("DELETE FROM journal_unsealed WHERE event_id = %s", waiting.pk)
    assert "neither sealed nor waiting" in str(verify().first_bad)


def test_leaves_that_change_places_are_noticed(journal: list[Event]) -> None:
    one, other = journal[0].pk, journal[1].pk
    tamper("DELETE FROM journal_leaf WHERE index IN (0, 1)")
    tamper("INSERT INTO journal_leaf (index, event_id) VALUES (0, %s), (1, %s)", other, one)
    assert "its root does not come from" in str(verify().first_bad)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE journal_seal SET root = sha256('x') WHERE size = 6",
            "its root does not come from its 6 leaves",
        ),
        (
            "UPDATE journal_tally SET count = 4 WHERE move = 'close'",
            "2020-03-11 close: says 4, the journal has 3",
        ),
        ("DELETE FROM journal_tally WHERE move = 'close'", "2020-03-11 close: says 0, the journal has 3"),
        (
            "INSERT INTO journal_tally (day, move, count) VALUES ('2020-03-01', 'close', 9)",
            "2020-03-01 close: says 9, the journal has 0",
        ),
        (
            "INSERT INTO journal_seal (size, root, frontier, sealed_at) VALUES (99, sha256('x'), '[]', now())",
            "covers 99 leaves, the tree has 9",
        ),
    ],
)
def test_seals_and_tallies_are_recomputed(statement: str, words: str, journal: list[Event]) -> None:
    tamper(statement)
    assert words in str(verify().first_bad)


def test_a_head_that_takes_something_back_is_named(journal: list[Event]) -> None:
    small = Seal.objects.get(size=3)
    tamper("UPDATE journal_head SET seal_id = %s WHERE day = '2020-03-10'", small.pk)
    assert verify().first_bad == "head of 2020-03-10: covers less than the day before"
    assert Head.objects.count() == 3


def test_progress_is_told_in_chunks(journal: list[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenbo.journal.verification.CHUNK", 4)
    told: list[int] = []
    assert verify(told.append).first_bad is None
    assert told == [4, 4]


@pytest.fixture
def run() -> Callable[..., str]:
    def run(*arguments: str) -> str:
        output = StringIO()
        call_command("journal", *arguments, stdout=output)
        return output.getvalue()

    return run


@pytest.mark.usefixtures("journal")
def test_the_command_says_that_all_holds(run: Callable[..., str]) -> None:
    assert "all of it holds" in run("verify")
    figures = json.loads(run("verify", "--json"))
    assert figures["events"] == 10
    assert figures["first_bad"] is None


def test_the_command_fails_and_names_the_row(journal: list[Event], run: Callable[..., str]) -> None:
    tamper("UPDATE journal_event SET actor_id = 8 WHERE id = %s", journal[4].pk)
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("journal", "verify", stdout=output)
    assert ended.value.code == 1
    assert f"first bad row: event {journal[4].pk} " in output.getvalue()


@pytest.mark.usefixtures("journal")
def test_the_command_seals(run: Callable[..., str]) -> None:
    assert run("seal") == "1\n"
    assert run("seal") == "0\n"
