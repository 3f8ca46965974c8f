"""Several requesters, one matter: they follow a lead case, and its answer reaches them all."""

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import Case, WorkOrder
from fenbo.cases.operations import centre, merging, requester
from fenbo.cases.scope import visible_cases
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope
from fenbo.core.ids import new_id
from fenbo.journal.queries import events_of
from tests.cases.making import ANSWER, Stage, fresh, last_event, moves_of, running


def split(stage: Stage, case: Case) -> Case:
    return merging.split(case_id=case.pk, reason="不是同一件事", actor=stage.dispatcher, now=stage.now)


def test_both_cases_say_that_they_were_joined(stage: Stage) -> None:
    lead, follower = stage.received(), stage.received()
    stage.merge(follower, into=lead)
    follower = fresh(follower)
    assert (follower.state, follower.lead_case) == (CaseState.MERGED, lead)
    assert last_event(follower).facts == {
        "other_case": str(lead.pk),
        "other_number": lead.number,
        "reason": "同一件事",
    }
    assert last_event(lead).move == Move.JOIN
    assert last_event(lead).facts["other_number"] == follower.number
    assert fresh(lead).state == CaseState.RECEIVED


def test_a_follower_burns_nobodys_time_and_no_unit_keeps_it(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    stage.merge(order.case, into=stage.received())
    assert not running(order.case)
    assert {one.state for one in order.case.orders.all()} == {OrderState.CANCELLED}
    assert fresh(order.case).lead_unit is None


def test_one_answer_reaches_every_requester(stage: Stage) -> None:
    order = stage.replied()
    followers = [stage.merge(stage.received(), into=order.case) for _ in range(3)]
    stage.issue(order.case)
    for case in (order.case, *followers):
        case = fresh(case)
        assert (case.state, case.settled_at) == (CaseState.CLOSED, stage.now)
        assert [answer.text for answer in case.answers.all()] == [ANSWER]
        assert case.answers.get().unit == stage.unit("justice")
    for case in followers:
        assert moves_of(case) == [Move.RECEIVE, Move.MERGE, Move.ISSUE, Move.CLOSE]
        issued = events_of(case.pk).get(move=Move.ISSUE)
        assert issued.facts["other_number"] == order.case.number


def test_an_answer_at_once_reaches_them_too(stage: Stage) -> None:
    lead = stage.received()
    follower = stage.merge(stage.received(), into=lead)
    centre.answer_at_once(case_id=lead.pk, text="备案即可", actor=stage.dispatcher, now=stage.now)
    assert fresh(follower).answers.get().text == "备案即可"


def test_who_left_before_the_answer_does_not_get_it(stage: Stage) -> None:
    order = stage.replied()
    follower = stage.merge(stage.received(), into=order.case)
    split(stage, follower)
    stage.issue(order.case)
    assert not follower.answers.exists()
    assert fresh(follower).state == CaseState.RECEIVED


def test_a_split_case_waits_at_the_centre_again(stage: Stage) -> None:
    follower = stage.merge(stage.received(), into=stage.received())
    stage.later(hours=2)
    follower = split(stage, follower)
    assert (follower.state, follower.lead_case) == (CaseState.RECEIVED, None)
    [clock] = running(follower)
    assert (clock.hop, clock.started_at) == (Hop.DISPATCH, stage.now)
    assert stage.dispatch(follower).state == OrderState.GIVEN


def test_only_a_merged_case_is_split(stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        split(stage, stage.received())


def test_a_case_does_not_follow_itself(stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(InvalidInput) as refusal:
        stage.merge(case, into=case)
    assert refusal.value.field == "into"


def test_there_are_no_chains(stage: Stage) -> None:
    first, second, third = stage.received(), stage.received(), stage.received()
    stage.merge(second, into=first)
    with pytest.raises(InvalidInput, match="已经不在办理中"):
        stage.merge(third, into=second)
    with pytest.raises(InvalidInput, match="请把另一件并入它"):
        stage.merge(first, into=third)
    stage.merge(third, into=first)
    assert fresh(third).lead_case == first


def test_after_a_split_the_lead_may_follow_another(stage: Stage) -> None:
    first, second, third = stage.received(), stage.received(), stage.received()
    split(stage, stage.merge(second, into=first))
    assert stage.merge(first, into=third).state == CaseState.MERGED


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.NOT_ACCEPTED])
def test_nothing_is_merged_into_what_is_settled(state: CaseState, stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        stage.merge(stage.received(), into=stage.in_state(state))
    assert refusal.value.field == "into"


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_a_secret_case_neither_leads_nor_follows_an_open_one(about: dict[str, object], stage: Stage) -> None:
    secret, ordinary = stage.received(**about), stage.received()
    for case, into in [(secret, ordinary), (ordinary, secret)]:
        with pytest.raises(InvalidInput, match="保密"):
            stage.merge(case, into=into)


def test_a_case_that_does_not_exist_is_not_found(stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(OutOfScope):
        merging.merge(
            case_id=case.pk, into=new_id(), reason="同一件事", actor=stage.dispatcher, now=stage.now
        )


def test_when_the_lead_is_withdrawn_the_others_go_their_own_way(stage: Stage) -> None:
    lead = stage.received()
    followers = [stage.merge(stage.received(), into=lead) for _ in range(2)]
    requester.withdraw(
        case_id=lead.pk, reason="本人张某已自行解决", actor=stage.requester(lead), now=stage.now
    )
    for case in followers:
        assert (fresh(case).state, fresh(case).lead_case) == (CaseState.RECEIVED, None)
        assert running(case, Hop.DISPATCH)
        assert "张某" not in str(last_event(case).facts), "one requester's words are not another's to read"


def test_when_the_lead_is_not_accepted_the_others_go_their_own_way(stage: Stage) -> None:
    lead = stage.received()
    follower = stage.merge(stage.received(), into=lead)
    centre.not_accept(case_id=lead.pk, reason="诉讼", legal_way="法院", actor=stage.dispatcher, now=stage.now)
    assert fresh(follower).state == CaseState.RECEIVED
    assert not follower.answers.exists()


def test_a_follower_may_add_and_may_leave(stage: Stage) -> None:
    follower = stage.merge(stage.received(), into=stage.received())
    stage.supply_info(follower)
    assert follower.supplements.get().text
    requester.withdraw(case_id=follower.pk, actor=stage.requester(follower), now=stage.now)
    assert fresh(follower).state == CaseState.WITHDRAWN


def test_units_of_the_lead_case_see_nothing_of_the_followers(stage: Stage) -> None:
    order = stage.signed()
    stage.merge(stage.received(), into=order.case)
    assert list(visible_cases(stage.handler(order))) == [order.case]
    assert WorkOrder.objects.count() == 1
