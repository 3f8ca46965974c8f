"""The centre gives a case out, or answers it, or says why not; and may take it back."""

from datetime import timedelta

import pytest

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import AnswerKind, Case, CaseNote, WorkOrderRole
from fenbo.cases.operations import centre, review, units
from fenbo.cases.operations.centre import MAX_CO_UNITS, Changes
from fenbo.cases.queries import search
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.journal.queries import events_of
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cases.making import Stage, fresh, last_event, moves_of, running


def told(case: Case, topic: Topic) -> set[tuple[str, str]]:
    """Who was told of it: units and duties."""
    notices = Notice.objects.filter(subject=case.pk, topic=topic).select_related("unit")
    return {(notice.unit.slug, notice.duty) for notice in notices}


def test_lead_and_co_units_get_their_orders_and_are_told(stage: Stage) -> None:
    case = stage.received()
    stage.dispatch(case, "justice", ("commerce", "xining"), instruction="请核实后答复")
    orders = {order.unit.slug: order for order in case.orders.select_related("unit")}
    assert {slug: order.role for slug, order in orders.items()} == {
        "justice": WorkOrderRole.LEAD,
        "commerce": WorkOrderRole.CO,
        "xining": WorkOrderRole.CO,
    }
    assert {order.state for order in orders.values()} == {OrderState.GIVEN}
    assert {order.instruction for order in orders.values()} == {"请核实后答复"}
    assert {order.given_by for order in orders.values()} == {stage.unit("centre")}
    assert told(case, Topic.ORDER_GIVEN) == {(slug, Duty.HANDLE) for slug in orders}
    assert (fresh(case).state, fresh(case).lead_unit) == (CaseState.DISPATCHED, stage.unit("justice"))
    assert last_event(case).facts == {
        "to_unit": "省司法厅",
        "co_units": ["省商务厅", "西宁市"],
        "instruction": "请核实后答复",
    }


def test_the_centres_clock_stops_and_each_units_clocks_start(stage: Stage) -> None:
    case = stage.received()
    order = stage.dispatch(case, "justice", ("commerce",))
    assert {(clock.hop, clock.unit.slug) for clock in running(case)} == {
        (Hop.SIGN_IN, "justice"),
        (Hop.ANSWER, "justice"),
        (Hop.SIGN_IN, "commerce"),
        (Hop.ANSWER, "commerce"),
    }
    assert case.clocks.get(hop=Hop.DISPATCH).stopped_at == order.given_at


def test_dispatching_classifies_on_the_way(stage: Stage) -> None:
    case = stage.received()
    stage.dispatch(case, category="0402", region="630102", urgency=Urgency.URGENT)
    case = fresh(case)
    assert (case.category_id, case.region_id, case.urgency) == ("0402", "630102", Urgency.URGENT)


def test_a_unit_named_twice_or_as_lead_too_gets_one_order(stage: Stage) -> None:
    case = stage.received()
    stage.dispatch(case, "justice", ("justice", "commerce", "commerce"))
    assert case.orders.count() == 2


@pytest.mark.parametrize("field", ["lead", "co_units"])
@pytest.mark.parametrize("slug", ["centre", "beijing-12345"])
def test_neither_the_centre_nor_another_province_gets_a_work_order(
    field: str, slug: str, stage: Stage
) -> None:
    units = {"lead": stage.unit("justice").pk, "co_units": [stage.unit("commerce").pk]}
    units[field] = stage.unit(slug).pk if field == "lead" else [stage.unit(slug).pk]
    assert refused_dispatch(stage, **units) == field


def refused_dispatch(stage: Stage, **values: object) -> str | None:
    case = stage.received()
    with pytest.raises(InvalidInput) as refusal:
        centre.dispatch(case_id=case.pk, actor=stage.dispatcher, now=stage.now, **values)  # type: ignore[arg-type]
    assert fresh(case).state == CaseState.RECEIVED
    assert not case.orders.exists()
    return refusal.value.field


def test_a_unit_that_does_not_exist_or_no_longer_does_is_refused(stage: Stage) -> None:
    assert refused_dispatch(stage, lead=0) == "lead"
    Unit.objects.filter(slug="commerce").update(valid_to=(stage.now - timedelta(days=1)).date())
    assert refused_dispatch(stage, lead=stage.unit("commerce").pk) == "lead"


def test_too_many_co_units_are_refused(stage: Stage) -> None:
    units = list(Unit.objects.filter(kind="department").values_list("pk", flat=True)[: MAX_CO_UNITS + 2])
    assert refused_dispatch(stage, lead=units[0], co_units=units[1:]) == "co_units"


def test_a_wrong_category_refuses_the_whole_dispatch(stage: Stage) -> None:
    assert refused_dispatch(stage, lead=stage.unit("justice").pk, category="9999") == "category"


def test_what_is_dispatched_cannot_be_dispatched_again(stage: Stage) -> None:
    case = stage.received()
    stage.dispatch(case)
    with pytest.raises(IllegalMove):
        stage.dispatch(case, "commerce")


def test_redispatching_takes_every_order_back_and_says_why(stage: Stage) -> None:
    order = stage.signed("justice", ("xining",))
    child = stage.delegate(order, "prisons")
    case = order.case
    centre.redispatch(
        case_id=case.pk,
        lead=stage.unit("commerce").pk,
        reason="属商务部门职责",
        actor=stage.dispatcher,
        now=stage.later(minutes=5),
    )
    for former in (order, child, stage.order(case, "xining")):
        former.refresh_from_db()
        assert (former.state, former.ended_at) == (OrderState.CANCELLED, stage.now)
    assert told(case, Topic.ORDER_CANCELLED) == {
        (slug, Duty.HANDLE) for slug in ("justice", "xining", "prisons")
    }
    assert (fresh(case).state, fresh(case).lead_unit) == (CaseState.DISPATCHED, stage.unit("commerce"))
    assert {clock.unit.slug for clock in running(case)} == {"commerce"}
    event = next(event for event in events_of(case.pk) if event.move == Move.REDISPATCH)
    assert event.facts == {"from_unit": "省司法厅", "to_unit": "省商务厅", "reason": "属商务部门职责"}


def test_redispatching_may_go_to_a_unit_that_helped(stage: Stage) -> None:
    order = stage.signed("justice", ("commerce",))
    centre.redispatch(
        case_id=order.case_id,
        lead=stage.unit("commerce").pk,
        reason="由协办改为主办",
        actor=stage.dispatcher,
        now=stage.now,
    )
    assert stage.order(order.case, "commerce").role == WorkOrderRole.LEAD


def test_recalling_brings_a_case_back_into_the_centres_queue(stage: Stage) -> None:
    order = stage.signed()
    case = centre.recall(
        case_id=order.case_id, reason="需重新研究", actor=stage.dispatcher, now=stage.later(hours=1)
    )
    assert (case.state, case.lead_unit_id) == (CaseState.RECEIVED, None)
    [clock] = running(case)
    assert (clock.hop, clock.started_at, clock.due_at) == (
        Hop.DISPATCH,
        stage.now,
        stage.now + timedelta(minutes=30),
    )
    assert moves_of(case)[-2:] == [Move.RECALL, Move.CANCEL_ORDER]
    assert stage.dispatch(case, "justice").state == OrderState.GIVEN, "also to the same unit again"


def test_taking_back_ends_the_review_of_an_interim_reply(stage: Stage) -> None:
    order = stage.signed()
    units.reply_interim(order_id=order.pk, text="正在办理", actor=stage.handler(order), now=stage.now)
    assert running(order.case, Hop.REVIEW)
    centre.recall(case_id=order.case_id, reason="分错了", actor=stage.dispatcher, now=stage.now)
    assert not running(order.case, Hop.REVIEW)
    stage.sign(stage.dispatch(order.case, "commerce"))
    with pytest.raises(InvalidInput):
        review.issue_interim(case_id=order.case_id, actor=stage.dispatcher, now=stage.now)


def test_an_answer_at_once_closes_the_case_without_any_unit(stage: Stage) -> None:
    case = centre.answer_at_once(
        case_id=stage.received().pk,
        text="复工无需审批，备案即可。",
        basis="青政办〔2020〕12号",
        actor=stage.person("agent1"),
        now=stage.later(minutes=3),
    )
    assert (case.state, case.settled_at, case.answered_at) == (CaseState.CLOSED, stage.now, stage.now)
    [answer] = case.answers.all()
    assert (answer.kind, answer.text, answer.unit) == (
        AnswerKind.AT_ONCE,
        "复工无需审批，备案即可。",
        stage.unit("centre"),
    )
    assert moves_of(case) == [Move.RECEIVE, Move.ANSWER_AT_ONCE, Move.CLOSE]
    assert not running(case)


def test_who_is_not_accepted_is_told_why_and_which_way_is_open(stage: Stage) -> None:
    case = centre.not_accept(
        case_id=stage.received().pk,
        reason="已进入诉讼程序",
        legal_way="请向受诉人民法院提出",
        actor=stage.dispatcher,
        now=stage.now,
    )
    [answer] = case.answers.all()
    assert "已进入诉讼程序" in answer.text
    assert "请向受诉人民法院提出" in answer.text
    assert (case.state, case.settled_at) == (CaseState.NOT_ACCEPTED, stage.now)
    assert last_event(case).facts == {"reason": "已进入诉讼程序", "legal_way": "请向受诉人民法院提出"}


@pytest.mark.parametrize(
    ("reason", "legal_way", "field"), [("", "法院", "reason"), ("诉讼", " ", "legal_way")]
)
def test_nobody_is_turned_away_without_reason_and_way(
    reason: str, legal_way: str, field: str, stage: Stage
) -> None:
    case = stage.received()
    with pytest.raises(InvalidInput) as refusal:
        centre.not_accept(
            case_id=case.pk, reason=reason, legal_way=legal_way, actor=stage.dispatcher, now=stage.now
        )
    assert refusal.value.field == field


def test_correcting_says_what_changed_but_not_to_what(stage: Stage) -> None:
    case = stage.received()
    changes = Changes(title="监狱项目工程款", kind=Kind.COMPLAINT, category="0402")
    centre.correct(case_id=case.pk, changes=changes, actor=stage.dispatcher, now=stage.now)
    assert last_event(case).facts == {"changed": ["category", "kind", "title"]}
    assert list(search(stage.dispatcher, "监狱项目")) == [case]


def test_correcting_nothing_records_nothing(stage: Stage) -> None:
    case = stage.received()
    for changes in (Changes(), Changes(title=case.title, kind=Kind.HELP, is_confidential=False)):
        centre.correct(case_id=case.pk, changes=changes, actor=stage.dispatcher, now=stage.now)
    assert moves_of(case) == [Move.RECEIVE]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (Changes(title="  "), "title"),
        (Changes(category="9999"), "category"),
        (Changes(region="999999"), "region"),
    ],
)
def test_a_wrong_correction_names_its_field(changes: Changes, field: str, stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(InvalidInput) as refusal:
        centre.correct(case_id=case.pk, changes=changes, actor=stage.dispatcher, now=stage.now)
    assert refusal.value.field == field


def test_what_the_requester_told_cannot_be_corrected() -> None:
    assert not {"content", "wish", "requester"} & set(Changes.__dataclass_fields__)


def test_a_note_is_for_staff_and_its_words_stay_out_of_the_journal(stage: Stage) -> None:
    case = stage.received()
    centre.note(case_id=case.pk, text="来电人情绪激动", actor=stage.dispatcher, now=stage.now)
    assert CaseNote.objects.get(case=case).text == "来电人情绪激动"
    assert last_event(case).facts == {}


def test_a_decision_of_the_meeting_reaches_the_unit_that_has_the_case(stage: Stage) -> None:
    order = stage.signed()
    by = stage.now + timedelta(days=2)
    centre.decide(
        case_id=order.case_id, text="两日内拨付", due_at=by, actor=stage.person("leader1"), now=stage.now
    )
    note = CaseNote.objects.get(case=order.case)
    assert (note.is_decision, note.due_at) == (True, by)
    assert told(order.case, Topic.DECIDED) == {("justice", Duty.HANDLE)}


def test_a_decision_cannot_be_due_before_it_is_made(stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        centre.decide(
            case_id=stage.received().pk,
            text="立即办结",
            due_at=stage.now,
            actor=stage.dispatcher,
            now=stage.now,
        )
    assert refusal.value.field == "due_at"
