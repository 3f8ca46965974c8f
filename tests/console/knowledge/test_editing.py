"""The editors' desk over HTTP: write, preview, review, compare, settle."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fenbo.cases.models import Case
from fenbo.core import lapsing
from fenbo.directory.actors import Actor
from fenbo.knowledge.lifecycle import EntryState, PaperState, VersionState
from fenbo.knowledge.models import Collection, Correction, Entry, Policy, Version
from fenbo.knowledge.operations import corrections
from fenbo.knowledge.operations.readers import note_miss
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast
from tests.console.desks import desk
from tests.knowledge.stage import Library

DESK = "/desk/knowledge/"
ENTRY: dict[str, Any] = {
    "question": "工程款拖欠怎么办",
    "answer": "备好合同后提交诉求。",
    "aliases": "甲方不给钱",
    "policy": "",
    "clause": "",
    "basis": "《中小企业促进法》",
    "category": "0703",
    "region": "",
    "valid_from": "2020-03-09",
    "valid_to": "",
    "owner": "省司法厅",
}


def text(answer: Any) -> str:
    found: HttpResponse = answer
    return found.content.decode()


def test_an_entry_goes_from_the_form_to_the_public(cast: Cast) -> None:
    editor, second = desk(cast, "editor"), desk(cast, "second")
    made = editor.post(f"{DESK}new/", ENTRY)
    entry = Entry.objects.get()
    address = reverse("console:entry", args=[entry.pk])
    assert made.headers["Location"] == address
    assert "发布后公众将看到" in text(editor.get(address))
    editor.post(f"{address}submit/", {"version": 1})
    assert "复核通过并发布" not in text(editor.get(address))
    page = text(second.get(address))
    assert "复核通过并发布" in page
    assert second.post(f"{address}approve/", {"version": 2}).headers["Location"] == address
    entry.refresh_from_db()
    assert entry.state == EntryState.LIVE
    assert "备好合同后提交诉求" in text(second.get(f"/knowledge/{entry.slug}/"))


def test_the_author_who_approves_by_hand_is_told_why_not(cast: Cast, library: Library) -> None:
    entry = library.submitted()
    answer = desk(cast, "editor").post(
        reverse("console:entry_act", args=[entry.pk, "approve"]), {"version": 2}
    )
    assert answer.status_code == 409
    assert "编写人不能复核自己写的内容" in text(answer)
    assert Version.objects.get().state == VersionState.IN_REVIEW


def test_what_is_missing_comes_back_with_all_that_was_typed(cast: Cast) -> None:
    answer = desk(cast, "editor").post(f"{DESK}new/", {**ENTRY, "basis": "", "category": "没有这一类"})
    assert answer.status_code == 422
    assert "备好合同后提交诉求" in text(answer)
    assert not Entry.objects.exists()


def test_sending_back_needs_a_reason(cast: Cast, library: Library) -> None:
    entry, second = library.submitted(), desk(cast, "second")
    address = reverse("console:entry_act", args=[entry.pk, "send_back"])
    assert second.post(address, {"version": 2, "remark": ""}).status_code == 422
    second.post(address, {"version": 2, "remark": "请写明条款"})
    assert "请写明条款" in text(second.get(reverse("console:entry", args=[entry.pk])))


def test_a_slower_editor_is_told_and_loses_nothing(cast: Cast, library: Library) -> None:
    entry = library.entry()
    address = reverse("console:edit_entry", args=[entry.pk])
    stale = desk(cast, "editor").post(address, {**ENTRY, "answer": "我写的", "version": entry.version - 1})
    assert stale.status_code == 409
    assert "我写的" in text(stale)


def test_the_next_version_begins_with_the_present_one_and_shows_what_changed(
    cast: Cast, library: Library
) -> None:
    entry, editor = library.entry(), desk(cast, "editor")
    address = reverse("console:edit_entry", args=[entry.pk])
    assert "准备合同、验收单和发票" in text(editor.get(address))
    editor.post(address, {**ENTRY, "version": entry.version})
    page = text(editor.get(reverse("console:entry", args=[entry.pk])))
    assert "与现行版本的不同" in page
    assert "<del>" in page
    compared = text(editor.get(reverse("console:compare_versions", args=[entry.pk, 1, 2])))
    assert "<ins>" in compared
    assert editor.get(reverse("console:compare_versions", args=[entry.pk, 1, 9])).status_code == 404


def test_a_correction_is_settled_beside_what_was_read(cast: Cast, library: Library) -> None:
    entry, owner = library.entry(), desk(cast, "owner")
    corrections.propose(entry_id=entry.pk, text="部门写错了", actor=Actor.public(), now=NOON)
    assert "部门写错了" in text(owner.get(f"{DESK}corrections/"))
    address = reverse("console:correction", args=[Correction.objects.get().pk])
    assert owner.post(address, {"outcome": "x"}).status_code == 422
    owner.post(address, {"accepted": "1", "outcome": "已改为住建部门"})
    assert Correction.objects.get().outcome == "已改为住建部门"


def test_what_was_looked_for_in_vain_is_listed(cast: Cast) -> None:
    from fenbo.core.clock import frozen

    for _twice in range(2):
        note_miss(text="地铁通车", now=NOON)
    with frozen(NOON):
        page = text(desk(cast, "editor").get(f"{DESK}misses/"))
    assert "地铁 通车" in page
    address = f"{DESK}new/?question=%E5%9C%B0%E9%93%81%20%E9%80%9A%E8%BD%A6"
    assert f'href="{address}"' in page
    assert 'value="地铁 通车"' in text(desk(cast, "editor").get(address))


def test_a_policy_goes_from_the_form_to_the_public(cast: Cast) -> None:
    editor, second = desk(cast, "editor"), desk(cast, "second")
    form = {
        "title": "关于减免的通知", "issuer": "省财政厅", "summary": "说明", "category": "0703", "owner": "省司法厅",
        "industries": ["E"], "questions": "谁能免|小企业", "conditions": "是否参保｜是｜没有可免的",
    }  # fmt: skip
    assert editor.post(f"{DESK}policies/new/", {**form, "questions": "没有竖线"}).status_code == 422
    editor.post(f"{DESK}policies/new/", form)
    policy = Policy.objects.get()
    assert policy.conditions.get().otherwise == "没有可免的"
    address = reverse("console:policy", args=[policy.pk])
    editor.post(f"{address}submit/", {"version": 1})
    second.post(f"{address}publish/", {"version": 2})
    policy.refresh_from_db()
    assert policy.state == PaperState.LIVE
    edited = text(editor.get(f"{address}edit/"))
    assert "谁能免｜小企业" in edited
    assert editor.post(f"{address}nonsense/", {}).status_code == 404


def test_collected_answers_take_published_cases_only(cast: Cast) -> None:
    case = cast.closed()
    form = {"title": "集中解答", "introduction": "导语", "category": "0703", "sources": f"{case.number}｜一"}
    answer = desk(cast, "editor").post(f"{DESK}collections/new/", form)
    assert answer.status_code == 422
    assert "没有找到编号为" in text(answer)
    assert not Collection.objects.exists()


def published(cast: Cast, title: str) -> Case:
    case = cast.closed(title=title, content="健康码打不开，不能进小区。", may_publish=True)
    publication.propose(case_id=case.pk, title=title, actor=Actor.system(), now=NOON)
    publication.publish(case_id=case.pk, actor=Actor.system(), now=NOON)
    return case


def test_an_editor_looks_for_cases_and_ticks_what_belongs_together(cast: Cast) -> None:
    cases = [published(cast, title) for title in ("健康码不显示", "健康码变红")]
    lapsing.forget_all()
    editor, address = desk(cast, "editor"), f"{DESK}collections/new/"
    looking = {"title": "健康码集中解答", "find": "健康码", "step": "find"}
    answer = editor.post(address, looking)
    assert answer.status_code == 200
    shown = text(answer)
    assert "健康码集中解答" in shown
    assert "必填" in shown
    assert "field__error" not in shown  # nothing is missing while one still looks
    ticked = [f"{case.number}｜{case.title}" for case in cases]
    assert all(f'value="{line}"' in shown for line in ticked)

    again = text(editor.post(address, {**looking, "add": ticked[0]}))
    assert f"{ticked[0]}</textarea>" in again
    assert f'value="{ticked[0]}"' not in again

    whole = {"title": "健康码集中解答", "introduction": "导语", "category": "0703", "sources": ticked[0]}
    assert editor.post(address, {**whole, "add": ticked}).status_code == 302
    page = Collection.objects.get()
    assert [source.case_id for source in page.sources.order_by("place")] == [case.pk for case in cases]


def test_a_notice_leads_to_the_text(cast: Cast, library: Library) -> None:
    entry, second = library.submitted(), desk(cast, "second")
    assert "有知识或政策待复核 · 政府项目拖欠工程款怎么要" in text(second.get("/desk/notices/"))
    answer = second.post(reverse("console:read", args=[entry.pk]))
    assert answer.headers["Location"] == reverse("console:entry", args=[entry.pk])


@pytest.mark.parametrize(
    ("who", "status"), [("editor", 200), ("owner", 200), ("reviewer", 200), ("agent", 403), ("handler", 403)]
)
def test_only_editors_and_reviewers_come_in(cast: Cast, who: str, status: int) -> None:
    assert desk(cast, who).get(DESK).status_code == status


def test_another_units_entry_is_not_there(cast: Cast, library: Library) -> None:
    entry, stranger = library.draft(), desk(cast, "stranger")
    for route in ("console:entry", "console:edit_entry"):
        assert stranger.get(reverse(route, args=[entry.pk])).status_code == 404
    assert stranger.post(reverse("console:entry_act", args=[entry.pk, "submit"]), {}).status_code == 404


@pytest.mark.parametrize("address", ["", "policies/", "corrections/"])
def test_a_list_costs_the_same_with_two_and_with_twenty(cast: Cast, library: Library, address: str) -> None:
    editor = desk(cast, "editor")

    def make(number: int) -> None:
        entry = library.entry(question=f"第{number}问")
        library.draft(question=f"第{number}稿")
        library.draft_policy(title=f"第{number}项")
        corrections.propose(entry_id=entry.pk, text=f"第{number}处", actor=Actor.public(), now=NOON)

    def cost() -> int:
        editor.get(DESK + address)
        with CaptureQueriesContext(connection) as counted:
            assert editor.get(DESK + address).status_code == 200
        return len(counted)

    make(1)
    make(2)
    before = cost()
    for number in range(3, 20):
        make(number)
    assert cost() == before
