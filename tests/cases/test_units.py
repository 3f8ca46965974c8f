"""What a handling unit does: sign in, talk, pass on, ask others, draft and reply, each reply travelling back up."""

from typing import Any

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import ContactNote, Reply, ReplyKind, ReplyState, WorkOrder, WorkOrderRole
from fenbo.cases.operations import recalling, review, units
from fenbo.cases.operations.intake import Who
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.duties import Duty
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import ANSWER, Stage, clock_of, fresh, last_event, moves_of, running


def state(order: WorkOrder) -> str:
    return WorkOrder.objects.get(pk=order.pk).state


# Signing in and talking.


def test_the_leads_sign_in_brings_the_case_in_hand(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    order = stage.sign(order)
    assert (order.state, order.signed_at) == (OrderState.SIGNED, stage.now)
    assert fresh(order.case).state == CaseState.IN_HAND
    assert moves_of(order.case)[-2:] == [Move.SIGN_IN, Move.START]
    assert clock_of(order, Hop.SIGN_IN).stopped_at == stage.now


def test_a_co_units_sign_in_leaves_the_case_where_it_is(stage: Stage) -> None:
    case = stage.received()
    stage.dispatch(case, "justice", ("commerce",))
    stage.sign(stage.order(case, "commerce"))
    assert fresh(case).state == CaseState.DISPATCHED


def test_whoever_left_a_telephone_number_must_be_called(stage: Stage) -> None:
    with_phone, without = stage.signed(), stage.signed(who=Who(name="王小明"))
    assert running(with_phone.case, Hop.CONTACT)
    assert not running(without.case, Hop.CONTACT)


def test_an_attempt_is_noted_and_only_a_talk_stops_the_clock(stage: Stage) -> None:
    order = stage.signed()
    for reached, text in [(False, "无人接听"), (True, "已了解情况")]:
        assert running(order.case, Hop.CONTACT)
        units.contact(
            order_id=order.pk,
            reached=reached,
            text=text,
            actor=stage.handler(order),
            now=stage.later(hours=1),
        )
        assert last_event(order.case).facts["reached"] is reached
    assert not running(order.case, Hop.CONTACT)
    assert WorkOrder.objects.get(pk=order.pk).contacted_at == stage.now
    assert [note.text for note in ContactNote.objects.order_by("at")] == ["无人接听", "已了解情况"]
    assert "已了解情况" not in str(last_event(order.case).facts), "what was said stays out of the journal"


# Passing on.


def test_a_delegated_order_is_a_child_with_clocks_of_its_own(stage: Stage) -> None:
    order = stage.signed()
    child = stage.delegate(order, "prisons")
    assert (child.parent_id, child.given_by, child.role) == (
        order.pk,
        stage.unit("justice"),
        WorkOrderRole.LEAD,
    )
    assert {clock.hop for clock in running(order.case) if clock.order_id == child.pk} == {
        Hop.SIGN_IN,
        Hop.ANSWER,
    }
    assert fresh(order.case).lead_unit == stage.unit("justice"), "who answers for it has not changed"
    assert Notice.objects.filter(topic=Topic.ORDER_GIVEN, unit=child.unit, duty=Duty.HANDLE).exists()


@pytest.mark.parametrize("slug", ["commerce", "xining", "group-finance"])
def test_a_department_passes_on_only_down_its_own_line(slug: str, stage: Stage) -> None:
    order = stage.signed()
    with pytest.raises(InvalidInput) as refusal:
        stage.delegate(order, slug)
    assert refusal.value.field == "unit"
    assert "申请退单" in str(refusal.value.message)


@pytest.mark.parametrize("slug", ["commerce", "xining", "chengdong", "prisons"])
def test_a_group_passes_on_to_any_unit(slug: str, stage: Stage) -> None:
    assert stage.delegate(stage.signed("group-finance"), slug).unit == stage.unit(slug)


def test_any_unit_may_be_asked_to_do_its_part(stage: Stage) -> None:
    helper = stage.ask_co_unit(stage.signed(), "xining")
    assert (helper.role, helper.given_by) == (WorkOrderRole.CO, stage.unit("justice"))


def test_nobody_gets_the_same_case_twice(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    for slug in ("commerce", "justice"):
        with pytest.raises(InvalidInput) as refusal:
            stage.ask_co_unit(order, slug)
        assert refusal.value.field == "unit"
    child = stage.delegate(order, "prisons")
    with pytest.raises(InvalidInput):
        stage.ask_co_unit(stage.sign(child), "justice")


def test_an_order_is_passed_on_only_after_it_was_signed_in(stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        stage.delegate(stage.dispatch(stage.received()), "prisons")


def test_what_was_given_on_can_be_taken_back_with_all_beneath_it(stage: Stage) -> None:
    order = stage.signed("group-finance")
    child = stage.sign(stage.delegate(order, "justice"))
    grandchild = stage.delegate(child, "prisons")
    recalling.take_back(order_id=child.pk, reason="改由本组办理", actor=stage.handler(order), now=stage.now)
    assert (state(child), state(grandchild)) == (OrderState.CANCELLED, OrderState.CANCELLED)
    assert stage.reply(order).state == OrderState.REPLIED


def test_the_centres_own_order_is_not_taken_back_this_way(stage: Stage) -> None:
    order = stage.signed()
    with pytest.raises(InvalidInput):
        recalling.take_back(order_id=order.pk, reason="收回", actor=stage.dispatcher, now=stage.now)


# Replying.


def test_the_leads_reply_goes_to_review(stage: Stage) -> None:
    order = stage.reply(stage.signed())
    assert (order.state, order.replied_at) == (OrderState.REPLIED, stage.now)
    assert fresh(order.case).state == CaseState.REPLIED
    [clock] = running(order.case)
    assert (clock.hop, clock.unit) == (Hop.REVIEW, stage.unit("centre"))
    reply = Reply.objects.get(order=order)
    assert (reply.state, reply.text, reply.basis) == (ReplyState.SUBMITTED, ANSWER, "《政府投资条例》")
    assert Notice.objects.filter(topic=Topic.REPLY_TO_REVIEW, duty=Duty.REVIEW).count() == 1


def test_the_lead_cannot_reply_before_its_co_units_and_children_have(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    child = stage.sign(stage.delegate(order, "prisons"))
    assert waiting_for(stage, order) == "省监狱管理局、省商务厅"
    stage.reply(child)
    assert waiting_for(stage, order) == "省商务厅"
    stage.reply(stage.sign(stage.order(order.case, "commerce")))
    assert stage.reply(order).state == OrderState.REPLIED
    assert {state(child), state(stage.order(order.case, "commerce"))} == {OrderState.DONE}
    assert moves_of(order.case)[-4:] == [Move.ACCEPT_REPLY, Move.ACCEPT_REPLY, Move.REPLY_ORDER, Move.REPLY]


def waiting_for(stage: Stage, order: WorkOrder) -> str:
    """Whom the refusal names."""
    with pytest.raises(InvalidInput) as refusal:
        stage.reply(order)
    assert state(order) == OrderState.SIGNED
    return str(refusal.value.message).split("：")[1].split("。")[0]


def test_a_child_waits_only_for_those_beneath_it(stage: Stage) -> None:
    order = stage.signed("group-finance", ("commerce",))
    child = stage.sign(stage.delegate(order, "justice"))
    grandchild = stage.sign(stage.delegate(child, "prisons"))
    assert waiting_for(stage, child) == "省监狱管理局"
    stage.reply(grandchild)
    stage.reply(child)
    assert state(grandchild) == OrderState.DONE, "commerce has not replied, which is the group's concern"


def test_a_childs_reply_goes_to_the_unit_that_waits_for_it(stage: Stage) -> None:
    order = stage.signed()
    child = stage.reply(stage.sign(stage.delegate(order, "prisons")))
    assert fresh(order.case).state == CaseState.IN_HAND
    assert Notice.objects.filter(topic=Topic.CO_ORDER_DONE, unit=order.unit, duty=Duty.HANDLE).count() == 1
    assert not running(order.case, Hop.REVIEW)
    units.accept_reply(order_id=child.pk, actor=stage.handler(order), now=stage.now)
    assert state(child) == OrderState.DONE
    assert Reply.objects.get(order=child).state == ReplyState.ACCEPTED


def test_a_childs_reply_can_be_sent_back_by_who_waits_for_it(stage: Stage) -> None:
    order = stage.signed()
    child = stage.reply(stage.sign(stage.delegate(order, "prisons")))
    units.send_back_reply(
        order_id=child.pk, remark="没有写明日期", actor=stage.handler(order), now=stage.later(hours=1)
    )
    assert state(child) == OrderState.SIGNED
    reply = Reply.objects.get(order=child)
    assert (reply.state, reply.remark) == (ReplyState.SENT_BACK, "没有写明日期")
    assert clock_of(child, Hop.ANSWER).stopped_at is None
    assert stage.reply(child, "四月一日支付").state == OrderState.REPLIED


def test_the_leads_reply_is_judged_by_the_centre_alone(stage: Stage) -> None:
    order = stage.replied()
    for judge in (units.accept_reply, units.send_back_reply):
        remark: dict[str, Any] = {"remark": "不行"} if judge is units.send_back_reply else {}
        with pytest.raises(InvalidInput):
            judge(order_id=order.pk, actor=stage.dispatcher, now=stage.now, **remark)


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200b", "字" * 20_001])
def test_an_empty_or_endless_reply_is_refused(text: str, stage: Stage) -> None:
    order = stage.signed()
    with pytest.raises(InvalidInput) as refusal:
        stage.reply(order, text)
    assert refusal.value.field == "text"
    assert state(order) == OrderState.SIGNED


def test_a_unit_replies_after_signing_in_and_once(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    with pytest.raises(IllegalMove):
        stage.reply(order)
    stage.reply(stage.sign(order))
    with pytest.raises(IllegalMove):
        stage.reply(order)


def test_while_the_requester_is_asked_the_lead_waits(stage: Stage) -> None:
    order = stage.signed()
    stage.ask_info(order.case)
    with pytest.raises(IllegalMove):
        stage.reply(order)
    stage.supply_info(order.case)
    assert stage.reply(order).state == OrderState.REPLIED


# Drafts and interim replies.


def draft(stage: Stage, order: WorkOrder, text: str, kind: ReplyKind = ReplyKind.FINAL) -> Reply:
    return units.save_reply_draft(
        order_id=order.pk, text=text, kind=kind, actor=stage.handler(order), now=stage.now
    )


def test_a_draft_is_kept_without_a_trace_and_becomes_the_reply(stage: Stage) -> None:
    order = stage.signed()
    before = moves_of(order.case)
    first = draft(stage, order, "经核实")
    again = draft(stage, order, "经核实，将于")
    assert first.pk == again.pk
    assert moves_of(order.case) == before
    stage.reply(order)
    [reply] = Reply.objects.all()
    assert (reply.pk, reply.text, reply.state) == (first.pk, ANSWER, ReplyState.SUBMITTED)


def test_final_and_interim_drafts_lie_side_by_side(stage: Stage) -> None:
    order = stage.signed()
    draft(stage, order, "最终")
    draft(stage, order, "阶段", ReplyKind.INTERIM)
    assert set(Reply.objects.values_list("text", flat=True)) == {"最终", "阶段"}


def interim(stage: Stage, order: WorkOrder, text: str = "正在与财政部门核对") -> WorkOrder:
    return units.reply_interim(order_id=order.pk, text=text, actor=stage.handler(order), now=stage.now)


def test_an_interim_reply_goes_to_review_and_the_case_stays_in_hand(stage: Stage) -> None:
    order = interim(stage, stage.signed())
    assert (order.state, fresh(order.case).state) == (OrderState.SIGNED, CaseState.IN_HAND)
    assert running(order.case, Hop.REVIEW)
    assert clock_of(order, Hop.ANSWER).stopped_at is None


def test_a_newer_interim_reply_replaces_the_one_that_waits(stage: Stage) -> None:
    order = stage.signed()
    interim(stage, order, "第一次")
    interim(stage, order, "第二次")
    assert dict(Reply.objects.values_list("text", "state")) == {
        "第一次": ReplyState.SENT_BACK,
        "第二次": ReplyState.SUBMITTED,
    }
    assert len(running(order.case, Hop.REVIEW)) == 1


def test_a_final_reply_replaces_the_interim_one_that_waits(stage: Stage) -> None:
    order = stage.signed()
    interim(stage, order)
    stage.reply(order)
    assert Reply.objects.get(kind=ReplyKind.INTERIM).state == ReplyState.SENT_BACK
    review.send_back(case_id=order.case_id, remark="不够具体", actor=stage.dispatcher, now=stage.now)
    assert not running(order.case, Hop.REVIEW)


def test_only_the_lead_answers_in_between(stage: Stage) -> None:
    child = stage.sign(stage.delegate(stage.signed(), "prisons"))
    with pytest.raises(InvalidInput):
        interim(stage, child)
