"""Calls to the hotline: kept once, counted apart from cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from fenbo.cases.models import Case
from fenbo.core.errors import InvalidInput
from fenbo.core.secrets import blind_index
from fenbo.directory.models import Staff
from fenbo.hotline.admin import CallAdmin
from fenbo.hotline.models import Call, CallOutcome
from fenbo.hotline.operations import Told, record_call
from fenbo.hotline.queries import count_calls
from tests.cast import Cast

NOON = datetime(2020, 3, 7, 4, tzinfo=UTC)
TOLD = Told(
    call_id="2020-000001",
    began_at=NOON,
    rang_seconds=6,
    talked_seconds=180,
    outcome=CallOutcome.ANSWERED_AT_ONCE,
    category="0402",
    phone="13800000123",
)
pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture
def case(seeded: None) -> Case:
    return Cast(now=NOON).received()


def test_a_call_is_kept_as_told() -> None:
    call = record_call(TOLD)
    call.refresh_from_db()
    assert (call.began_at, call.rang_seconds, call.talked_seconds) == (NOON, 6, 180)
    assert (call.category_id, call.outcome) == ("0402", CallOutcome.ANSWERED_AT_ONCE)


def test_the_same_call_told_twice_is_one_row() -> None:
    first = record_call(TOLD)
    again = record_call(replace(TOLD, talked_seconds=999))
    assert again.pk == first.pk
    assert again.talked_seconds == 180
    assert Call.objects.count() == 1


def test_the_callers_number_is_unreadable_in_the_database_and_found_by_its_index() -> None:
    record_call(TOLD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM hotline_call")
        assert TOLD.phone.encode() not in bytes(cursor.fetchone()[0])
    assert Call.objects.get(phone_index=blind_index(TOLD.phone)).phone == TOLD.phone


def test_a_hidden_number_is_not_indexed() -> None:
    call = record_call(replace(TOLD, phone=""))
    assert bytes(call.phone_index) == b""


def test_a_call_that_became_a_case_names_it(case: Case) -> None:
    call = record_call(replace(TOLD, outcome=CallOutcome.WORK_ORDER, case_id=case.pk))
    assert list(case.calls.all()) == [call]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "9999"}, "category"),
        ({"outcome": CallOutcome.WORK_ORDER}, "case"),
        ({"case_id": uuid4()}, "case"),
        ({"outcome": CallOutcome.ABANDONED}, "talked_seconds"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        record_call(replace(TOLD, **changes))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": CallOutcome.WORK_ORDER},
        {"outcome": CallOutcome.ABANDONED, "talked_seconds": 5},
        {"call_id": "2020-000001"},
    ],
)
def test_the_database_refuses_it_as_well(wrong: dict[str, object]) -> None:
    record_call(TOLD)
    values = {"call_id": "x", "began_at": NOON, "rang_seconds": 1, "outcome": CallOutcome.ANSWERED_AT_ONCE}
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(**{**values, **wrong})


def test_calls_are_counted_until_an_instant() -> None:
    for number in range(4):
        began = NOON + timedelta(hours=number)
        record_call(replace(TOLD, call_id=f"n{number}", began_at=began, rang_seconds=10 + 5 * number))
    counted = count_calls(NOON + timedelta(hours=2))
    assert (counted.total, counted.connected, counted.prompt) == (3, 3, 2)
    assert counted.connect_rate == 100.0


def test_abandoned_calls_lower_the_connect_rate() -> None:
    record_call(TOLD)
    record_call(replace(TOLD, call_id="gone", outcome=CallOutcome.ABANDONED, talked_seconds=0))
    record_call(replace(TOLD, call_id="third"))
    counted = count_calls(NOON)
    assert (counted.total, counted.connected) == (3, 2)
    assert counted.connect_rate == 66.7


def test_before_the_first_call_there_is_no_rate() -> None:
    assert count_calls(NOON).connect_rate is None


def test_nobody_edits_calls_in_the_administration() -> None:
    from django.contrib import admin
    from django.test import RequestFactory

    shown = CallAdmin(Call, admin.site)
    request = RequestFactory().get("/")
    request.user = Staff.objects.get(username="admin1")
    assert not shown.has_add_permission(request)
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)
    assert shown.has_view_permission(request)
    assert "phone" not in shown.get_fields(request)
