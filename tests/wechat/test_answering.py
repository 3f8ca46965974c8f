"""What is answered to a question, and where a case is."""

from collections.abc import Callable

import pytest

from fenbo.cases.models import Case
from fenbo.core.ids import show_public_number
from fenbo.knowledge.models import Miss
from fenbo.wechat import answering
from tests.cast import Cast
from tests.knowledge.stage import Library
from tests.wechat.phone import Phone
from tests.wechat.test_asking import WHAT, told


def test_a_question_gets_the_best_entry_with_its_beginning(phone: Phone, library: Library) -> None:
    library.entry(question="外省员工返岗要隔离吗", answer="低风险地区来的，测温正常就能上岗。" * 30)
    said = phone.says("外省员工返岗要不要隔离")

    assert "外省员工返岗要隔离吗</a>" in said
    assert "低风险地区来的" in said
    assert "/ask/entry/" in said
    assert "我要反映" in said


def test_and_answered_cases_that_are_alike(phone: Phone, publish: Callable[..., Case]) -> None:
    publish(title="复工以后不发工资怎么办", content=WHAT)
    assert "已答复的诉求：复工以后不发工资怎么办" in phone.says("复工以后不发工资")


def test_a_question_without_an_answer_leads_on_and_is_counted(phone: Phone) -> None:
    assert "没有找到" in phone.says("天上有几颗星星")
    assert Miss.objects.get().count == 1


def test_nothing_in_a_title_can_be_taken_for_a_link(phone: Phone, publish: Callable[..., Case]) -> None:
    publish(title='<a href="http://evil">复工工资</a>', content=WHAT)
    said = phone.says("复工以后不发工资")

    assert "evil" not in said or '＜a href="http://evil"＞' in said


@pytest.mark.parametrize(
    ("text", "says"),
    [("人工", "12345 转 0"), ("政策查询", "全部政策"), ("", "诉求分拨中心"), ("取消", "诉求分拨中心")],
)
def test_words_of_the_menu(phone: Phone, text: str, says: str) -> None:
    assert says in phone.says(text)


def test_the_menu_and_other_events(phone: Phone) -> None:
    assert "请回复数字" in phone.does("CLICK", "ask")
    phone.says("取消")
    assert "还没有从这里提交" in phone.does("CLICK", "progress")
    assert "想查什么政策" in phone.does("CLICK", "policy")
    for event in ("VIEW", "LOCATION", "SCAN", "TEMPLATESENDJOBFINISH", "unheard"):
        assert phone.does(event) == ""


def submitted(phone: Phone) -> Case:
    told(phone, "我要反映", "2", WHAT, "0", "匿名", "1")
    return Case.objects.order_by("-received_at").first() or pytest.fail("nothing was submitted")


def test_own_cases_are_listed_and_told(phone: Phone) -> None:
    case = submitted(phone)
    number = show_public_number(case.number)

    assert number in phone.says("进度")
    for text in (f"进度 {number}", f"进度{case.number}", f"办理进度 {number}"):
        assert "正在确定由哪个单位办理" in phone.says(text)


def test_a_case_from_elsewhere_opens_with_its_query_code_alone(phone: Phone, cast: Cast) -> None:
    case = cast.received()
    number = show_public_number(case.number)

    assert "不是从这里提交的" in phone.says(f"进度 {number}")
    assert "查询码不对" in phone.says(f"进度 {number} ABCD2345")
    assert "已经收到" in phone.says(f"进度 {number} {case.query_code}")
    # From now on it is known.
    assert "已经收到" in phone.says(f"进度 {number}")
    assert "不是从这里提交的" in Phone("oSomebodyElse").says(f"进度 {number}")


def test_query_codes_cannot_be_tried_out(phone: Phone, cast: Cast) -> None:
    case = cast.received()
    for _try in range(answering.GUESSES.amount):
        phone.says(f"进度 {case.number} ABCD2345")

    assert "查询码不对" in phone.says(f"进度 {case.number} {case.query_code}")


@pytest.mark.parametrize("text", ["进度 123", "进度 最近怎么样了", "进度 200309-000127-4"])
def test_a_number_that_is_none_is_said_so(phone: Phone, text: str) -> None:
    assert "看不懂这个编号" in phone.says(text)


def test_an_answer_is_told(phone: Phone, cast: Cast) -> None:
    case = cast.closed()
    said = phone.says(f"进度 {case.number} {case.query_code}")

    assert "已经办结" in said
    assert "答复：" in said
