"""Upward reactions: each event reaches each consumer once, in a transaction of its own or in the announcing one."""

from datetime import datetime

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from fenbo.core import clock
from fenbo.journal import consumers, jobs
from fenbo.journal.models import Event, Receipt
from tests.journal.conftest import NOON, Pen


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the consumer `ear` was told; it follows `receive` and `close`."""
    monkeypatch.setattr(consumers, "_reactions", {})
    monkeypatch.setattr(consumers, "_by_move", {})
    told: list[str] = []
    consumers.subscribe("ear", "receive", "close", reaction=lambda event, now: told.append(event.move))
    return told


def waiting() -> list[dict[str, object]]:
    return list(ProcrastinateJob.objects.filter(task_name="journal.consume").values_list("args", flat=True))


def test_an_event_is_enqueued_with_the_move(pen: Pen, heard: list[str]) -> None:
    event = pen.write("receive")
    assert waiting() == [{"consumer": "ear", "event_id": event.pk}]
    assert heard == []


def test_others_are_not_told(pen: Pen, heard: list[str]) -> None:
    pen.write("dispatch")
    assert waiting() == []


def test_a_move_undone_leaves_no_job(pen: Pen, heard: list[str]) -> None:
    with transaction.atomic():
        pen.write("receive")
        transaction.set_rollback(True)
    assert waiting() == []


def test_a_repeated_delivery_does_nothing(pen: Pen, heard: list[str]) -> None:
    event = pen.write("receive")
    assert [consumers.deliver("ear", event.pk, now=NOON) for _ in range(3)] == [True, False, False]
    assert heard == ["receive"]
    assert Receipt.objects.get().done_at == NOON


def test_every_consumer_has_a_receipt_of_its_own(pen: Pen, heard: list[str]) -> None:
    consumers.subscribe("eye", "receive", reaction=lambda event, now: heard.append("seen"))
    event = pen.write("receive")
    assert len(waiting()) == 2
    for consumer in ("ear", "eye"):
        consumers.deliver(consumer, event.pk, now=NOON)
    assert heard == ["receive", "seen"]
    assert Receipt.objects.count() == 2


def test_subscribing_twice_is_being_told_once(pen: Pen, heard: list[str]) -> None:
    consumers.subscribe("ear", "receive", reaction=lambda event, now: heard.append("again"))
    event = pen.write("receive")
    assert len(waiting()) == 1
    consumers.deliver("ear", event.pk, now=NOON)
    assert heard == ["again"]


def test_a_reaction_that_fails_takes_its_receipt_back(pen: Pen, heard: list[str]) -> None:
    def fail(event: Event, now: datetime) -> None:
        raise ValueError("not now")

    consumers.subscribe("ear", reaction=fail)
    event = pen.write("receive")
    with pytest.raises(ValueError, match="not now"):
        consumers.deliver("ear", event.pk, now=NOON)
    assert not Receipt.objects.exists()
    consumers.subscribe("ear", reaction=lambda event, now: heard.append("later"))
    assert consumers.deliver("ear", event.pk, now=NOON)
    assert heard == ["later"]


def test_the_job_delivers_by_the_clock(pen: Pen, heard: list[str]) -> None:
    event = pen.write("close")
    with clock.frozen(NOON):
        jobs.consume("ear", event.pk)
    assert heard == ["close"]
    assert Receipt.objects.get().done_at == NOON


def test_a_past_that_is_played_back_reacts_at_once(pen: Pen, heard: list[str]) -> None:
    with consumers.at_once():
        pen.write("receive")
        assert heard == ["receive"]
    assert waiting() == []
    pen.write("receive")
    assert len(waiting()) == 1
