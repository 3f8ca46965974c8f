"""One work order: what is shown of it, and every action with its refusals."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.lifecycle import CaseState, OrderState
from fenbo.cases.models import Reply, ReplyState, WorkOrder
from fenbo.cases.operations import returns, review, units
from fenbo.catalogue.kinds import Kind
from fenbo.core.ids import new_id
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk

TEXT = "经核实，工程款已列入本月计划。"


def url(order: WorkOrder, name: str = "") -> str:
    return (
        reverse("console:order_act", args=[order.pk, name])
        if name
        else reverse("console:order", args=[order.pk])
    )


def look(client: Client, order: WorkOrder, name: str = "") -> str:
    with at(NOON):
        answer = client.get(url(order, name))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, order: WorkOrder, name: str, **values: Any) -> HttpResponse:
    with at(values.pop("now", NOON)):
        return client.post(url(order, name), values)  # type: ignore[return-value]


def now_is(order: WorkOrder) -> OrderState:
    return OrderState(WorkOrder.objects.get(pk=order.pk).state)


def test_a_fresh_order_asks_to_be_signed_in(cast: Cast) -> None:
    order = cast.dispatched()
    page = look(desk(cast, "handler"), order)

    assert "监狱项目已完工百分之九十五" in page
    assert "请核实后答复" in page
    assert ">签收" in page
    assert "提交回复" not in page


def test_signing_in_stays_with_the_order_and_offers_the_reply(cast: Cast) -> None:
    order, client = cast.dispatched(), desk(cast, "handler")

    assert press(client, order, "sign-in").headers["Location"] == url(order)
    assert now_is(order) == OrderState.SIGNED
    page = look(client, order)
    assert "已签收，请尽快联系诉求人。" in page
    assert "提交回复" in page


def test_a_contact_is_noted(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    assert press(client, order, "contact", reached="yes", text="约定明日面谈").status_code == 302
    note = order.contacts.get()
    assert (note.reached, note.text) == (True, "约定明日面谈")
    assert "约定明日面谈" in look(client, order)
    press(client, order, "contact", reached="no", text="无人接听")
    assert "未联系上" in look(client, order)


def test_a_reply_leads_back_to_the_inbox(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    answer = press(client, order, "reply", text=TEXT, basis="《政府投资条例》")

    assert answer.headers["Location"] == reverse("console:inbox")
    reply = order.replies.get()
    assert (reply.text, reply.basis, reply.state) == (TEXT, "《政府投资条例》", ReplyState.SUBMITTED)
    assert cast.fresh(order).state == CaseState.REPLIED


def test_an_empty_reply_is_told_at_its_field(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    answer = press(client, order, "reply", text=" ", basis="条例")

    assert answer.status_code == 422
    assert 'value="条例"' in answer.content.decode()
    assert now_is(order) == OrderState.SIGNED


def test_a_reply_beyond_all_measure_is_refused_with_its_text_kept(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    answer = press(client, order, "reply", text="长" * 20_001)

    assert answer.status_code == 422
    assert "长" * 100 in answer.content.decode()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "好的😀", "看\x00不\x1b见"])
def test_odd_texts_are_kept_and_shown_harmlessly(cast: Cast, text: str) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    assert press(client, order, "contact", reached="yes", text=text).status_code == 302 or "\x00" in text
    assert "<script>alert" not in look(client, order)


def test_the_lead_waits_for_its_co_unit_and_its_child_and_is_told_whom(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)
    client = desk(cast, "handler")

    answer = press(client, order, "reply", text=TEXT)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还有单位没有回复：" in page
    assert "省商务厅" in page
    assert "省监狱管理局" in page
    assert TEXT in page
    assert now_is(order) == OrderState.SIGNED


def test_a_draft_is_kept_while_it_is_written_and_is_there_again(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    draft = reverse("console:order_draft", args=[order.pk, "final"])
    with at(NOON):
        saved = client.post(draft, {"text": "写了一半", "basis": ""}, headers={"HX-Request": "true"})

    assert "草稿已保存 12:00:00" in saved.content.decode()
    assert "写了一半" in look(client, order)
    assert Reply.objects.get().state == ReplyState.DRAFT
    press(client, order, "reply", text=TEXT)
    assert Reply.objects.get().state == ReplyState.SUBMITTED


def test_without_script_the_draft_button_leads_back_to_the_order(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    with at(NOON):
        answer = client.post(reverse("console:order_draft", args=[order.pk, "interim"]), {"text": "进展"})

    assert answer.headers["Location"] == url(order)
    assert "进展" in look(client, order, "interim")
    with at(NOON):
        assert client.post(reverse("console:order_draft", args=[order.pk, "poem"])).status_code == 404


def test_an_interim_reply_keeps_the_order_with_the_unit(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    assert press(client, order, "interim", text="正在核对账目").headers["Location"] == url(order)
    assert now_is(order) == OrderState.SIGNED


def test_work_is_passed_down_and_its_reply_taken_up(cast: Cast) -> None:
    order, client, below = cast.signed(), desk(cast, "handler"), desk(cast, "beneath")
    press(client, order, "delegate", unit="省监狱管理局", instruction="请核对账目")
    child = order.children.get()

    assert "请核对账目" in look(below, child)
    press(below, child, "sign-in")
    press(below, child, "reply", text="账目已核对。")
    page = look(client, order)
    assert "账目已核对。" in page
    assert "采纳回复" in page
    assert press(client, child, "accept").headers["Location"] == url(order)
    assert now_is(child) == OrderState.DONE
    assert press(client, order, "reply", text=TEXT).status_code == 302


def test_a_reply_from_below_that_does_not_do_goes_back_with_a_remark(cast: Cast) -> None:
    order, client, below = cast.signed(), desk(cast, "handler"), desk(cast, "beneath")
    press(client, order, "delegate", unit="省监狱管理局")
    child = order.children.get()
    press(below, child, "sign-in")
    press(below, child, "reply", text="知道了。")

    press(client, child, "send-back", remark="没有说何时支付")
    assert now_is(child) == OrderState.SIGNED
    page = look(below, child)
    assert "没有说何时支付" in page
    assert "知道了。" in page, "what was written stands in the form to be written on"


def test_what_was_given_on_by_mistake_is_taken_back(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    press(client, order, "delegate", unit="省监狱管理局")
    child = order.children.get()

    assert press(client, child, "take-back", reason="本厅直接答复").status_code == 302
    assert now_is(child) == OrderState.CANCELLED
    assert desk(cast, "beneath").get(url(child)).status_code == 404
    assert press(client, order, "reply", text=TEXT).status_code == 302


def test_only_a_unit_of_ones_own_line_gets_work_passed_down(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    answer = press(client, order, "delegate", unit="省商务厅", instruction="请办")

    assert answer.status_code == 422
    assert "不是本单位的下级" in answer.content.decode()
    assert "请办" in answer.content.decode()
    assert press(client, order, "delegate", unit="没有的单位").status_code == 422


def test_a_co_unit_may_be_any_other(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    press(client, order, "co-unit", unit="省商务厅", instruction="请提供数据")
    assert order.children.get().unit == cast.unit["commerce"]
    assert "请提供数据" in look(desk(cast, "neighbour"), order.children.get())


def test_the_requester_is_asked_for_what_is_missing(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    press(client, order, "ask", question="合同编号是多少？")
    assert cast.fresh(order).state == CaseState.INFO_WANTED_IN_HAND
    page = look(client, order)
    assert "合同编号是多少？" in page
    assert "已暂停计时" in page
    assert "请补充</a>" not in page, "one question at a time"


def test_it_is_not_ours_with_whose_it_is(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    answer = press(client, order, "return", reason="属商务职责", suggested_unit="省商务厅")
    assert answer.headers["Location"] == reverse("console:inbox")
    asked = order.return_requests.get()
    assert (asked.reason, asked.suggested_unit) == ("属商务职责", cast.unit["commerce"])
    assert now_is(order) == OrderState.RETURN_ASKED


def test_a_return_from_below_is_decided_by_who_gave_it(cast: Cast) -> None:
    order, client, below = cast.signed(), desk(cast, "handler"), desk(cast, "beneath")
    press(client, order, "delegate", unit="省监狱管理局")
    child = order.children.get()
    press(below, child, "return", reason="不属本局")

    assert "不属本局" in look(client, order)
    press(client, child, "refuse-return", remark="属你局职责")
    assert now_is(child) == OrderState.SIGNED
    assert "属你局职责" in look(below, child)
    press(below, child, "return", reason="确实不属")
    press(client, child, "agree-return", remark="同意")
    assert now_is(child) == OrderState.RETURNED


def test_more_time_is_asked_for_once_and_before_it_is_late(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    late = press(client, order, "extend", working_days="3", reason="等待鉴定", now=NOON + hours(25))
    assert late.status_code == 422
    assert "延期须在到期之前申请" in late.content.decode()
    assert press(client, order, "extend", working_days="0", reason="等待鉴定").status_code == 422
    assert press(client, order, "extend", working_days="11", reason="等待鉴定").status_code == 422
    assert press(client, order, "extend", working_days="3", reason="等待鉴定").status_code == 302
    page = look(client, order)
    assert "申请延期 3 个工作日" in page
    assert "申请延期</a>" not in page


def test_a_page_that_is_too_old_is_told_so_with_the_text_kept(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    stale = cast.fresh(order).version
    units.contact(order_id=order.pk, reached=True, text="已联系", actor=cast.handler, now=NOON)

    answer = press(client, order, "reply", text=TEXT, version=stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert TEXT in page
    assert "别人已经改过" in page
    fresh = f'name="version" value="{cast.fresh(order).version}"'
    assert fresh in page, "pressed again, it goes through"


def test_what_is_no_longer_possible_is_refused_with_the_text_kept(cast: Cast) -> None:
    order, client = cast.replied(), desk(cast, "handler")

    answer = press(client, order, "reply", text="再写一次")
    assert answer.status_code == 409
    assert "再写一次" in answer.content.decode()
    assert "现在不能办这一步" in answer.content.decode()


def test_a_reply_that_the_centre_sent_back_stands_in_the_form_with_what_it_lacks(cast: Cast) -> None:
    order = cast.replied()
    review.send_back(case_id=order.case_id, remark="请写明支付日期", actor=cast.dispatcher, now=NOON)
    page = look(desk(cast, "handler"), order)

    assert "请写明支付日期" in page
    assert "将于月底前支付。</textarea>" in page


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_who_reported_wrongdoing_is_never_shown(cast: Cast, about: dict[str, Any]) -> None:
    order = cast.signed(**about)
    client = desk(cast, "handler")

    page = look(client, order)
    assert "诉求人信息不向本岗位显示" in page
    for secret in ("王", "138****", "查看完整信息"):
        assert secret not in page
    assert client.get(reverse("console:reveal", args=[order.case_id])).status_code == 403


def test_the_requester_is_masked_and_revealed_for_a_reason(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    page = look(client, order)

    assert "王**" in page
    assert "138****0001" in page
    assert "13897210001" not in page
    assert reverse("console:reveal", args=[order.case_id]) in page


@pytest.mark.parametrize("who", ["neighbour", "beneath", "overseer"])
def test_others_orders_do_not_exist_or_are_only_read(cast: Cast, who: str) -> None:
    order, client = cast.signed(), desk(cast, who)
    answer = client.get(url(order))

    assert answer.status_code == (200 if who == "overseer" else 404)
    if who == "overseer":
        assert "这张工单现在不等您办理。" in answer.content.decode()
        assert press(client, order, "reply", text=TEXT).status_code == 403
    else:
        assert press(client, order, "reply", text=TEXT).status_code == 404
    assert now_is(order) == OrderState.SIGNED


def test_an_order_that_was_taken_away_is_gone(cast: Cast) -> None:
    order = cast.signed()
    returns.ask_return(order_id=order.pk, reason="不属职责", actor=cast.handler, now=NOON)
    returns.agree_return(order_id=order.pk, actor=cast.dispatcher, now=NOON)

    assert desk(cast, "handler").get(url(order)).status_code == 404


def test_what_does_not_exist_is_not_found(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")

    assert client.get(reverse("console:order", args=[new_id()])).status_code == 404
    assert client.get(reverse("console:order_act", args=[order.pk, "dance"])).status_code == 404
    assert client.get(reverse("console:order_draft", args=[order.pk, "final"])).status_code == 405


def test_many_helpers_take_no_more_queries(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)
    look(client, order)
    with CaptureQueriesContext(connection) as few:
        look(client, order)
    for slug in ("commerce", "trade", "finance"):
        units.ask_co_unit(order_id=order.pk, unit_id=cast.unit[slug].pk, actor=cast.handler, now=NOON)
    with CaptureQueriesContext(connection) as many:
        look(client, order)

    assert len(few) == len(many)
