"""The centre reads what units reply and answers the requester in its own wording."""

from typing import Any

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import AnswerKind, Case, Reply, ReplyState, WorkOrder
from fenbo.cases.operations import review, units
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import ANSWER, Stage, clock_of, fresh, moves_of, running


def test_the_requester_gets_the_reply_as_it_is_unless_it_was_reworded(stage: Stage) -> None:
    as_it_is = stage.closed()
    reworded = stage.issue(stage.replied().case, "工程款将于三月底前支付。")
    assert as_it_is.answers.get().text == ANSWER
    assert as_it_is.answers.get().basis == "《政府投资条例》"
    assert reworded.answers.get().text == "工程款将于三月底前支付。"
    assert Reply.objects.get(order__case=reworded).text == ANSWER, "what the unit wrote stays as it was"


def test_issuing_closes_the_case_with_its_order_and_its_clocks(stage: Stage) -> None:
    order = stage.replied()
    case = stage.issue(order.case)
    case.refresh_from_db()
    assert (case.state, case.answered_at, case.settled_at) == (CaseState.CLOSED, stage.now, stage.now)
    assert moves_of(case)[-3:] == [Move.ISSUE, Move.ACCEPT_REPLY, Move.CLOSE]
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.DONE
    assert Reply.objects.get().state == ReplyState.ACCEPTED
    assert not running(case)
    answer = case.answers.get()
    assert (answer.kind, answer.unit, answer.reply, answer.round) == (
        AnswerKind.FINAL,
        stage.unit("justice"),
        Reply.objects.get(),
        1,
    )


def test_a_reviewer_may_issue_and_an_agent_may_not(stage: Stage) -> None:
    case = stage.replied().case
    with pytest.raises(MissingDuty):
        review.issue(case_id=case.pk, actor=stage.person("agent1"), now=stage.now)
    review.issue(case_id=case.pk, actor=stage.person("reviewer1"), now=stage.now)
    assert fresh(case).state == CaseState.CLOSED


@pytest.mark.parametrize("state", [state for state in CaseState if state not in ("replied", "issued")])
def test_only_what_was_replied_to_is_issued(state: CaseState, stage: Stage) -> None:
    case = stage.in_state(state)
    before = case.answers.count()
    with pytest.raises(IllegalMove):
        stage.issue(case, "径行答复")
    assert case.answers.count() == before


def test_an_empty_answer_is_refused(stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        stage.issue(stage.replied().case, "  ")
    assert refusal.value.field == "text"


def send_back(stage: Stage, case: Case, remark: str = "没有写明支付日期") -> Case:
    return review.send_back(case_id=case.pk, remark=remark, actor=stage.dispatcher, now=stage.now)


def test_what_does_not_answer_goes_back_and_says_what_it_lacks(stage: Stage) -> None:
    order = stage.replied()
    stage.later(hours=1)
    send_back(stage, order.case)
    assert fresh(order.case).state == CaseState.IN_HAND
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.SIGNED
    reply = Reply.objects.get()
    assert (reply.state, reply.remark) == (ReplyState.SENT_BACK, "没有写明支付日期")
    assert Notice.objects.get(topic=Topic.REPLY_SENT_BACK).text == "没有写明支付日期"
    assert not running(order.case, Hop.REVIEW)
    assert clock_of(order, Hop.ANSWER).started_at == stage.now, "the unit's time starts anew"


def test_the_second_reply_is_what_is_issued(stage: Stage) -> None:
    order = stage.replied()
    send_back(stage, order.case)
    stage.reply(order, "四月一日支付。")
    assert stage.issue(order.case).answers.get().text == "四月一日支付。"
    assert dict(Reply.objects.values_list("text", "state")) == {
        ANSWER: ReplyState.SENT_BACK,
        "四月一日支付。": ReplyState.ACCEPTED,
    }


def test_sending_back_needs_a_word(stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        send_back(stage, stage.replied().case, " ")
    assert refusal.value.field == "remark"


# In between.


def interim(stage: Stage) -> WorkOrder:
    order = stage.signed()
    return units.reply_interim(
        order_id=order.pk, text="正在与财政部门核对", actor=stage.handler(order), now=stage.now
    )


def test_an_interim_answer_reaches_the_requester_and_the_final_one_is_still_due(stage: Stage) -> None:
    order = interim(stage)
    case = review.issue_interim(case_id=order.case_id, actor=stage.dispatcher, now=stage.now)
    assert case.state == CaseState.IN_HAND
    assert (case.answered_at, case.settled_at) == (None, None)
    assert [(answer.kind, answer.text) for answer in case.answers.all()] == [
        (AnswerKind.INTERIM, "正在与财政部门核对")
    ]
    assert running(case, Hop.ANSWER)
    assert not running(case, Hop.REVIEW)


def test_an_interim_reply_is_passed_on_once(stage: Stage) -> None:
    order = interim(stage)
    review.issue_interim(case_id=order.case_id, actor=stage.dispatcher, now=stage.now)
    with pytest.raises(InvalidInput):
        review.issue_interim(case_id=order.case_id, actor=stage.dispatcher, now=stage.now)


def test_an_interim_reply_may_be_refused_and_is_written_anew(stage: Stage) -> None:
    order = interim(stage)
    review.refuse_interim(case_id=order.case_id, remark="太笼统", actor=stage.dispatcher, now=stage.now)
    assert Reply.objects.get().remark == "太笼统"
    assert running(order.case, Hop.INTERIM)
    assert not running(order.case, Hop.REVIEW)


def test_once_the_final_reply_is_there_nothing_in_between_is_judged(stage: Stage) -> None:
    order = interim(stage)
    stage.reply(order)
    for judge in (review.issue_interim, review.refuse_interim):
        remark: dict[str, Any] = {"remark": "太笼统"} if judge is review.refuse_interim else {}
        with pytest.raises((InvalidInput, IllegalMove)):
            judge(case_id=order.case_id, actor=stage.dispatcher, now=stage.now, **remark)
    assert running(order.case, Hop.REVIEW), "the final reply still waits"
