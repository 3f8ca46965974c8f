"""“Not ours”: the unit asks, whoever gave the order decides, and the next unit is named in the same breath."""

from datetime import timedelta

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import ReturnRequest, Ruling, WorkOrder, WorkOrderRole
from fenbo.cases.operations import returns
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty
from fenbo.directory.duties import Duty
from fenbo.journal.queries import events_of
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import Stage, clock_of, fresh, moves_of, running

REASON = "该项目业主为省监狱管理局，不属本厅职责"


def refuse(stage: Stage, order: WorkOrder, remark: str = "属你单位职责") -> WorkOrder:
    return returns.refuse_return(order_id=order.pk, remark=remark, actor=stage.dispatcher, now=stage.now)


def test_a_unit_says_why_and_whose_it_may_be(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order, "commerce", REASON)
    asked = ReturnRequest.objects.get(order=order)
    assert (asked.ruling, asked.reason, asked.suggested_unit) == (
        Ruling.PENDING,
        REASON,
        stage.unit("commerce"),
    )
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.RETURN_ASKED
    clock = clock_of(order, Hop.RETURN_DECISION)
    assert clock.unit == stage.unit("centre")
    assert Notice.objects.filter(
        topic=Topic.RETURN_ASKED, unit=stage.unit("centre"), duty=Duty.DISPATCH
    ).exists()


def test_another_provinces_hotline_may_be_suggested_but_not_ones_own_unit(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    with pytest.raises(InvalidInput) as refusal:
        stage.ask_return(order, "justice")
    assert refusal.value.field == "suggested_unit"
    stage.ask_return(order, "beijing-12345")
    assert ReturnRequest.objects.get().suggested_unit == stage.unit("beijing-12345")


def test_a_return_without_a_reason_is_refused(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    with pytest.raises(InvalidInput) as refusal:
        stage.ask_return(order, reason="  ")
    assert refusal.value.field == "reason"


def test_agreeing_names_who_said_so_and_where_it_goes_next(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order, "commerce", REASON)
    new = stage.agree_return(order, to="commerce")
    assert new is not None
    assert (new.unit, new.role, new.state) == (stage.unit("commerce"), WorkOrderRole.LEAD, OrderState.GIVEN)
    case = fresh(order.case)
    assert (case.state, case.lead_unit) == (CaseState.DISPATCHED, stage.unit("commerce"))
    said = {event.move: event.facts for event in events_of(case.pk)}
    assert said[Move.AGREE_RETURN]["from_unit"] == "省司法厅"
    assert said[Move.AGREE_RETURN]["to_unit"] == "省商务厅"
    assert said[Move.REDISPATCH] == {"from_unit": "省司法厅", "to_unit": "省商务厅", "reason": REASON}
    assert moves_of(case)[-2:] == [Move.AGREE_RETURN, Move.REDISPATCH]
    asked = ReturnRequest.objects.get()
    assert (asked.ruling, asked.went_to, asked.ruled_at) == (
        Ruling.GRANTED,
        stage.unit("commerce"),
        stage.now,
    )


def test_the_returned_order_is_over_and_burns_no_time(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order)
    stage.agree_return(order, to="commerce")
    former = WorkOrder.objects.get(pk=order.pk)
    assert (former.state, former.ended_at) == (OrderState.RETURNED, stage.now)
    assert {clock.unit.slug for clock in running(order.case)} == {"commerce"}


def test_a_case_may_be_handed_round_within_one_instant(stage: Stage) -> None:
    case = stage.received()
    order = stage.dispatch(case)
    for to in ("commerce", "justice", "commerce"):
        stage.ask_return(order)
        found = stage.agree_return(order, to=to)
        assert found is not None
        order = found
    assert (order.unit, fresh(case).lead_unit) == (stage.unit("commerce"), stage.unit("commerce"))


def test_without_a_next_unit_the_case_is_back_in_the_queue(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order)
    assert stage.agree_return(order) is None
    assert fresh(order.case).state == CaseState.RECEIVED
    assert [clock.hop for clock in running(order.case)] == [Hop.DISPATCH]


def test_the_same_unit_is_no_next_unit(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order)
    with pytest.raises(InvalidInput) as refusal:
        stage.agree_return(order, to="justice")
    assert refusal.value.field == "next_unit"
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.RETURN_ASKED, "nothing was half done"


def test_with_the_leads_return_all_others_orders_end_too(stage: Stage) -> None:
    order = stage.signed("justice", ("xining",))
    child = stage.delegate(order, "prisons")
    stage.ask_return(order)
    stage.agree_return(order, to="commerce")
    for other in (child, stage.order(order.case, "xining")):
        other.refresh_from_db()
        assert other.state == OrderState.CANCELLED


def test_a_return_is_decided_once(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order)
    refuse(stage, order)
    with pytest.raises(InvalidInput):
        stage.agree_return(order, to="commerce")
    with pytest.raises(InvalidInput):
        refuse(stage, order)


def test_while_it_is_being_decided_the_unit_does_not_go_on(stage: Stage) -> None:
    order = stage.signed()
    stage.ask_return(order)
    with pytest.raises(IllegalMove):
        stage.reply(order)
    with pytest.raises(IllegalMove):
        stage.ask_return(order)


def test_refusing_signs_the_order_in(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    stage.ask_return(order)
    order = refuse(stage, order)
    assert (order.state, order.signed_at) == (OrderState.SIGNED, stage.now)
    assert fresh(order.case).state == CaseState.IN_HAND
    assert not running(order.case, Hop.SIGN_IN)
    assert running(order.case, Hop.CONTACT), "the requester is still to be called"
    assert Notice.objects.get(topic=Topic.RETURN_REFUSED).unit == order.unit


def test_refusing_leaves_the_time_that_was_left(stage: Stage) -> None:
    order = stage.signed()
    due = clock_of(order, Hop.ANSWER).due_at
    stage.later(hours=1)
    stage.ask_return(order)
    stage.later(hours=3)
    refuse(stage, order)
    assert clock_of(order, Hop.ANSWER).due_at == due + timedelta(hours=3)


def test_time_stands_still_for_either_reason_and_goes_on_when_both_have_gone(stage: Stage) -> None:
    case = stage.received()
    lead = stage.sign(stage.dispatch(case, "justice", ("commerce",)))
    helper = stage.order(case, "commerce")
    due = clock_of(helper, Hop.ANSWER).due_at
    stage.ask_return(helper)
    stage.later(hours=1)
    stage.ask_info(case)
    stage.later(hours=2)
    stage.supply_info(case)
    assert clock_of(helper, Hop.ANSWER).paused_at is not None, "its return is still being decided"
    assert clock_of(lead, Hop.ANSWER).paused_at is None
    stage.later(hours=4)
    refuse(stage, helper)
    assert clock_of(helper, Hop.ANSWER).due_at == due + timedelta(hours=7)


def test_a_refused_return_does_not_wake_a_case_that_waits_for_its_requester(stage: Stage) -> None:
    case = stage.received()
    stage.sign(stage.dispatch(case, "justice", ("commerce",)))
    helper = stage.order(case, "commerce")
    stage.ask_return(helper)
    stage.ask_info(case)
    refuse(stage, helper)
    assert all(clock.paused_at for clock in running(case) if clock.hop != Hop.MORE_INFO)


# What was not given by the centre goes back to who gave it.


def test_a_child_order_is_returned_to_the_unit_that_delegated_it(stage: Stage) -> None:
    order = stage.signed("group-finance")
    child = stage.delegate(order, "commerce")
    stage.ask_return(child, "justice")
    assert clock_of(child, Hop.RETURN_DECISION).unit == order.unit
    assert Notice.objects.get(topic=Topic.RETURN_ASKED).unit == order.unit
    with pytest.raises(MissingDuty):
        stage.agree_return(child, to="justice", by=stage.handler("commerce"))
    new = stage.agree_return(child, to="justice", by=stage.handler(order))
    assert new is not None
    assert (new.parent_id, new.given_by, new.unit) == (order.pk, order.unit, stage.unit("justice"))
    assert fresh(order.case).state == CaseState.IN_HAND
    assert fresh(order.case).lead_unit == order.unit


def test_the_next_unit_of_a_child_stands_in_the_same_line(stage: Stage) -> None:
    child = stage.delegate(stage.signed(), "prisons")
    stage.ask_return(child)
    with pytest.raises(InvalidInput) as refusal:
        stage.agree_return(child, to="commerce", by=stage.handler("justice"))
    assert refusal.value.field == "unit"


def test_a_child_order_given_up_without_a_next_unit_is_the_parents_own_work(stage: Stage) -> None:
    order = stage.signed()
    child = stage.delegate(order, "prisons")
    stage.ask_return(child)
    assert stage.agree_return(child, by=stage.handler(order)) is None
    assert stage.reply(order).state == OrderState.REPLIED


def test_with_a_childs_return_end_the_orders_beneath_it(stage: Stage) -> None:
    order = stage.signed("group-finance")
    child = stage.sign(stage.delegate(order, "justice"))
    grandchild = stage.delegate(child, "prisons")
    stage.ask_return(child)
    stage.agree_return(child, by=stage.handler(order))
    grandchild.refresh_from_db()
    assert grandchild.state == OrderState.CANCELLED


@pytest.mark.parametrize("to", ["", "xining"])
def test_a_co_unit_may_be_replaced_or_dropped(to: str, stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    helper = stage.order(order.case, "commerce")
    stage.ask_return(helper)
    new = stage.agree_return(helper, to=to)
    assert fresh(order.case).state == CaseState.IN_HAND, "the lead goes on"
    if new is None:
        assert stage.reply(order).state == OrderState.REPLIED
    else:
        assert (new.role, new.unit, new.parent_id) == (WorkOrderRole.CO, stage.unit("xining"), None)


def test_a_replacement_that_has_the_case_already_is_refused_by_its_field(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    helper = stage.order(order.case, "commerce")
    stage.ask_return(helper)
    with pytest.raises(InvalidInput) as refusal:
        stage.agree_return(helper, to="justice")
    assert refusal.value.field == "next_unit"
