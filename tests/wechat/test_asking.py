"""Bringing a request in a conversation."""

from collections.abc import Callable

import pytest

from fenbo.cases.models import Case, Channel, Identity
from fenbo.core.clock import frozen
from fenbo.core.ids import show_public_number
from fenbo.wechat import operations
from fenbo.wechat.models import WechatUser
from tests.cast import NOON, Cast, hours
from tests.wechat.phone import Phone

WHAT = "工地复工以后一直不发工资，找项目部也没有人管。"


def told(phone: Phone, *said: str) -> str:
    answer = ""
    for text in said:
        answer = phone.says(text)
    return answer


def test_a_request_is_collected_shown_and_submitted(phone: Phone) -> None:
    assert "2 求助" in phone.says("我要反映")
    assert "发生了什么事" in phone.says("2")
    assert "在哪里" in phone.says(WHAT)
    assert "电话多少" in phone.says("城西区五四西路工地")
    draft = phone.says("马女士 139 1234-5678")
    for fact in ("求助", WHAT, "城西区五四西路工地", "马女士 13912345678", "回复 1 提交"):
        assert fact in draft
    done = phone.says("1")

    case = Case.objects.select_related("requester").get()
    assert show_public_number(case.number) in done
    assert case.query_code in done
    assert (case.channel, case.kind, case.content) == (Channel.WECHAT, "help", WHAT)
    assert (case.region_id, case.place) == ("630104", "城西区五四西路工地")
    assert (case.requester.name, case.requester.phone) == ("马女士", "13912345678")
    assert case.may_publish
    user = WechatUser.objects.get()
    assert (user.step, user.draft) == ("", "")


def test_two_confirmations_are_one_case(phone: Phone) -> None:
    told(phone, "我要反映", "求助", WHAT, "0", "匿名")
    done = phone.says("２")

    assert phone.again() == done
    case = Case.objects.select_related("requester").get()
    assert not case.may_publish
    assert case.requester.identity == Identity.ANONYMOUS


def test_more_may_be_added_before_it_is_sent(phone: Phone) -> None:
    told(phone, "我要反映", "3", WHAT, "0", "13912345678")
    assert "还欠两个月" in phone.says("还欠两个月。")
    phone.says("1")

    assert Case.objects.get().content == f"{WHAT}\n还欠两个月。"


def test_reports_are_never_offered_to_be_published(phone: Phone) -> None:
    draft = told(phone, "我要反映", "举报", WHAT, "0", "匿名")
    assert "不公示" in draft
    assert "回复 2" not in draft
    phone.says("1")

    assert not Case.objects.get().may_publish


@pytest.mark.parametrize("so_far", [[], ["2"], ["2", WHAT], ["2", WHAT, "0"], ["2", WHAT, "0", "匿名"]])
def test_it_can_be_given_up_at_every_step(phone: Phone, so_far: list[str]) -> None:
    told(phone, "我要反映", *so_far)
    assert "什么也没有提交" in phone.says("取消")
    assert not Case.objects.exists()
    assert WechatUser.objects.get().draft == ""


@pytest.mark.parametrize(
    ("so_far", "wrong", "says"),
    [
        ([], "9", "请回复数字"),
        (["2"], "没有", "至少五个字"),
        (["2", WHAT], "远" * 201, "太长"),
        (["2", WHAT, "0"], "马女士", "没有看到电话"),
        (["2", WHAT, "0"], "123", "没有看到电话"),
    ],
)
def test_what_does_not_fit_is_asked_again(phone: Phone, so_far: list[str], wrong: str, says: str) -> None:
    told(phone, "我要反映", *so_far)
    before = WechatUser.objects.get()

    assert says in phone.says(wrong)
    after = WechatUser.objects.get()
    assert (after.step, after.draft) == (before.step, before.draft)


def test_a_position_answers_where(phone: Phone) -> None:
    told(phone, "我要反映", "2", WHAT)
    place = {
        "MsgType": "location",
        "Location_X": "36.6",
        "Location_Y": "101.7",
        "Label": "青海省西宁市城西区",
    }
    assert "电话多少" in phone.send(**place, MsgId="1")
    assert "青海省西宁市城西区" in phone.says("匿名")
    assert "青海省西宁市城西区" in phone.send(**{**place, "Label": "别处"}, MsgId="2")
    phone.says("1")

    assert Case.objects.get().region_id == "630104"


def test_asking_for_progress_in_between_keeps_the_draft(phone: Phone) -> None:
    told(phone, "我要反映", "2", WHAT)
    assert "还没有从这里提交" in phone.says("进度")
    assert "电话多少" in phone.says("0")


def test_what_was_answered_already_is_shown_before_it_is_sent(
    phone: Phone, publish: Callable[..., Case]
) -> None:
    publish(title="复工以后不发工资怎么办", content=WHAT)
    shown = told(phone, "我要反映", "2", WHAT)

    assert "也许已有答复" in shown
    assert "复工以后不发工资怎么办" in shown
    assert "/ask/case/" in shown
    assert "在哪里" in shown


def test_a_draft_that_was_left_lying_is_forgotten(phone: Phone) -> None:
    told(phone, "我要反映", "2", WHAT)
    with frozen(NOON + hours(2)):
        answer = phone.says("城西区")

        assert "已经清除" in answer
        assert WechatUser.objects.get().draft == ""


def test_and_deleted_without_a_further_word(phone: Phone) -> None:
    told(phone, "我要反映", "2", WHAT)
    assert operations.forget(now=NOON + hours(1.2)) == 0
    assert operations.forget(now=NOON + hours(1.6)) == 1
    user = WechatUser.objects.get()
    assert (user.step, user.draft) == ("", "")


def test_two_people_are_never_mixed_up(phone: Phone) -> None:
    other = Phone("oPerson2")
    told(phone, "我要反映", "2", WHAT)
    told(other, "我要反映", "1", "外省回来的人要隔离多久？")
    told(phone, "0", "匿名", "1")
    told(other, "0", "匿名", "1")

    assert {one.content for one in Case.objects.all()} == {WHAT, "外省回来的人要隔离多久？"}


def test_who_leaves_the_account_leaves_no_draft(phone: Phone) -> None:
    told(phone, "我要反映", "2", WHAT)
    assert phone.does("unsubscribe") == ""
    user = WechatUser.objects.get()
    assert (user.is_following, user.draft) == (False, "")
    assert "12345" in phone.does("subscribe")
    assert WechatUser.objects.get().is_following


@pytest.mark.parametrize("kind", ["image", "voice", "video"])
def test_what_cannot_be_read_is_led_to_the_website(phone: Phone, kind: str) -> None:
    assert "/submit/" in phone.send(MsgType=kind, MediaId="m", MsgId="5")


def test_speech_that_wechat_has_written_down_is_read(phone: Phone) -> None:
    told(phone, "我要反映", "2")
    assert "在哪里" in phone.send(MsgType="voice", MediaId="m", Recognition=WHAT, MsgId="5")


def test_what_a_case_may_not_be_is_said_and_the_draft_stays(phone: Phone, cast: Cast) -> None:
    told(phone, "我要反映", "2", WHAT, "0", "匿名")
    user = WechatUser.objects.get()
    user.draft = user.draft.replace(WHAT, "一二三")
    user.save()

    assert "至少五个字" in phone.says("1")
    assert WechatUser.objects.get().step == "confirm"
    assert not Case.objects.exists()
