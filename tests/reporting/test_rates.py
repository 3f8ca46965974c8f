"""The three rates by unit: what counts, and when nothing is said."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.operations import review, units
from fenbo.followup.models import Outcome
from fenbo.followup.operations import record
from fenbo.journal.consumers import at_once
from fenbo.reporting.rates import FEWEST, Rate, rates
from tests.cast import NOON, Cast, cast, hours

__all__ = ["cast"]
SPAN = (NOON - hours(24), NOON + hours(100))


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(5651, 5661, 99.8), (4104, 4127, 99.4), (0, 10, 0.0), (9, 9, None), (0, 0, None), (10, 10, 100.0)],
)
def test_a_rate_has_one_decimal_and_none_over_few(part: int, whole: int, percent: float | None) -> None:
    assert Rate(part, whole).percent == percent


def test_rates_add_up_by_their_parts_and_not_by_their_percentages() -> None:
    assert Rate(1, 2) + Rate(9, 10) == Rate(10, 12)


def say(cast: Cast, *, solved: bool, satisfied: bool) -> None:
    case = cast.closed()
    record(
        case_id=case.pk,
        outcome=Outcome.REACHED,
        solved=solved,
        satisfied=satisfied,
        remark="说明",
        actor=cast.caller,
        now=NOON,
    )


def test_each_rate_has_its_own_denominator(cast: Cast) -> None:
    with at_once():
        say(cast, solved=True, satisfied=True)
        say(cast, solved=True, satisfied=False)
        cast.closed()
        record(case_id=cast.closed().pk, outcome=Outcome.NO_ANSWER, actor=cast.caller, now=NOON)

    [row] = rates(*SPAN).few
    assert row.unit == cast.unit["justice"]
    told = (row.responded, row.on_time, row.solved, row.satisfied)
    assert told == (Rate(4, 4), Rate(4, 4), Rate(2, 2), Rate(1, 2))


def test_a_late_answer_lowers_the_rates_of_being_on_time_and_of_responding(cast: Cast) -> None:
    order = cast.signed()
    units.reply(order_id=order.pk, text="已核实。", actor=cast.handler, now=NOON + hours(30))
    with at_once():
        review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON + hours(31))

    [row] = rates(*SPAN).few
    assert (row.on_time, row.responded, row.satisfied) == (Rate(0, 1), Rate(0, 1), Rate(0, 0))


def test_units_with_enough_cases_are_compared_in_the_order_of_the_directory(cast: Cast) -> None:
    for _number in range(FEWEST):
        cast.closed()
    order = cast.signed("commerce", by="neighbour")
    units.reply(order_id=order.pk, text="已核实。", actor=cast.neighbour, now=NOON)
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)

    found = rates(*SPAN)
    assert [row.unit.slug for row in found.comparable] == ["justice"]
    assert [row.unit.slug for row in found.few] == ["commerce"]
    assert found.on_time == Rate(11, 11)


def test_more_units_take_no_more_queries(cast: Cast) -> None:
    cast.closed()
    with CaptureQueriesContext(connection) as few:
        rates(*SPAN)
    order = cast.signed("commerce", by="neighbour")
    units.reply(order_id=order.pk, text="已核实。", actor=cast.neighbour, now=NOON)
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    with CaptureQueriesContext(connection) as many:
        assert len(rates(*SPAN).few) == 2

    assert len(few) == len(many) == 3


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # As in the tables of Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    [(81, 263, 25.5, 36.6), (15, 148, 6.2, 16.0), (0, 20, 0.0, 16.1), (1, 29, 0.6, 17.2)],
)
def test_a_rate_says_between_which_bounds_it_lies(part: int, whole: int, low: float, high: float) -> None:
    assert Rate(part, whole).interval == (low, high)


def test_too_few_have_no_bounds() -> None:
    assert Rate(9, 9).interval is None
