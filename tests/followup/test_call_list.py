"""The call list, and what the calls add up to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core import paging
from fenbo.core.errors import OutOfScope
from fenbo.followup import queries
from fenbo.followup.models import Outcome
from fenbo.followup.operations import record
from fenbo.journal.consumers import at_once
from tests.cast import NOON, Cast, hours


def close(cast: Cast, number: int) -> None:
    with at_once():
        for step in range(number):
            cast.closed(at=NOON - timedelta(days=step))


def test_whoever_is_due_first_is_called_first(cast: Cast) -> None:
    close(cast, 3)

    rows = paging.page(queries.call_list(cast.caller), "due_at", size=2)
    rest = paging.page(queries.call_list(cast.caller), "due_at", size=2, before=rows.older)
    found = [*rows.rows, *rest.rows]
    dues = [row.due_at for row in found]
    assert dues == sorted(dues)
    assert len({row.pk for row in found}) == 3


def test_a_caller_sees_all_and_a_unit_only_its_own(cast: Cast) -> None:
    close(cast, 1)

    assert queries.call_list(cast.caller).count() == 1
    assert queries.call_list(cast.handler).count() == 1
    assert queries.call_list(cast.neighbour).count() == 0
    with pytest.raises(OutOfScope):
        queries.of_case(queries.call_list(cast.caller).get().case_id, cast.neighbour)


def test_whoever_was_just_called_waits_for_another_hour(cast: Cast) -> None:
    close(cast, 1)
    planned = queries.call_list(cast.caller).get()
    record(case_id=planned.case_id, outcome=Outcome.NO_ANSWER, actor=cast.caller, now=NOON)

    assert not queries.call_list(cast.caller).filter(queries.callable_at(NOON + hours(1))).exists()
    assert queries.call_list(cast.caller).filter(queries.callable_at(NOON + hours(3))).exists()


def test_a_longer_list_takes_no_more_queries(cast: Cast) -> None:
    close(cast, 1)
    with CaptureQueriesContext(connection) as few:
        [(row.case.title, str(row.unit)) for row in queries.call_list(cast.caller)]
    close(cast, 5)
    with CaptureQueriesContext(connection) as many:
        [(row.case.title, str(row.unit)) for row in queries.call_list(cast.caller)]

    assert len(few) == len(many)


def test_only_those_who_answered_count_in_the_rates(cast: Cast) -> None:
    close(cast, 4)
    said = [(True, True), (True, False), (False, False)]
    for planned, (solved, satisfied) in zip(queries.call_list(cast.caller), said, strict=False):
        record(
            case_id=planned.case_id,
            outcome=Outcome.REACHED,
            solved=solved,
            satisfied=satisfied,
            remark="说明",
            actor=cast.caller,
            now=NOON,
        )

    told = queries.said_by_unit(NOON - hours(1), NOON + hours(1))
    assert told == {cast.unit["justice"].pk: queries.Said(reached=3, solved=2, satisfied=1)}
    assert queries.said_by_unit(NOON + hours(1), NOON + hours(2)) == {}
    assert queries.ended(cast.caller).count() == 3
