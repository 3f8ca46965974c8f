"""A caller is answered at once from a version of a knowledge entry; what may be the same is said while typing."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases import timeline
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Answer, Case
from fenbo.core import lapsing
from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from fenbo.knowledge.models import Entry
from fenbo.knowledge.operations import entries
from fenbo.notices.models import Message, Way
from tests.cast import NOON, PHONE, Cast
from tests.console.centre.conftest import furnish
from tests.console.centre.test_intake import INTAKE, SPOKEN, TAKEN
from tests.console.desks import desk, look_at, sit_down, stage
from tests.knowledge.stage import Library, set_up

ASKED = "政府项目拖欠工程款怎么要回来"
BASIS = "《中小企业促进法》第五十三条（知识库“政府项目拖欠工程款怎么要”第 1 版）"


@pytest.fixture
def library(cast: Cast) -> Library:
    set_up(cast)
    lapsing.forget_all()
    return Library(cast)


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "agent")


def answered(client: Client, entry: Entry | None, **more: Any) -> HttpResponse:
    about = {"entry": entry.pk, "entry_version": 1, "answer": "您好，请先备好合同。"} if entry else {}
    with frozen(NOON):
        return client.post(INTAKE, {**SPOKEN, **about, "answer_now": "1", **more})  # type: ignore[return-value]


def test_the_version_in_force_is_read_out_and_becomes_the_basis(client: Client, library: Library) -> None:
    entry = library.entry()
    part = client.get(reverse("console:cite", args=[entry.pk])).content.decode()
    assert "准备合同、验收单和发票" in part
    assert BASIS in part
    assert answered(client, entry).headers["Location"] == TAKEN
    case, answer = Case.objects.get(), Answer.objects.get()
    assert (case.state, answer.text, answer.basis) == (CaseState.CLOSED, "您好，请先备好合同。", BASIS)
    assert any(BASIS in line.note for line in timeline.for_staff(case))
    shown = client.get(TAKEN).content.decode()
    assert BASIS in shown
    assert case.query_code in shown


def test_received_without_the_button_it_is_an_open_case_like_any_other(
    client: Client, library: Library
) -> None:
    entry = library.entry()
    with frozen(NOON):
        client.post(INTAKE, {**SPOKEN, "entry": entry.pk, "entry_version": 1, "answer": "您好。"})
    assert Case.objects.get().state == CaseState.RECEIVED
    assert not Answer.objects.exists()


def test_a_version_that_was_replaced_meanwhile_is_read_first_and_no_case_is_left(
    client: Client, library: Library
) -> None:
    entry = library.entry()
    library.revised(entry, answer="第二版的答复。")
    refused = answered(client, entry)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "已更新到第 2 版" in shown
    assert "第二版的答复。" in shown
    assert "您好，请先备好合同。" in shown, "what was typed stays"
    assert not Case.objects.exists()
    assert answered(client, entry, entry_version=2).status_code == 302


@pytest.mark.parametrize(("changes", "field"), [({"answer": " "}, "answer"), ({"phone": "12-ab"}, "phone")])
def test_what_cannot_be_taken_is_said_at_its_field_with_the_entry_still_chosen(
    client: Client, library: Library, changes: dict[str, str], field: str
) -> None:
    entry = library.entry()
    refused = answered(client, entry, **changes)
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert str(entry.pk) in refused.content.decode()
    assert not Case.objects.exists()


def test_what_is_retired_or_no_entry_is_not_found(client: Client, cast: Cast, library: Library) -> None:
    entry = library.entry()
    entries.retire(entry_id=entry.pk, reason="停用", actor=cast.editor, now=NOON)
    assert client.get(reverse("console:cite", args=[entry.pk])).status_code == 404
    assert answered(client, entry).status_code == 404
    assert answered(client, None, answer="没有依据").status_code == 404
    assert not Case.objects.exists()


def test_entries_are_offered_while_typing(client: Client, library: Library) -> None:
    entry = library.entry()
    shown = client.post(reverse("console:suggestions"), {"content": ASKED}).content.decode()
    assert reverse("console:cite", args=[entry.pk]) in shown


def same(client: Client, text: str) -> str:
    with frozen(NOON):
        shown = client.post(reverse("console:suggestions"), {"content": text}).content.decode()
    return shown.partition('id="suggestions"')[0]


def test_an_open_case_that_says_the_same_is_shown_before_a_second_one_is_made(
    cast: Cast, client: Client
) -> None:
    text = "监狱项目已完工百分之九十五，工程款一直没有支付，请帮助协调。"
    assert "可能重复" not in same(client, text)
    case = cast.received(title="拖着不付的")
    shown = same(client, text)
    assert "可能重复" in shown
    assert str(case) in shown
    assert "可能重复" not in same(client, "幼儿园什么时候开学，老师要不要做核酸检测")
    assert "可能重复" not in same(desk(cast, "onsite"), text), "a support group does not see every case"


def test_many_that_may_be_the_same_cost_no_more(cast: Cast, client: Client) -> None:
    text = "监狱项目已完工百分之九十五，工程款一直没有支付，请帮助协调。"

    def queries() -> int:
        same(client, text)
        with CaptureQueriesContext(connection) as caught:
            same(client, text)
        return len(caught)

    for _case in range(2):
        cast.received()
    few = queries()
    for _case in range(18):
        cast.received()
    assert queries() == few


def test_a_short_message_waits_and_nobody_says_that_it_was_sent(client: Client) -> None:
    key = str(new_id())
    for _press in range(2):
        with frozen(NOON):
            client.post(INTAKE, {**SPOKEN, "submission_key": key, "text_message": "on"})
    case, message, way = Case.objects.get(), Message.objects.get(), Way.objects.get()
    assert (way.to, way.sent_at, message.subject) == (PHONE, None, case.pk)
    assert str(case) in message.text
    assert case.query_code in message.text
    assert "还没有发出" in client.get(TAKEN).content.decode()


def test_a_landline_gets_no_short_message(client: Client) -> None:
    with frozen(NOON):
        refused = client.post(INTAKE, {**SPOKEN, "phone": "0971-6123456", "text_message": "on"})
    assert refused.status_code == 422
    assert "短信只能发到 11 位手机号。" in refused.content.decode()
    assert not Case.objects.exists()
    assert not Message.objects.exists()


def test_what_waits_to_be_sent_cannot_be_read_in_the_database(client: Client) -> None:
    with frozen(NOON):
        client.post(INTAKE, {**SPOKEN, "text_message": "on"})
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", text FROM notices_way, notices_message')
        assert PHONE.encode() not in b"".join(map(bytes, cursor.fetchone()))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_answered_at_once_in_the_browser(page: Page) -> None:
    cast = furnish(stage())
    set_up(cast)
    lapsing.forget_all()
    Library(cast).entry()
    cast.received(title="也在等工程款", content=ASKED + "，已经等了很久。", at=cast.now)
    sit_down(page, "agent")
    page.goto(INTAKE)
    page.get_by_label("内容", exact=False).first.fill(ASKED + "，已经等了很久。")
    expect(page.get_by_text("可能重复")).to_be_visible()
    page.get_by_role("button", name="引用答复").click()
    expect(page.get_by_role("button", name="受理并当场答复")).to_be_visible()
    look_at(page, "intake-citing")
    page.get_by_role("button", name="不引用").click()
    expect(page.get_by_role("button", name="受理并当场答复")).to_be_hidden()
    page.get_by_role("button", name="引用答复").click()
    page.get_by_label("答复内容").fill("请带上合同和验收单。")
    page.get_by_role("button", name="受理并当场答复").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理")
    expect(page.get_by_text("请带上合同和验收单。")).to_be_visible()
    look_at(page, "intake-answered")
