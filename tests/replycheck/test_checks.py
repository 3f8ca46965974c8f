"""The reply check on the desks: told to writer and reviewer, counted, and learnt from."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.models import Case, Reply, ReplyState, WorkOrder
from fenbo.cases.operations import review, units
from fenbo.cases.operations.intake import Who
from fenbo.catalogue.kinds import Kind
from fenbo.journal.consumers import at_once
from fenbo.judgement.replies import USUAL, Lack
from fenbo.replycheck import operations, queries
from fenbo.replycheck.models import LearntWeights, ReplyCheck, Verdict
from tests.cast import NOON, PHONE, Cast, hours
from tests.console.desks import at, desk, look_at, sit_down, stage

EMPTY = "您好！您的来信已收悉，感谢您的关心。"
PASSED_ON = "您反映的问题已转相关部门处理。"
FULL = "经省司法厅核实，监狱项目工程款已列入本月计划，将于3月31日前支付。依据《政府投资条例》。"


def written(cast: Cast, order: WorkOrder, text: str, basis: str = "") -> str:
    """What the page says beside the form when a draft was kept."""
    with at(NOON):
        answer = desk(cast, "handler").post(
            reverse("console:order_draft", args=[order.pk, "final"]),
            {"text": text, "basis": basis},
            headers={"HX-Request": "true"},
        )
    assert answer.status_code == 200
    return answer.content.decode()


def decided(cast: Cast, text: str, *, passes: bool, edited: str | None = None) -> Case:
    """A case whose reply was reviewed."""
    order = cast.signed()
    units.reply(order_id=order.pk, text=text, actor=cast.handler, now=NOON)
    if passes:
        return review.issue(case_id=order.case_id, text=edited, actor=cast.dispatcher, now=NOON)
    return review.send_back(case_id=order.case_id, remark="请写明结果", actor=cast.dispatcher, now=NOON)


def test_the_writer_is_told_what_is_missing_while_writing(cast: Cast) -> None:
    order = cast.signed()
    page = written(cast, order, PASSED_ON)

    assert 'hx-swap-oob="true"' in page
    assert "只说已转办" in page
    assert "您反映的问题已转相关部门处理" in page
    assert "由人判断" in page


def test_nothing_is_said_of_an_empty_draft_or_an_interim_reply(cast: Cast) -> None:
    order = cast.signed()
    assert "回复检查" not in written(cast, order, " ")
    with at(NOON):
        interim = desk(cast, "handler").post(
            reverse("console:order_draft", args=[order.pk, "interim"]),
            {"text": PASSED_ON},
            headers={"HX-Request": "true"},
        )

    assert "reply-check" not in interim.content.decode()


def test_the_draft_is_checked_when_the_page_is_opened_again(cast: Cast) -> None:
    order = cast.signed()
    written(cast, order, EMPTY)
    with at(NOON):
        page = desk(cast, "handler").get(reverse("console:order", args=[order.pk])).content.decode()

    assert "没有实质内容" in page


def test_the_reviewer_is_told_too_with_private_data(cast: Cast) -> None:
    order = cast.signed()
    units.reply(
        order_id=order.pk,
        text=FULL + "请与李建国（13812345678）联系。",
        actor=cast.handler,
        now=NOON,
    )
    with at(NOON):
        page = desk(cast, "dispatcher").get(reverse("console:case", args=[order.case_id])).content.decode()

    assert "含个人信息" in page
    assert "“13812345678”" in page
    assert "答非所问" not in page


def test_a_reply_without_a_lack_is_said_to_be_one(cast: Cast) -> None:
    page = written(cast, cast.signed(), FULL)

    assert "没有发现缺什么" in page


def test_of_a_secret_case_nothing_is_told_that_its_unit_may_not_read(cast: Cast) -> None:
    order = cast.signed(
        who=Who(name="高原", phone=PHONE),
        kind=Kind.REPORT,
        is_confidential=True,
        title="举报工地安全问题",
        content="我叫高原，电话13897210001。请问高原的电话13897210001举报材料何时公开？请问安全帽检测报告何时公示？",
    )
    page = written(cast, order, "经核实，省监狱管理局将于3月31日前整改，工地塔吊现场停用，脚手架更换完毕。")

    assert "有问未答" in page or "答非所问" in page
    assert "13897210001" not in page
    assert "高原" not in page
    # Trying a word does not tell that it is the name.
    assert "含个人信息" not in written(cast, order, FULL + "高原施工已停止。")
    assert "含个人信息" in written(
        cast, cast.signed(who=Who(name="高原", phone=PHONE)), FULL + "高原施工已停止。"
    )


def test_what_the_writer_mended_is_counted_and_what_stayed_too(cast: Cast) -> None:
    order = cast.signed()
    written(cast, order, PASSED_ON)
    written(cast, order, "经核实，工程款已列入计划，将于月底支付给各施工班组。")
    with at_once():
        units.reply(order_id=order.pk, text=FULL.split("。")[0] + "。", actor=cast.handler, now=NOON)
        review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    row = ReplyCheck.objects.get()

    assert set(row.told) == {Lack.PASSED_ON, Lack.BASIS, Lack.WHO}
    assert row.lacks == [Lack.BASIS]
    assert row.verdict == Verdict.AS_IT_IS
    uses = {use.lack: use for use in queries.use_of_checks(NOON, NOON + hours(1))}
    assert (uses[Lack.PASSED_ON].mended, uses[Lack.PASSED_ON].had) == (1, 0)
    assert (uses[Lack.BASIS].mended, uses[Lack.BASIS].had, uses[Lack.BASIS].as_it_is) == (0, 1, 1)
    assert uses[None].had == 0


def test_every_verdict_is_kept_once_with_the_reply_it_was_about(cast: Cast) -> None:
    with at_once():
        decided(cast, PASSED_ON, passes=False)
        decided(cast, FULL, passes=True)
        case = decided(cast, FULL, passes=True, edited=FULL + "联系电话：0971-8211234。")
    for _again in range(2):
        operations.note_judged(case_id=case.pk, now=NOON)

    verdicts = list(ReplyCheck.objects.order_by("pk").values_list("verdict", flat=True))
    assert sorted(verdicts) == sorted([Verdict.SENT_BACK, Verdict.AS_IT_IS, Verdict.EDITED])
    assert ReplyCheck.objects.get(verdict=Verdict.SENT_BACK).lacks == [Lack.PASSED_ON]


def test_a_reply_of_a_co_unit_is_not_the_reviewers(cast: Cast) -> None:
    order = cast.dispatched(co=("commerce",))
    co = WorkOrder.objects.get(case=order.case_id, unit=cast.unit["commerce"])
    units.sign_in(order_id=co.pk, actor=cast.neighbour, now=NOON)
    units.reply(order_id=co.pk, text=EMPTY, actor=cast.neighbour, now=NOON)
    units.sign_in(order_id=order.pk, actor=cast.handler, now=NOON)
    with at_once():
        units.reply(order_id=order.pk, text=FULL, actor=cast.handler, now=NOON)
        review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)

    assert Reply.objects.filter(state=ReplyState.ACCEPTED).count() == 2
    assert ReplyCheck.objects.count() == 1


def test_the_weights_follow_the_reviewers_and_never_become_worse(cast: Cast) -> None:
    replies = [_reply(cast, FULL if number % 2 else PASSED_ON) for number in range(4)]
    operations.note_judged(case_id=replies[0].order.case_id, now=NOON)
    with pytest.raises(ValueError, match="reviewed replies are needed"):
        operations.learn(now=NOON)
    _judged(cast, 120)
    learnt = operations.learn(now=NOON)

    assert learnt is not None
    assert learnt.is_in_place
    assert learnt.surprise <= learnt.former
    assert operations.weights().taken[Lack.BASIS] < 0.4
    assert operations.learn(now=NOON) is None
    # What would say worse what reviewers do is kept, and not used.
    for row in ReplyCheck.objects.filter(lacks=[Lack.BASIS]).order_by("judged_at")[:60]:
        row.verdict = Verdict.SENT_BACK
        row.save()
    _judged(cast, 1, begin=500)
    worse = operations.learn(now=NOON + hours(1))
    assert worse is not None
    assert not worse.is_in_place
    assert queries.weights_in_place() == learnt


def _reply(cast: Cast, text: str) -> Reply:
    order = cast.signed()
    units.reply(order_id=order.pk, text=text, actor=cast.handler, now=NOON)
    return Reply.objects.get(order=order)


def _judged(cast: Cast, count: int, begin: int = 0) -> None:
    """So many reviews: what lacks a basis passes, what was only passed on does not."""
    order = cast.signed()
    rows = [
        Reply(order=order, text=FULL, state=ReplyState.ACCEPTED, written_by="甲", written_at=NOON)
        for _number in range(count)
    ]
    Reply.objects.bulk_create(rows)
    ReplyCheck.objects.bulk_create(
        ReplyCheck(
            reply=row,
            lacks=[Lack.BASIS] if number % 3 else [Lack.PASSED_ON],
            verdict=Verdict.AS_IT_IS if number % 3 else Verdict.SENT_BACK,
            judged_at=NOON + timedelta(seconds=begin + number),
        )
        for number, row in enumerate(rows)
    )


def test_a_lack_that_a_later_version_knows_counts_as_usual(cast: Cast) -> None:
    LearntWeights.objects.create(
        made_at=NOON, reviews=50, start=2.0, taken={"basis": 0.1}, surprise=0.1, former=0.2, is_in_place=True
    )

    assert operations.weights().taken[Lack.BASIS] == 0.1
    assert operations.weights().taken[Lack.PRIVATE] == USUAL[Lack.PRIVATE]


def test_the_page_of_advice_tells_how_the_check_did(cast: Cast) -> None:
    client, pages, asked = desk(cast, "leader"), [], []
    for number in range(3):
        with at_once():
            decided(cast, PASSED_ON, passes=False)
            decided(cast, FULL, passes=True)
        with at(NOON + hours(1 + number)), CaptureQueriesContext(connection) as seen:
            pages.append(client.get(reverse("console:advice")).content.decode())
        asked.append(len(seen))
    page = pages[-1]

    assert "只说已转办" in page
    assert "没有缺项" in page
    assert "审核满 50 次后" in page
    assert asked[1] == asked[2]


@pytest.mark.django_db(transaction=True)
def test_in_a_browser_the_hints_come_and_go_while_one_writes(page: Page) -> None:
    cast = stage()
    order = cast.signed()
    sit_down(page, "handler")
    page.goto(reverse("console:order", args=[order.pk]))
    box = page.get_by_label("回复内容")
    box.fill(PASSED_ON)
    expect(page.locator("#reply-check")).to_contain_text("只说已转办")
    look_at(page, "reply-check-writer")
    box.fill(FULL)
    expect(page.locator("#reply-check")).to_contain_text("没有发现缺什么")
    page.get_by_role("button", name="提交回复").click()
    sit_down_again(page)
    page.goto(reverse("console:case", args=[order.case_id]))
    expect(page.get_by_text("没有发现缺什么")).to_be_visible()
    page.get_by_label("答复内容").fill(EMPTY)
    look_at(page, "reply-check-reviewer")


def sit_down_again(page: Page) -> None:
    """Somebody else at the same machine."""
    page.context.clear_cookies()
    sit_down(page, "dispatcher")
