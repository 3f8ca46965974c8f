"""What belongs to another province goes to its hotline; the answer is brought back, reviewed and issued from here."""

from datetime import timedelta

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import Case, Reply, WorkOrder
from fenbo.cases.operations import centre, handoff, requester, review
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput
from tests.cases.making import Stage, clock_of, fresh, last_event, moves_of, running


def bring_back(stage: Stage, case: Case, text: str = "健康码互认，凭码通行。") -> Case:
    return handoff.bring_back(
        case_id=case.pk, text=text, basis="宁12345复函", actor=stage.dispatcher, now=stage.now
    )


def test_the_case_stays_this_centres_and_its_clock_runs(stage: Stage) -> None:
    case = stage.received()
    order = stage.hand_off(case, "tianjin-12345")
    assert (fresh(case).state, fresh(case).lead_unit) == (
        CaseState.HANDED_OFF,
        stage.unit("tianjin-12345"),
    )
    assert (order.state, order.instruction) == (OrderState.GIVEN, "请贵中心协助核实")
    assert {clock.hop for clock in running(case)} == {Hop.ANSWER}, "nobody there signs in here"
    assert clock_of(order, Hop.ANSWER).due_at == stage.now + timedelta(hours=24)


def test_the_letter_is_not_in_the_journal(stage: Stage) -> None:
    case = stage.received()
    stage.hand_off(case, "tianjin-12345")
    assert last_event(case).facts == {"to_unit": "天津12345"}


def test_units_of_this_province_are_dispatched_to_instead(stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(InvalidInput, match="请用分拨") as refusal:
        stage.hand_off(case, "justice")
    assert refusal.value.field == "unit"
    assert fresh(case).state == CaseState.RECEIVED


def test_what_came_back_is_reviewed_and_issued_like_any_reply(stage: Stage) -> None:
    case = stage.received()
    order = stage.hand_off(case)
    stage.later(hours=5)
    bring_back(stage, case)
    assert fresh(case).state == CaseState.REPLIED
    assert [clock.hop for clock in running(case)] == [Hop.REVIEW]
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.REPLIED
    assert Reply.objects.get(order=order).text == "健康码互认，凭码通行。"
    case = stage.issue(case)
    answer = case.answers.get()
    assert (case.state, answer.unit, answer.basis) == (
        CaseState.CLOSED,
        stage.unit("beijing-12345"),
        "宁12345复函",
    )
    assert moves_of(case) == [
        Move.RECEIVE,
        Move.HAND_OFF,
        Move.BRING_BACK,
        Move.SIGN_IN,
        Move.REPLY_ORDER,
        Move.ISSUE,
        Move.ACCEPT_REPLY,
        Move.CLOSE,
    ]


def test_only_what_was_handed_off_is_brought_back(stage: Stage) -> None:
    for state in (CaseState.RECEIVED, CaseState.IN_HAND, CaseState.REPLIED):
        with pytest.raises(IllegalMove):
            bring_back(stage, stage.in_state(state))


def test_an_answer_without_words_is_none(stage: Stage) -> None:
    case = stage.hand_off(stage.received()).case
    with pytest.raises(InvalidInput) as refusal:
        bring_back(stage, case, " ")
    assert refusal.value.field == "text"


def test_an_answer_that_does_not_do_leads_back_to_another_letter(stage: Stage) -> None:
    case = stage.received()
    stage.hand_off(case)
    bring_back(stage, case, "已收到")
    review.send_back(case_id=case.pk, remark="没有答复", actor=stage.dispatcher, now=stage.now)
    centre.recall(case_id=case.pk, reason="再次去函", actor=stage.dispatcher, now=stage.later(minutes=1))
    stage.hand_off(case)
    assert bring_back(stage, case).state == CaseState.REPLIED


def test_a_handed_off_case_can_be_withdrawn_and_joined(stage: Stage) -> None:
    case = stage.received()
    stage.hand_off(case)
    follower = stage.merge(stage.received(), into=case)
    requester.withdraw(case_id=case.pk, actor=stage.requester(case), now=stage.now)
    assert not running(case)
    assert fresh(follower).state == CaseState.RECEIVED
