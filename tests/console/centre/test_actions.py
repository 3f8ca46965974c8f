"""Everything that the centre does with a case, through its pages: done, refused, out of reach."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Answer, AnswerKind, Case, CaseNote, WorkOrder
from fenbo.cases.operations import centre, units
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from fenbo.dispatch.operations import advise
from tests.cast import NOON, Cast, hours
from tests.console.desks import desk

CHECKED = {"answers": "on", "grounded": "on", "private": "on"}


def url(case: Case | WorkOrder, name: str = "") -> str:
    key = case.case_id if isinstance(case, WorkOrder) else case.pk
    return reverse("console:act", args=[key, name]) if name else reverse("console:case", args=[key])


def press(client: Client, case: Case | WorkOrder, name: str, **values: Any) -> HttpResponse:
    key = case.case_id if isinstance(case, WorkOrder) else case.pk
    values.setdefault("version", Case.objects.get(pk=key).version)
    with frozen(NOON + hours(0.1)):
        return client.post(url(case, name), values)  # type: ignore[return-value]


def look(client: Client, case: Case | WorkOrder, name: str = "", **query: Any) -> str:
    with frozen(NOON + hours(0.1)):
        answer = client.get(url(case, name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def done(answer: HttpResponse, to: str = "/desk/centre/") -> None:
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == to


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "dispatcher")


# Dispatch


def test_dispatch_to_lead_and_co_units_with_an_instruction(cast: Cast, client: Client) -> None:
    case = cast.received()
    done(
        press(
            client, case, "dispatch",
            lead="省司法厅", co_units=["省商务厅", "", "财政税收保障组"], instruction="请核实", category="0401",
            region="西宁市", urgency="urgent",
        )
    )  # fmt: skip

    case = cast.fresh(case)
    assert (case.state, case.lead_unit) == (CaseState.DISPATCHED, cast.unit["justice"])
    assert (case.category_id, case.region_id, case.urgency) == ("0401", "630100", Urgency.URGENT)
    given = {str(order.unit): order.instruction for order in case.orders.select_related("unit")}
    assert given == {"省司法厅": "请核实", "省商务厅": "请核实", "财政税收保障组": "请核实"}


def test_the_form_is_filled_in_from_the_advice(cast: Cast, client: Client) -> None:
    case = cast.received(category="0401")
    advise(case_id=case.pk, now=NOON)
    page = look(client, case)

    assert 'name="lead" value="省司法厅"' in page
    assert 'name="co_units" value="财政税收保障组"' in page
    assert 'value="0401 工程款拖欠"' in page
    assert "派单目录" in page


def test_without_advice_the_form_is_empty_and_works(cast: Cast, client: Client) -> None:
    case = cast.received()

    assert 'name="lead" value=' not in look(client, case)
    done(press(client, case, "dispatch", lead="justice", urgency="ordinary"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "这个字段是必填项"), ("没有的厅", "没有找到“没有的厅”"), ("省", "可以指：省司法厅、")],
)
def test_a_unit_that_is_not_clear_is_asked_for_again_with_everything_typed(
    cast: Cast, client: Client, typed: str, told: str
) -> None:
    case = cast.received()
    answer = press(client, case, "dispatch", lead=typed, instruction="请于三日内核实", urgency="ordinary")

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "请于三日内核实" in answer.content.decode()
    assert cast.fresh(case).state == CaseState.RECEIVED


def test_somebody_was_faster_and_the_text_is_kept(cast: Cast, client: Client) -> None:
    case = cast.received()
    seen = cast.fresh(case).version
    centre.note(case_id=case.pk, text="刚来过电话", actor=cast.other, now=NOON)
    first = press(
        client, case, "dispatch", lead="justice", instruction="请核实", urgency="ordinary", version=seen
    )

    assert first.status_code == 409
    page = first.content.decode()
    assert "别人已经改过" in page
    assert "请核实" in page
    assert "刚来过电话" in page
    assert f'name="version" value="{cast.fresh(case).version}"' in page
    done(press(client, case, "dispatch", lead="justice", instruction="请核实", urgency="ordinary"))


def test_a_second_press_gives_no_second_order(cast: Cast, client: Client) -> None:
    case = cast.received()
    version = cast.fresh(case).version
    values = {"lead": "justice", "urgency": "ordinary", "instruction": "请核实", "version": version}
    done(press(client, case, "dispatch", **values))
    second = press(client, case, "dispatch", **values)

    assert second.status_code == 409
    assert "现在不能办这一步" in second.content.decode()
    assert "请核实" in second.content.decode()
    assert case.orders.count() == 1


def test_the_catalogue_is_asked_again_when_the_category_is_changed(cast: Cast, client: Client) -> None:
    case = cast.received()
    address = reverse("console:candidates", args=[case.pk])

    assert "省司法厅" in client.get(address, {"category": "0401 工程款拖欠"}).content.decode()
    assert "财政税收保障组" in client.get(address, {"category": "0401"}).content.decode()
    for typed in ("0402", "没有的", ""):
        assert "没有对应的单位" in client.get(address, {"category": typed}).content.decode()
    assert client.get(reverse("console:candidates", args=[new_id()])).status_code == 404
    assert desk(cast, "agent").get(address).status_code == 403


# Without a unit


def test_answer_at_once(cast: Cast, client: Client) -> None:
    case = cast.received()
    done(press(client, case, "answer", text="请到一楼大厅办理。", basis="青政办〔2020〕14号"))

    assert cast.fresh(case).state == CaseState.CLOSED
    assert Answer.objects.get(case=case).text == "请到一楼大厅办理。"


def test_not_accepted_with_the_way_of_law(cast: Cast, client: Client) -> None:
    case = cast.received()
    done(press(client, case, "refuse", way="court"))

    told = Answer.objects.get(case=case, kind=AnswerKind.NOT_ACCEPTED).text
    assert "诉讼、仲裁" in told
    assert "人民法院" in told


def test_not_accepted_for_another_reason_needs_reason_and_way(cast: Cast, client: Client) -> None:
    case = cast.received()

    assert press(client, case, "refuse", way="other", reason="不属受理范围").status_code == 422
    assert press(client, case, "refuse", way="", reason="甲", legal_way="乙").status_code == 422
    done(press(client, case, "refuse", way="other", reason="不属受理范围", legal_way="请联系物业公司"))
    assert "请联系物业公司" in Answer.objects.get(case=case).text


def test_ask_for_more_and_take_down_what_the_caller_adds(cast: Cast, client: Client) -> None:
    case = cast.received()
    done(press(client, case, "ask", question="合同编号是多少？"))
    assert cast.fresh(case).state == CaseState.INFO_WANTED
    done(press(client, case, "supply", text="编号 2019-08"), url(case))

    assert cast.fresh(case).state == CaseState.RECEIVED
    page = look(client, case)
    assert "合同编号是多少？" in page
    assert "编号 2019-08" in page


def test_hand_off_and_bring_back(cast: Cast, client: Client) -> None:
    case = cast.received()
    assert "请贵地" in look(client, case, "hand_off") or "转请贵地" in look(client, case, "hand_off")
    done(press(client, case, "hand_off", unit="南京12345", letter="请协助解决健康码问题"))
    assert cast.fresh(case).state == CaseState.HANDED_OFF
    done(press(client, case, "bring_back", text="南京答复：请重新申领。"), url(case))

    assert cast.fresh(case).state == CaseState.REPLIED
    assert "请重新申领" in look(client, case)


def test_a_unit_of_this_province_is_no_place_to_hand_off_to(cast: Cast, client: Client) -> None:
    case = cast.received()
    answer = press(client, case, "hand_off", unit="省司法厅", letter="请协助")

    assert answer.status_code == 422
    assert "没有找到" in answer.content.decode()


# Merging


def test_merge_by_number_and_split_again(cast: Cast, client: Client) -> None:
    lead, case = cast.received(), cast.received()
    done(press(client, case, "merge", into=str(lead), reason="同一事项"))
    assert cast.fresh(case).lead_case_id == lead.pk
    assert str(case) in look(client, lead)
    done(press(client, case, "split", reason="不是同一事项"), url(case))

    assert cast.fresh(case).state == CaseState.RECEIVED


@pytest.mark.parametrize(("typed", "told"), [("123", "编号不对"), ("2003090000015", "编号不对")])
def test_merge_into_what_is_no_number(cast: Cast, client: Client, typed: str, told: str) -> None:
    answer = press(client, cast.received(), "merge", into=typed, reason="同一事项")

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_merge_into_itself_is_refused_at_the_field(cast: Cast, client: Client) -> None:
    case = cast.received()
    answer = press(client, case, "merge", into=case.number, reason="同一事项")

    assert answer.status_code == 422
    assert "不能并入自己" in answer.content.decode()


# While units work


def test_redispatch_recall_and_complex(cast: Cast, client: Client) -> None:
    order = cast.dispatched()
    done(press(client, order, "redispatch", lead="commerce", reason="属商务厅职责"), url(order))
    assert cast.fresh(order).lead_unit == cast.unit["commerce"]
    done(press(client, order, "complex", reason="涉及两个部门"), url(order))
    assert cast.fresh(order).is_complex
    done(press(client, order, "recall", reason="重新核实"), url(order))

    assert cast.fresh(order).state == CaseState.RECEIVED
    assert "列为疑难" not in look(client, order).split('<nav class="toolbar"')[1].split("</nav>")[0]


def test_notes_decisions_and_corrections(cast: Cast, client: Client) -> None:
    order = cast.dispatched()
    done(press(client, order, "note", text="诉求人来电催问"), url(order))
    done(press(client, order, "decide", text="明日前答复", due_at="2020-03-11T12:00"), url(order))
    done(
        press(
            client, order, "correct",
            title="工程款", kind="complaint", urgency="urgent", category="0402", region="海西州",
            may_publish="on",
        ),
        url(order),
    )  # fmt: skip

    assert set(CaseNote.objects.values_list("text", "is_decision")) == {
        ("诉求人来电催问", False),
        ("明日前答复", True),
    }
    case = cast.fresh(order)
    assert (case.title, case.kind, case.urgency, case.category_id, case.region_id, case.may_publish) == (
        "工程款", Kind.COMPLAINT, Urgency.URGENT, "0402", "632800", True,
    )  # fmt: skip


def test_a_decision_in_the_past_is_told_at_its_field(cast: Cast, client: Client) -> None:
    answer = press(client, cast.dispatched(), "decide", text="明日前答复", due_at="2020-03-01T12:00")

    assert answer.status_code == 422
    assert "完成时间应当晚于现在" in answer.content.decode()


# Review


def test_the_reply_is_reviewed_edited_and_issued(cast: Cast, client: Client) -> None:
    order = cast.replied()
    page = look(client, order)
    assert 'data-action="issue"' in page
    assert "将于月底前支付" in page
    done(press(client, order, "issue", text="将于三月底前支付。", basis="条例", **CHECKED))

    case = cast.fresh(order)
    assert case.state == CaseState.CLOSED
    assert case.answers.get().text == "将于三月底前支付。"


@pytest.mark.parametrize("missing", list(CHECKED))
def test_nothing_is_issued_without_all_three_checks(cast: Cast, client: Client, missing: str) -> None:
    order = cast.replied()
    values = {name: value for name, value in CHECKED.items() if name != missing}
    answer = press(client, order, "issue", text="改过的答复", **values)

    assert answer.status_code == 422
    assert "改过的答复" in answer.content.decode()
    assert cast.fresh(order).state == CaseState.REPLIED


def test_a_reply_is_sent_back_with_what_it_lacks(cast: Cast, client: Client) -> None:
    order = cast.replied()
    done(press(client, order, "send_back", remark="没有说明何时支付"))

    assert cast.fresh(order).state == CaseState.IN_HAND


def test_an_interim_reply_is_passed_on_or_refused(cast: Cast, client: Client) -> None:
    order = cast.signed()
    units.reply_interim(order_id=order.pk, text="正在核实账目。", actor=cast.handler, now=NOON)
    assert "正在核实账目。" in look(client, order)
    done(press(client, order, "refuse_interim", remark="请写明还要多久"))
    units.reply_interim(order_id=order.pk, text="三日内答复。", actor=cast.handler, now=NOON + hours(0.2))
    with frozen(NOON + hours(0.3)):
        answer = client.post(
            url(order, "interim"), {"text": "三日内答复您。", "version": cast.fresh(order).version}
        )
    assert answer.status_code == 302

    told = Answer.objects.get(case=order.case_id)
    assert (told.kind, told.text) == (AnswerKind.INTERIM, "三日内答复您。")


# Afterwards


def test_second_handling_reopening_and_archiving(cast: Cast, client: Client) -> None:
    case = cast.closed()
    done(press(client, case, "second", reason="仍未支付"), url(case))
    assert cast.fresh(case).round == 2

    settled = cast.closed()
    done(press(client, settled, "archive"), url(settled))
    assert cast.fresh(settled).state == CaseState.ARCHIVED
    done(press(client, settled, "reopen", reason="发现新情况"), url(settled))
    assert cast.fresh(settled).state == CaseState.RECEIVED


def test_withdrawn_on_the_callers_word(cast: Cast, client: Client) -> None:
    case = cast.received()
    done(press(client, case, "withdraw", reason="诉求人来电撤回"))

    assert cast.fresh(case).state == CaseState.WITHDRAWN


def test_the_reviewer_is_shown_what_may_be_private(cast: Cast, client: Client) -> None:
    order = cast.signed()
    text = "已告知王小明，电话13897210001，月底前支付。"
    units.reply(order_id=order.pk, text=text, actor=cast.handler, now=NOON)
    page = look(client, order).split('id="act"')[1]

    assert "含个人信息" in page
    assert "“13897210001”" in page
    assert "含个人信息" not in look(client, cast.replied())
