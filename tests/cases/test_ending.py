"""After the answer: handled again one level up, put away, or opened anew."""

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre, ending, handoff, intake, requester
from fenbo.cases.operations.ending import DAYS_FOR_REQUESTER
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.queries import rule_for
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty
from fenbo.directory.duties import Duty
from fenbo.journal.queries import events_of
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import Stage, fresh, last_event, moves_of, running


def again(stage: Stage, case: Case, *, lead: str = "") -> Case:
    """Handled again as somebody at the centre asks for it."""
    return ending.second_handling(
        case_id=case.pk,
        reason="问题没有解决",
        lead=stage.unit(lead).pk if lead else None,
        actor=stage.person("followup1"),
        now=stage.now,
    )


def asked_by_requester(stage: Stage, case: Case) -> Case:
    return ending.second_handling(
        case_id=case.pk, reason="钱还没有到账", actor=stage.requester(case), now=stage.now
    )


@pytest.mark.parametrize(
    ("answered_by", "handled_by"),
    [
        ("chengdong", "xining"),  # a county's case goes to its prefecture
        ("prisons", "justice"),  # a sub-unit's to its department
        ("nanchuan-economy", "park-nanchuan"),
        ("xining", "xining"),  # above a prefecture, a department or a group there is only the centre
        ("justice", "justice"),
        ("group-finance", "group-finance"),
    ],
)
def test_the_unit_above_the_one_that_answered_handles_it_again(
    answered_by: str, handled_by: str, stage: Stage
) -> None:
    case = again(stage, stage.closed(answered_by))
    assert (case.state, case.lead_unit) == (CaseState.DISPATCHED, stage.unit(handled_by))
    event = events_of(case.pk).get(move=Move.SECOND_HANDLING)
    assert event.facts == {
        "from_unit": str(stage.unit(answered_by)),
        "to_unit": str(stage.unit(handled_by)),
        "round": 2,
    }


def test_a_further_round_begins_with_clocks_of_its_own(stage: Stage) -> None:
    case = stage.closed()
    stage.later(days=2)
    case = again(stage, case)
    assert (case.round, case.answered_at, case.settled_at) == (2, None, None)
    order = stage.order(case, "justice")
    assert (order.round, order.instruction, order.state) == (2, "问题没有解决", OrderState.GIVEN)
    assert {clock.hop for clock in running(case)} == {Hop.SIGN_IN, Hop.ANSWER}
    assert Notice.objects.get(topic=Topic.SECOND_HANDLING).duty == Duty.SUPERVISE


def test_the_second_answer_stands_beside_the_first(stage: Stage) -> None:
    case = again(stage, stage.closed())
    stage.later(hours=1)
    order = stage.reply(stage.sign(stage.order(case, "justice")), "已于今日支付。")
    case = stage.issue(order.case)
    assert [(answer.round, answer.text) for answer in case.answers.order_by("round")][1] == (
        2,
        "已于今日支付。",
    )
    assert case.answers.count() == 2


def test_the_centre_may_know_a_better_unit(stage: Stage) -> None:
    assert again(stage, stage.closed(), lead="commerce").lead_unit == stage.unit("commerce")


def test_a_requester_asks_once_and_within_a_month(stage: Stage) -> None:
    case = stage.closed()
    stage.later(days=DAYS_FOR_REQUESTER)
    case = asked_by_requester(stage, case)
    assert case.state == CaseState.DISPATCHED
    stage.issue(stage.reply(stage.sign(stage.order(case, "justice"))).case)
    with pytest.raises(InvalidInput, match="请拨打热线") as refusal:
        asked_by_requester(stage, case)
    assert refusal.value.field == "reason"
    assert again(stage, fresh(case)).round == 3, "the centre may"


def test_after_a_month_a_requester_calls_instead(stage: Stage) -> None:
    case = stage.closed()
    stage.later(days=DAYS_FOR_REQUESTER, seconds=1)
    with pytest.raises(InvalidInput, match="请拨打热线"):
        asked_by_requester(stage, case)


def test_the_requesters_reason_is_for_the_unit_and_not_for_the_journal(stage: Stage) -> None:
    case = asked_by_requester(stage, stage.closed())
    assert stage.order(case, "justice").instruction == "钱还没有到账"
    assert "钱还没有到账" not in str([event.facts for event in events_of(case.pk)])


def test_what_the_centre_answered_itself_goes_where_the_catalogue_says(stage: Stage) -> None:
    case = stage.received(category="0101", region="630102")
    centre.answer_at_once(case_id=case.pk, text="备案即可", actor=stage.dispatcher, now=stage.now)
    rule = rule_for("0101", "630102", stage.now.date())
    assert rule is not None
    assert again(stage, case).lead_unit == rule.lead


def test_where_nobody_can_be_named_the_centre_chooses_and_a_requester_calls(stage: Stage) -> None:
    case = stage.received()
    centre.answer_at_once(case_id=case.pk, text="备案即可", actor=stage.dispatcher, now=stage.now)
    with pytest.raises(InvalidInput) as refusal:
        again(stage, case)
    assert refusal.value.field == "lead"
    with pytest.raises(InvalidInput, match="请拨打热线"):
        asked_by_requester(stage, case)
    assert again(stage, case, lead="commerce").state == CaseState.DISPATCHED


def test_another_province_does_not_handle_again_by_itself(stage: Stage) -> None:
    case = stage.received()
    stage.hand_off(case)
    handoff.bring_back(case_id=case.pk, text="已办", actor=stage.dispatcher, now=stage.now)
    stage.issue(case)
    with pytest.raises(InvalidInput):
        again(stage, case)


def test_after_a_merged_cases_answer_its_requester_may_ask_too(stage: Stage) -> None:
    order = stage.replied("chengdong")
    follower = stage.merge(stage.received(), into=order.case)
    stage.issue(order.case)
    case = asked_by_requester(stage, follower)
    assert (case.lead_unit, case.lead_case) == (stage.unit("xining"), None)
    assert fresh(order.case).state == CaseState.CLOSED, "the lead case's requester was content"


@pytest.mark.parametrize("state", [CaseState.IN_HAND, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN])
def test_only_an_answered_case_is_handled_again(state: CaseState, stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        again(stage, stage.in_state(state), lead="justice")


# Put away and opened anew.


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN])
def test_a_settled_case_is_put_away_and_stays_settled(state: CaseState, stage: Stage) -> None:
    case = stage.in_state(state)
    settled = case.settled_at
    case = ending.archive(case_id=case.pk, actor=stage.dispatcher, now=stage.later(days=30))
    assert (case.state, case.settled_at) == (CaseState.ARCHIVED, settled)


def test_an_open_case_is_not_put_away(stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        ending.archive(case_id=stage.received().pk, actor=stage.dispatcher, now=stage.now)


def reopen(stage: Stage, case: Case) -> Case:
    return ending.reopen(
        case_id=case.pk, reason="不予受理有误", actor=stage.person("supervisor1"), now=stage.now
    )


@pytest.mark.parametrize("state", [CaseState.ARCHIVED, CaseState.CLOSED, CaseState.NOT_ACCEPTED])
def test_a_reopened_case_waits_at_the_centre_in_a_further_round(state: CaseState, stage: Stage) -> None:
    case = reopen(stage, stage.in_state(state))
    assert (case.state, case.round, case.settled_at, case.lead_unit_id) == (
        CaseState.RECEIVED,
        2,
        None,
        None,
    )
    assert [clock.hop for clock in running(case)] == [Hop.DISPATCH]
    assert last_event(case).facts == {"reason": "不予受理有误", "round": 2}
    assert stage.dispatch(case).round == 2


def test_a_draft_that_was_given_up_is_never_opened(stage: Stage) -> None:
    draft = intake.discard_draft(case_id=stage.draft().pk, actor=stage.dispatcher, now=stage.now)
    ending.archive(case_id=draft.pk, actor=stage.dispatcher, now=stage.now)
    with pytest.raises(IllegalMove):
        reopen(stage, draft)
    assert Move.REOPEN not in moves_of(draft)


def test_a_requester_does_not_reopen(stage: Stage) -> None:
    case = stage.closed()
    with pytest.raises(MissingDuty):
        ending.reopen(case_id=case.pk, reason="不满意", actor=stage.requester(case), now=stage.now)
    requester.rate(case_id=case.pk, score=1, solved=False, actor=stage.requester(case), now=stage.now)
