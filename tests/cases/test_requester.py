"""What requesters do with their own case, and an agent in their name."""

from datetime import timedelta

import pytest

from fenbo.cases import jobs
from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import Case, Supplement
from fenbo.cases.operations import centre, requester
from fenbo.cases.operations.requester import MAX_SUPPLEMENT, MAX_SUPPLEMENTS
from fenbo.catalogue.hops import Hop
from fenbo.core import clock
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.journal.queries import events_of
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import CONTENT, Stage, fresh, last_event, moves_of, running


def withdraw(stage: Stage, case: Case, reason: str = "") -> Case:
    return requester.withdraw(case_id=case.pk, reason=reason, actor=stage.requester(case), now=stage.now)


def rate(stage: Stage, case: Case, score: int = 5, *, solved: bool = True, remark: str = "") -> Case:
    return requester.rate(
        case_id=case.pk,
        score=score,
        solved=solved,
        remark=remark,
        actor=stage.requester(case),
        now=stage.now,
    )


# Answering a question, or adding unasked.


@pytest.mark.parametrize("state", [CaseState.RECEIVED, CaseState.IN_HAND])
def test_what_was_asked_comes_back_and_the_case_goes_on(state: CaseState, stage: Stage) -> None:
    case = stage.ask_info(stage.in_state(state))
    assert case.state in (CaseState.INFO_WANTED, CaseState.INFO_WANTED_IN_HAND)
    stage.later(hours=2)
    case = stage.supply_info(case)
    assert case.state == state
    supplement = Supplement.objects.get()
    assert (supplement.question, supplement.text, supplement.supplied_at) == (
        "请提供合同编号",
        "合同编号 2019-17",
        stage.now,
    )
    assert not running(case, Hop.MORE_INFO)


def test_what_requesters_write_stays_out_of_the_journal(stage: Stage) -> None:
    case = stage.closed()
    rate(stage, case, remark="谢谢李科长 13900000000")
    other = stage.in_state(CaseState.INFO_WANTED)
    stage.supply_info(other, "我叫王小明 13900000000")
    third = stage.signed().case
    withdraw(stage, third, "我叫王小明 13900000000，已经自己解决")
    for one in (case, other, third):
        told = str([event.facts for event in events_of(one.pk)])
        assert "13900000000" not in told
        assert "王小明" not in told
    assert Notice.objects.filter(text__contains="13900000000").count() == 0
    assert Supplement.objects.filter(text__contains="13900000000").count() == 3, "with the case it is kept"


def test_whoever_has_the_case_is_told_of_what_was_added(stage: Stage) -> None:
    stage.supply_info(stage.received())
    stage.supply_info(stage.signed().case)
    told = (
        Notice.objects.filter(topic=Topic.INFO_SUPPLIED).select_related("unit").order_by("created_at", "id")
    )
    assert [(notice.unit.slug, notice.duty) for notice in told] == [
        ("centre", Duty.DISPATCH),
        ("justice", Duty.HANDLE),
    ]


def test_adding_unasked_changes_nothing_but_is_kept(stage: Stage) -> None:
    case = stage.signed().case
    stage.supply_info(case, "补充：合同有两份")
    assert fresh(case).state == CaseState.IN_HAND
    assert fresh(case).content == CONTENT
    assert Supplement.objects.get().text == "补充：合同有两份"


@pytest.mark.parametrize("text", ["", " \n", "字" * (MAX_SUPPLEMENT + 1)])
def test_an_empty_or_endless_addition_is_refused(text: str, stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        stage.supply_info(stage.received(), text)
    assert refusal.value.field == "text"


def test_additions_have_an_end(stage: Stage) -> None:
    case = stage.received()
    Supplement.objects.bulk_create(
        Supplement(case=case, text="又及", supplied_at=stage.now) for _ in range(MAX_SUPPLEMENTS)
    )
    with pytest.raises(InvalidInput, match="上限"):
        stage.supply_info(case)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.ARCHIVED])
def test_nothing_is_added_to_what_is_settled(state: CaseState, stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        stage.supply_info(stage.in_state(state))


def test_a_unit_may_ask_too_and_names_its_order(stage: Stage) -> None:
    order = stage.signed()
    centre.ask_info(
        case_id=order.case_id,
        order_id=order.pk,
        question="请提供合同",
        actor=stage.handler(order),
        now=stage.now,
    )
    [waiting] = running(order.case, Hop.MORE_INFO)
    assert waiting.unit == order.unit
    assert Supplement.objects.get().asked_by == stage.handler(order).name


def test_one_question_at_a_time(stage: Stage) -> None:
    case = stage.in_state(CaseState.INFO_WANTED)
    with pytest.raises(IllegalMove):
        stage.ask_info(case)


def test_when_nothing_comes_in_time_the_case_goes_on_without(stage: Stage) -> None:
    case = stage.in_state(CaseState.INFO_WANTED_IN_HAND)
    [waiting] = running(case, Hop.MORE_INFO)
    with clock.frozen(waiting.due_at - timedelta(seconds=1)):
        assert jobs.lapse(0) == 0
    with clock.frozen(waiting.due_at):
        assert jobs.lapse(0) == 1
        assert jobs.lapse(0) == 0
    assert fresh(case).state == CaseState.IN_HAND
    assert last_event(case).move == Move.LAPSE_INFO
    assert Supplement.objects.get().lapsed_at == waiting.due_at
    assert Notice.objects.filter(topic=Topic.INFO_LAPSED).count() == 1


def test_nobody_but_time_lets_a_question_lapse(stage: Stage) -> None:
    case = stage.in_state(CaseState.INFO_WANTED)
    with pytest.raises(MissingDuty):
        requester.lapse_info(case_id=case.pk, actor=stage.dispatcher, now=stage.now)


# Taking it back.


@pytest.mark.parametrize(
    "state",
    [
        CaseState.RECEIVED,
        CaseState.INFO_WANTED,
        CaseState.DISPATCHED,
        CaseState.IN_HAND,
        CaseState.INFO_WANTED_IN_HAND,
        CaseState.REPLIED,
        CaseState.HANDED_OFF,
        CaseState.MERGED,
    ],
)
def test_an_open_case_is_withdrawn_and_nobody_goes_on_with_it(state: CaseState, stage: Stage) -> None:
    case = withdraw(stage, stage.in_state(state))
    assert (case.state, case.settled_at) == (CaseState.WITHDRAWN, stage.now)
    assert not running(case)
    assert not case.orders.exclude(state=OrderState.CANCELLED).exists()


def test_the_units_learn_that_they_need_not_go_on(stage: Stage) -> None:
    withdraw(stage, stage.signed("justice", ("commerce",)).case)
    told = Notice.objects.filter(topic=Topic.ORDER_CANCELLED).values_list("unit__slug", flat=True)
    assert set(told) == {"justice", "commerce"}


def test_what_is_settled_is_not_withdrawn(stage: Stage) -> None:
    for state in (CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN):
        with pytest.raises(IllegalMove):
            withdraw(stage, stage.in_state(state))


def test_nobody_withdraws_anothers_case(stage: Stage) -> None:
    mine, others = stage.received(), stage.received()
    for actor in (stage.requester(others), Actor.public()):
        with pytest.raises(OutOfScope):
            requester.withdraw(case_id=mine.pk, actor=actor, now=stage.now)


def test_an_agent_withdraws_for_a_caller(stage: Stage) -> None:
    case = stage.received()
    requester.withdraw(case_id=case.pk, actor=stage.person("agent1"), now=stage.now)
    assert last_event(case).actor_name == "分拨中心 马晓兰"


# Rating.


def test_an_answer_is_rated_and_the_last_word_counts(stage: Stage) -> None:
    case = stage.closed()
    rate(stage, case, 5)
    rate(stage, case, 2, solved=False)
    assert fresh(case).score == 2
    ratings = [event.facts for event in events_of(case.pk).filter(move=Move.RATE)]
    assert ratings == [{"score": 5, "solved": True}, {"score": 2, "solved": False}]


@pytest.mark.parametrize("score", [0, 6, -1, 100])
def test_a_score_is_one_to_five(score: int, stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rate(stage, stage.closed(), score)
    assert refusal.value.field == "score"


def test_only_an_answer_is_rated_and_only_by_its_requester(stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        rate(stage, stage.received())
    case = stage.closed()
    with pytest.raises(MissingDuty):
        requester.rate(case_id=case.pk, score=5, solved=True, actor=stage.dispatcher, now=stage.now)
    assert Move.RATE not in moves_of(case)
