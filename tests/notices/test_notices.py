"""The outbox: written with the move, addressed to a duty at a unit, read by whoever holds it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from fenbo.core.ids import new_id
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.notices.models import Notice
from fenbo.notices.operations import mark_read, post
from fenbo.notices.queries import COUNTED, count_unread, unread
from fenbo.notices.topics import Topic
from tests.directory.conftest import hire

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)


@pytest.fixture
def justice(db: None) -> Unit:
    return Unit.objects.create(slug="justice", name="省司法厅", kind=UnitKind.DEPARTMENT)


@pytest.fixture
def handler(justice: Unit) -> Actor:
    return of_staff(hire("handler", Duty.HANDLE, at=justice), NOON)


def tell(
    unit: Unit, key: str, *, duty: Duty = Duty.HANDLE, subject: UUID | None = None, **given: Any
) -> None:
    values = {"topic": Topic.ORDER_GIVEN, "created_at": NOON, **given}
    with transaction.atomic():
        post([Notice(key=key, unit=unit, duty=duty, subject=subject or new_id(), **values)])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_what_may_never_happen() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        post([])


def test_what_is_undone_is_not_told(justice: Unit) -> None:
    with transaction.atomic():
        tell(justice, "1:given")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_one_event_tells_one_audience_once(justice: Unit) -> None:
    for _ in range(3):
        tell(justice, "1:given")
    assert Notice.objects.count() == 1


def test_whoever_holds_the_duty_at_the_unit_reads_it(justice: Unit, handler: Actor) -> None:
    elsewhere = Unit.objects.create(slug="commerce", name="省商务厅", kind=UnitKind.DEPARTMENT)
    tell(justice, "ours")
    tell(justice, "another duty", duty=Duty.SUPERVISE)
    tell(elsewhere, "another unit")
    assert [notice.key for notice in unread(handler)] == ["ours"]
    assert count_unread(handler) == 1


def test_a_colleague_sees_what_the_first_has_read_as_read(justice: Unit, handler: Actor) -> None:
    colleague = of_staff(hire("colleague", Duty.HANDLE, at=justice), NOON)
    tell(justice, "1:given")
    assert mark_read(actor=handler, now=NOON) == 1
    assert count_unread(colleague) == 0
    notice = Notice.objects.get()
    assert (notice.read_at, notice.read_by_id) == (NOON, handler.staff_id)


def test_what_was_read_first_stays_so(justice: Unit, handler: Actor) -> None:
    tell(justice, "1:given")
    mark_read(actor=handler, now=NOON)
    assert mark_read(actor=handler, now=NOON + timedelta(hours=1)) == 0
    assert Notice.objects.get().read_at == NOON


def test_reading_about_one_case_leaves_the_others(justice: Unit, handler: Actor) -> None:
    subject = new_id()
    tell(justice, "1", subject=subject)
    tell(justice, "2")
    assert mark_read(actor=handler, now=NOON, subject=subject) == 1
    assert [notice.key for notice in unread(handler)] == ["2"]


def test_nobody_marks_what_is_addressed_to_others(justice: Unit) -> None:
    outsider = of_staff(hire("outsider", at=justice), NOON)
    tell(justice, "1:given")
    assert mark_read(actor=outsider, now=NOON) == 0
    assert count_unread(outsider) == 0
    assert not unread(outsider).exists()


@pytest.mark.parametrize("actor", [Actor.public(), Actor.system(), Actor.requester([])])
def test_only_staff_have_notices(actor: Actor, justice: Unit) -> None:
    tell(justice, "1:given")
    assert count_unread(actor) == 0


def test_the_newest_comes_first(justice: Unit, handler: Actor) -> None:
    for hour in (2, 3, 1):
        tell(justice, str(hour), created_at=NOON + timedelta(hours=hour))
    assert [notice.key for notice in unread(handler)] == ["3", "2", "1"]


def test_nobody_counts_beyond_what_is_shown(justice: Unit, handler: Actor) -> None:
    with transaction.atomic():
        post([
            Notice(key=str(number), unit=justice, duty=Duty.HANDLE, subject=new_id(), created_at=NOON, topic=Topic.RED)
            for number in range(COUNTED + 5)
        ])  # fmt: skip
    assert count_unread(handler) == COUNTED


def test_every_topic_has_words_and_fits_its_column() -> None:
    assert all(topic.label and len(topic.value) <= 32 for topic in Topic)
    assert len({str(topic.label) for topic in Topic}) == len(Topic)


def test_a_notice_holds_no_personal_data() -> None:
    """It names a case by its key; whoever may see the case finds the rest there."""
    assert {field.name for field in Notice._meta.fields} == {
        "id", "key", "topic", "unit", "duty", "subject", "text", "created_at", "read_at", "read_by",
    }  # fmt: skip
