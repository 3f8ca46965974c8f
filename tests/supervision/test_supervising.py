"""Supervision orders: a date of their own, an answer, a strike."""

from datetime import datetime
from typing import Any

import pytest

from fenbo.cases.lifecycle import Move
from fenbo.cases.operations import review
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.duties import Duty
from fenbo.journal import queries as journal
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision import queries
from fenbo.supervision.models import Fault, FaultKind, SupervisionOrder, SupervisionState
from fenbo.supervision.operations import orders
from fenbo.supervision.operations.batch import supervise_many
from tests.cast import NOON, Cast, hours

DUE = NOON + hours(24)


def supervise(cast: Cast, **about: Any) -> SupervisionOrder:
    case = about.pop("case", None) or cast.signed().case
    values: dict[str, Any] = {
        "text": "请说明进展",
        "due_at": DUE,
        "actor": cast.supervisor,
        "now": NOON,
        **about,
    }
    return orders.supervise(case_id=case.pk, **values)


def answer(cast: Cast, order: SupervisionOrder, *, now: datetime = NOON, **about: Any) -> SupervisionOrder:
    values: dict[str, Any] = {"text": "已办结", "actor": cast.handler, **about}
    return orders.answer(order_id=order.pk, now=now, **values)


def test_the_lead_unit_is_supervised_and_told(cast: Cast) -> None:
    order = supervise(cast)

    assert (order.unit, order.state, order.due_at) == (cast.unit["justice"], SupervisionState.OPEN, DUE)
    notice = Notice.objects.get(topic=Topic.SUPERVISED)
    assert (notice.unit, notice.duty, notice.text) == (cast.unit["justice"], Duty.HANDLE, "请说明进展")
    event = journal.events_of(order.case_id).last()
    assert event is not None
    assert event.move == Move.SUPERVISE
    assert event.facts == {"to_unit": "省司法厅", "until": DUE.isoformat(), "remark": "请说明进展"}


def test_before_a_case_is_dispatched_the_centre_itself_is_supervised(cast: Cast) -> None:
    order = supervise(cast, case=cast.received())

    assert order.unit == cast.unit["centre"]
    answer(cast, order, actor=cast.dispatcher)


def test_another_unit_that_has_the_case_can_be_named(cast: Cast) -> None:
    case = cast.signed(co=("commerce",)).case

    assert supervise(cast, case=case, unit_id=cast.unit["commerce"].pk).unit == cast.unit["commerce"]
    with pytest.raises(InvalidInput, match="承办过这件诉求的单位") as refused:
        supervise(cast, case=case, unit_id=cast.unit["prisons"].pk)
    assert refused.value.field == "unit_id"


@pytest.mark.parametrize(
    ("about", "field"),
    [({"text": " "}, "text"), ({"due_at": NOON}, "due_at"), ({"text": "长" * 501}, "text")],
)
def test_what_is_missing_is_told_at_its_field(cast: Cast, about: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        supervise(cast, **about)

    assert refused.value.field == field


def test_a_unit_is_supervised_once_at_a_time(cast: Cast) -> None:
    order = supervise(cast)

    with pytest.raises(InvalidInput, match="还没有销号"):
        supervise(cast, case=order.case)
    answer(cast, order)
    orders.strike_off(order_id=order.pk, remark="同意", actor=cast.supervisor, now=NOON)
    assert supervise(cast, case=order.case).pk != order.pk


def test_the_answer_goes_to_the_supervisor_who_strikes_it_off(cast: Cast) -> None:
    order = answer(cast, supervise(cast), now=NOON + hours(1))

    assert (order.state, order.answered_by) == (SupervisionState.ANSWERED, "省司法厅 handler同志")
    assert Notice.objects.filter(
        topic=Topic.SUPERVISED, unit=cast.unit["centre"], duty=Duty.SUPERVISE
    ).exists()
    order = orders.strike_off(
        order_id=order.pk, remark="同意销号", actor=cast.supervisor, now=NOON + hours(2)
    )
    assert (order.state, order.closed_at) == (SupervisionState.CLOSED, NOON + hours(2))
    notes = [e.facts["remark"] for e in journal.events_of(order.case_id) if e.move == Move.NOTE]
    assert notes == ["督办答复：已办结", "督办销号：同意销号"]


def test_an_answer_that_does_not_do_is_asked_for_again_with_the_same_date(cast: Cast) -> None:
    order = answer(cast, supervise(cast))
    order = orders.refuse_answer(order_id=order.pk, remark="没有说时间", actor=cast.supervisor, now=NOON)

    assert (order.state, order.due_at, order.closed_at) == (SupervisionState.OPEN, DUE, None)
    assert answer(cast, order, text="3月15日前支付").answer == "3月15日前支付"


def test_an_answer_is_given_once_and_judged_once(cast: Cast) -> None:
    order = supervise(cast)

    with pytest.raises(IllegalMove):
        orders.strike_off(order_id=order.pk, remark="同意", actor=cast.supervisor, now=NOON)
    answer(cast, order)
    with pytest.raises(IllegalMove, match="刚才已经办过"):
        answer(cast, order)


def test_it_is_answered_also_when_the_case_has_been_closed_meanwhile(cast: Cast) -> None:
    case = cast.replied().case
    order = supervise(cast, case=case)
    review.issue(case_id=case.pk, actor=cast.dispatcher, now=NOON)

    assert answer(cast, order).state == SupervisionState.ANSWERED


def test_only_the_addressed_unit_answers_and_only_supervisors_judge(cast: Cast) -> None:
    order = supervise(cast, case=cast.signed(co=("commerce",)).case)

    with pytest.raises(MissingDuty):
        answer(cast, order, actor=cast.neighbour)
    with pytest.raises(MissingDuty):
        answer(cast, order, actor=cast.dispatcher)
    answer(cast, order)
    with pytest.raises(MissingDuty):
        orders.strike_off(order_id=order.pk, remark="同意", actor=cast.handler, now=NOON)


def test_who_may_not_see_the_case_sees_no_order(cast: Cast) -> None:
    order = supervise(cast)

    with pytest.raises(OutOfScope):
        answer(cast, order, actor=cast.neighbour)
    with pytest.raises(OutOfScope):
        queries.supervision_order(order.pk, cast.neighbour)
    assert queries.supervision_order(order.pk, cast.handler).pk == order.pk


def test_a_co_unit_does_not_read_what_was_asked_of_another(cast: Cast) -> None:
    order = supervise(cast, case=cast.signed(co=("commerce",)).case)

    assert queries.supervision_orders(cast.supervisor).get() == order
    assert not queries.supervision_orders(cast.neighbour).exists()


def test_units_supervise_nobody(cast: Cast) -> None:
    with pytest.raises(MissingDuty):
        supervise(cast, actor=cast.handler)


def test_its_date_passes_once(cast: Cast) -> None:
    order = supervise(cast)

    assert orders.tell_overdue(now=DUE - hours(1)) == 0
    assert orders.tell_overdue(now=DUE) == 1
    assert orders.tell_overdue(now=DUE + hours(1)) == 0
    fault = Fault.objects.get()
    assert (fault.kind, fault.unit, fault.at) == (FaultKind.LATE_SUPERVISION, order.unit, DUE)
    late = {(row.unit.slug, row.duty, row.text) for row in Notice.objects.filter(topic=Topic.RED)}
    assert late == {
        ("justice", Duty.HANDLE, "督办逾期未答复"),
        ("centre", Duty.SUPERVISE, "督办逾期未答复"),
    }


def test_an_answered_order_is_not_late(cast: Cast) -> None:
    answer(cast, supervise(cast))

    assert orders.tell_overdue(now=DUE + hours(1)) == 0


def test_many_are_supervised_at_once(cast: Cast) -> None:
    cases = [cast.signed().case, cast.closed(), cast.received()]
    outcome = supervise_many(
        case_ids=[case.pk for case in cases], text="请说明", due_at=DUE, actor=cast.supervisor, now=NOON
    )

    assert outcome.done == [cases[0].pk, cases[2].pk]
    assert list(outcome.refused) == [cases[1].pk]
    for about in ({"text": ""}, {"due_at": NOON}):
        values: dict[str, Any] = {"text": "请说明", "due_at": DUE, **about}
        with pytest.raises(InvalidInput):
            supervise_many(case_ids=[cases[0].pk], actor=cast.supervisor, now=NOON, **values)


def test_in_a_leaders_name_only_a_leader_orders(cast: Cast) -> None:
    from fenbo.supervision.models import Weight

    order = cast.dispatched()
    about = {"case_id": order.case_id, "text": "今天答复", "due_at": NOON + hours(5), "now": NOON + hours(1)}
    with pytest.raises(InvalidInput) as refused:
        orders.supervise(weight=Weight.LEADER, actor=cast.supervisor, **about)  # type: ignore[arg-type]

    assert refused.value.field == "weight"
    issued = orders.supervise(weight=Weight.LEADER, actor=cast.leader, **about)  # type: ignore[arg-type]
    assert issued.get_weight_display() == "领导督办"
