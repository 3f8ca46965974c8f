"""The case's way in two wordings: in full for staff, in plain words for the requester."""

import pytest
from django.utils import translation

from fenbo.cases import timeline
from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, WorkOrder
from fenbo.cases.operations import (
    centre,
    ending,
    extensions,
    handoff,
    merging,
    privacy,
    requester,
    returns,
    units,
)
from fenbo.cases.plain_words import INTERNAL, PLAIN
from fenbo.cases.standing import SENTENCES, standing
from fenbo.catalogue.hops import Hop
from fenbo.directory.models import Unit, UnitKind
from fenbo.journal.queries import events_of
from tests.cast import NOON, Cast, hours


def told(case: Case | WorkOrder) -> str:
    return "\n".join(entry.what for entry in timeline.for_requester(fresh(case)))


def fresh(row: Case | WorkOrder) -> Case:
    return Case.objects.get(pk=row.pk if isinstance(row, Case) else row.case_id)


@pytest.mark.parametrize("move", list(Move))
def test_every_move_has_plain_words_or_is_deliberately_hidden(move: Move) -> None:
    assert (move in PLAIN) != (move in INTERNAL)


@pytest.mark.parametrize("move", list(PLAIN))
def test_plain_words_stand_without_a_fact_missing_from_an_old_event(move: Move) -> None:
    with translation.override("zh-hans"):
        assert PLAIN[move]({}).strip()


@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_has_a_sentence_for_the_requester(state: CaseState) -> None:
    assert str(SENTENCES[state]).strip()


def test_staff_read_every_event_with_who_made_it_and_what_it_says(cast: Cast) -> None:
    order = cast.replied()
    case = fresh(order)

    entries = timeline.for_staff(case)

    assert len(entries) == events_of(case.pk).count() == case.version
    dispatched = next(entry for entry in entries if entry.move == Move.DISPATCH)
    assert dispatched.what == "分拨"
    assert "dispatcher同志" in dispatched.who
    assert "转至：省司法厅" in dispatched.note
    assert "办理要求：请核实后答复" in dispatched.note
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_facts_read_as_words_and_keys_are_left_out(cast: Cast) -> None:
    order = cast.signed()
    units.contact(order_id=order.pk, reached=False, text="占线", actor=cast.handler, now=NOON)

    entries = {entry.move: entry for entry in timeline.for_staff(fresh(order))}

    assert "接通：否" in entries[Move.CONTACT].note
    assert "渠道：网站" in entries[Move.RECEIVE].note
    assert "类型：求助" in entries[Move.RECEIVE].note
    assert str(order.pk) not in entries[Move.CONTACT].note


def test_the_requester_reads_where_it_went_and_that_it_is_answered(cast: Cast) -> None:
    case = cast.closed()

    words = told(case)

    assert "交给“省司法厅”办理" in words
    assert "“省司法厅”已签收" in words
    assert "已答复您" in words


def test_not_ours_names_who_said_so_why_and_where_it_goes_next(cast: Cast) -> None:
    order = cast.signed()
    returns.ask_return(
        order_id=order.pk,
        reason="商务事项不归我厅",
        suggested_unit=cast.unit["commerce"].pk,
        actor=cast.handler,
        now=NOON + hours(1),
    )
    asked = told(order)
    assert "“省司法厅”表示不属于本单位职责" in asked
    assert "商务事项不归我厅" in asked
    assert "建议由“省商务厅”办理" in asked

    returns.agree_return(
        order_id=order.pk, next_unit=cast.unit["commerce"].pk, actor=cast.dispatcher, now=NOON + hours(2)
    )
    assert "不属于“省司法厅”职责，转由“省商务厅”办理" in told(order)
    assert told(order).count("省商务厅") == 2


def test_a_return_without_a_next_unit_says_that_the_centre_decides(cast: Cast) -> None:
    order = cast.signed()
    returns.ask_return(order_id=order.pk, reason="不归我厅", actor=cast.handler, now=NOON)
    returns.agree_return(order_id=order.pk, actor=cast.dispatcher, now=NOON + hours(1))

    assert "由分拨中心另行安排" in told(order)
    assert "从“省司法厅”收回" not in told(order)


def test_a_refused_return_says_that_it_stays(cast: Cast) -> None:
    order = cast.signed()
    returns.ask_return(order_id=order.pk, reason="不归我厅", actor=cast.handler, now=NOON)
    returns.refuse_return(order_id=order.pk, remark="内部：三定方案第五条", actor=cast.dispatcher, now=NOON)

    assert "仍由“省司法厅”办理" in told(order)
    assert "三定方案" not in told(order)


def test_remarks_instructions_and_names_of_staff_never_reach_the_requester(cast: Cast) -> None:
    order = cast.dispatched()
    centre.note(case_id=order.case_id, text="内部备注甲", actor=cast.dispatcher, now=NOON)
    units.sign_in(order_id=order.pk, actor=cast.handler, now=NOON)
    units.delegate(
        order_id=order.pk,
        unit_id=cast.unit["prisons"].pk,
        instruction="内部要求乙",
        actor=cast.handler,
        now=NOON,
    )
    extensions.ask_extension(
        order_id=order.pk, working_days=2, reason="内部理由丙", actor=cast.handler, now=NOON
    )
    extensions.refuse_extension(order_id=order.pk, remark="内部意见丁", actor=cast.dispatcher, now=NOON)
    privacy.reveal(case_id=order.case_id, reason="核对戊", actor=cast.dispatcher, now=NOON)

    words = told(order)

    assert "“省司法厅”交给“省监狱管理局”具体办理" in words
    for secret in ("内部", "核对戊", "请核实后答复", "同志", "dispatcher", "handler"):
        assert secret not in words
    assert all(not entry.who for entry in timeline.for_requester(fresh(order)))


def test_a_refusal_tells_the_legal_way(cast: Cast) -> None:
    case = cast.received()
    centre.not_accept(
        case_id=case.pk,
        reason="正在诉讼",
        legal_way="向西宁市中级人民法院上诉",
        actor=cast.dispatcher,
        now=NOON,
    )

    assert "向西宁市中级人民法院上诉" in told(case)


def test_a_merged_case_says_so_without_telling_of_the_other_requester(cast: Cast) -> None:
    lead, other = cast.received(), cast.received()
    merging.merge(case_id=other.pk, into=lead.pk, reason="同一工程", actor=cast.dispatcher, now=NOON)

    assert "两件合并办理" in told(other)
    assert lead.number not in told(other)
    assert "合并" not in told(lead)


def test_standing_says_who_has_it_since_when_and_until_when(cast: Cast) -> None:
    case = cast.received()
    at_centre = standing(fresh(case))
    assert (at_centre.holder, at_centre.since) == ("分拨中心", NOON)
    assert at_centre.until is not None

    order = cast.signed(at=NOON + hours(1))
    now = standing(fresh(order))
    clock = order.clocks.get(hop=Hop.ANSWER)
    assert now.sentence == "“省司法厅”正在办理。"
    assert (now.holder, now.since, now.until) == ("省司法厅", NOON + hours(1), clock.due_at)


def test_standing_while_the_requester_is_asked_has_no_date_and_says_what_to_do(cast: Cast) -> None:
    order = cast.signed()
    centre.ask_info(
        case_id=order.case_id, order_id=order.pk, question="合同编号？", actor=cast.handler, now=NOON
    )

    now = standing(fresh(order))
    assert now.is_paused
    assert now.until is None
    assert "等您补充" in now.sentence
    assert "需要您补充：合同编号？" in told(order)


def test_standing_of_a_settled_case_has_no_date(cast: Cast) -> None:
    case = cast.closed()
    withdrawn = cast.received()
    requester.withdraw(case_id=withdrawn.pk, actor=cast.requester(withdrawn), now=NOON)

    assert standing(fresh(case)).until is None
    assert "没有解决，请在下方告诉我们" in standing(fresh(case)).sentence
    assert "撤回" in standing(fresh(withdrawn)).sentence


def test_standing_of_a_merged_case_is_its_lead_cases(cast: Cast) -> None:
    order, other = cast.signed(), cast.received()
    merging.merge(case_id=other.pk, into=order.case_id, reason="同一工程", actor=cast.dispatcher, now=NOON)

    assert standing(fresh(other)).holder == "省司法厅"


def test_another_provinces_hotline_is_named(cast: Cast) -> None:
    nanjing = Unit.objects.create(slug="nanjing", name="南京12345", kind=UnitKind.OTHER_HOTLINE)
    case = cast.received()
    handoff.hand_off(case_id=case.pk, unit_id=nanjing.pk, letter="请协助", actor=cast.dispatcher, now=NOON)

    assert "已转给“南京12345”" in told(case)
    assert standing(fresh(case)).holder == "南京12345"
    assert "请协助" not in told(case)


def test_a_second_handling_says_that_it_begins_anew_and_with_whom(cast: Cast) -> None:
    case = cast.closed()
    ending.second_handling(
        case_id=case.pk, reason="没有支付", actor=cast.requester(case), now=NOON + hours(1)
    )

    assert "重新办理（第 2 次）" in told(case)
    assert standing(fresh(case)).holder == str(fresh(case).lead_unit)
