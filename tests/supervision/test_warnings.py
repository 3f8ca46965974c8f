"""Amber and red: told once for each clock and level, also after a standstill."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.models import Case, Clock
from fenbo.cases.operations import centre, units
from fenbo.catalogue.hops import Hop
from fenbo.core import paging
from fenbo.directory.duties import Duty
from fenbo.supervision import jobs, queries
from fenbo.supervision.models import ClockWarning, Fault, FaultKind, Level
from fenbo.supervision.operations import warnings
from fenbo.supervision.operations.warnings import acting
from tests.cast import NOON, Cast, hours


def told(case: Case) -> set[tuple[str, str, str]]:
    """What of this case stands in the next digest, and in whose."""
    rows = ClockWarning.objects.filter(clock__case=case).select_related("clock__unit")
    return {(row.level, row.clock.unit.slug, acting(row.clock.hop, row.clock.unit_id)) for row in rows}


def test_a_case_that_waits_at_the_centre_turns_amber_and_then_red(cast: Cast) -> None:
    case = cast.received()

    assert warnings.warn(now=NOON + hours(0.3)) == 0
    assert warnings.warn(now=NOON + hours(0.4)) == 1
    assert told(case) == {("amber", "centre", Duty.DISPATCH)}
    assert warnings.warn(now=NOON + hours(0.6)) == 1
    assert ("red", "centre", Duty.DISPATCH) in told(case)


def test_nobody_is_told_the_same_twice(cast: Cast) -> None:
    cast.received()

    assert warnings.warn(now=NOON + hours(0.4)) == 1
    assert warnings.warn(now=NOON + hours(0.41)) == 0
    assert ClockWarning.objects.filter(level=Level.AMBER).count() == 1


def test_after_a_standstill_what_passed_both_marks_is_told_as_red_only(cast: Cast) -> None:
    case = cast.received()

    assert warnings.warn(now=NOON + hours(50)) == 1
    assert warnings.warn(now=NOON + hours(50)) == 0
    assert {topic for topic, _unit, _duty in told(case)} == {"red"}
    assert ClockWarning.objects.get().level == Level.RED


def test_a_backlog_larger_than_a_batch_is_told_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warnings, "BATCH", 2)
    for _number in range(5):
        cast.received()

    assert warnings.warn(now=NOON + hours(1)) == 5


def test_the_unit_that_lets_its_order_lie_is_told(cast: Cast) -> None:
    order = cast.dispatched()

    warnings.warn(now=NOON + hours(2.1))
    assert ("red", "justice", Duty.HANDLE) in told(order.case)


def test_the_reviewer_is_told_of_a_reply_that_lies(cast: Cast) -> None:
    order = cast.replied()

    warnings.warn(now=NOON + hours(3))
    assert ("red", "centre", Duty.REVIEW) in told(order.case)


def test_a_clock_that_was_stopped_in_time_warns_nobody(cast: Cast) -> None:
    order = cast.signed()
    units.contact(order_id=order.pk, reached=True, text="已联系", actor=cast.handler, now=NOON)

    assert warnings.warn(now=NOON + hours(10)) == 0


def test_the_requesters_own_time_is_nobodys_fault(cast: Cast) -> None:
    order = cast.signed()
    centre.ask_info(
        case_id=order.case_id, question="合同在哪里签的？", order_id=order.pk, actor=cast.handler, now=NOON
    )

    assert warnings.warn(now=NOON + hours(500)) == 0
    assert not queries.burning(cast.supervisor, Level.RED, NOON + hours(500)).exists()


def test_a_late_answer_counts_as_a_fault_of_its_unit_once(cast: Cast) -> None:
    order = cast.signed()
    units.contact(order_id=order.pk, reached=True, text="已联系", actor=cast.handler, now=NOON)

    warnings.warn(now=NOON + hours(25))
    warnings.warn(now=NOON + hours(26))
    fault = Fault.objects.get()
    assert (fault.unit, fault.kind, fault.at) == (
        cast.unit["justice"],
        FaultKind.LATE_ANSWER,
        NOON + hours(24),
    )


def test_a_late_signature_is_warned_of_but_no_fault(cast: Cast) -> None:
    cast.dispatched()

    warnings.warn(now=NOON + hours(3))
    assert not Fault.objects.exists()


def test_the_minutely_job_warns_and_looks_at_supervision_orders(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.received()
    monkeypatch.setattr("fenbo.core.clock.now", lambda: NOON + hours(1))

    assert jobs.warn(timestamp=0) == 1


def red(cast: Cast, now: datetime) -> list[Clock]:
    return list(queries.burning(cast.supervisor, Level.RED, now).order_by("due_at"))


def test_the_supervisor_sees_what_is_late_across_all_units(cast: Cast) -> None:
    cast.received()
    cast.dispatched("justice")
    cast.dispatched("commerce")

    found = red(cast, NOON + hours(2.5))
    assert [(clock.hop, str(clock.unit)) for clock in found] == [
        (Hop.DISPATCH, "分拨中心"),
        (Hop.SIGN_IN, "省司法厅"),
        (Hop.SIGN_IN, "省商务厅"),
    ]


def test_amber_is_what_is_not_late_yet(cast: Cast) -> None:
    cast.dispatched()

    amber = queries.burning(cast.supervisor, Level.AMBER, NOON + hours(1.6))
    assert [clock.hop for clock in amber] == [Hop.SIGN_IN]
    assert not red(cast, NOON + hours(1.6))


def test_a_units_own_supervisor_sees_that_unit_and_those_beneath(cast: Cast) -> None:
    order = cast.signed()
    cast.dispatched("commerce")
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)

    found = queries.burning(cast.overseer, Level.RED, NOON + hours(5))
    assert {str(clock.unit) for clock in found} == {"省司法厅", "省监狱管理局"}


def test_the_list_is_paged_by_its_own_index(cast: Cast) -> None:
    for step in range(3):
        cast.received(at=NOON + hours(step))

    now = NOON + hours(5)
    first = paging.page(queries.burning(cast.supervisor, Level.RED, now), "due_at", size=2)
    second = paging.page(
        queries.burning(cast.supervisor, Level.RED, now), "due_at", size=2, before=first.older
    )
    assert len(first.rows) == 2
    assert len(second.rows) == 1
    assert first.rows[-1].due_at < second.rows[0].due_at


def test_a_longer_list_takes_no_more_queries(cast: Cast) -> None:
    def look() -> list[tuple[str, str]]:
        return [(clock.case.title, str(clock.unit)) for clock in red(cast, NOON + hours(1))]

    for _number in range(2):
        cast.received()
    with CaptureQueriesContext(connection) as few:
        assert len(look()) == 2
    for _number in range(18):
        cast.received()
    with CaptureQueriesContext(connection) as many:
        assert len(look()) == 20

    assert len(few) == len(many)
