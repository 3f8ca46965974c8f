"""订阅 in the conversation: places and subjects in one's own words, and new policies come by themselves."""

from typing import Any

import pytest
from pytest_django import Settings

from fenbo.knowledge.models import Subscription
from fenbo.knowledge.operations import subscribing
from fenbo.notices import sending
from fenbo.notices.models import Way
from tests.cast import NOON
from tests.knowledge.stage import Library
from tests.wechat.phone import Phone


@pytest.fixture(autouse=True)
def _templates(settings: Settings) -> None:
    fields = {"thing1": "title", "thing2": "event"}
    settings.WECHAT = {**settings.WECHAT, "templates": {"policy": {"id": "t1", "fields": fields}}}
    settings.WECHAT |= {"app_id": settings.WECHAT["app_id"] or "wx1", "secret": "s"}


def wishes() -> list[tuple[str | None, str | None]]:
    rows = Subscription.objects.order_by("created_at", "pk")
    return [(row.region_id, row.category_id) for row in rows]


@pytest.mark.parametrize(
    ("said", "wish", "answer"),
    [
        ("订阅 西宁市", ("630100", None), "西宁市"),
        ("订阅西宁市", ("630100", None), "西宁市"),
        ("订阅 财税金融", (None, "07"), "财税金融"),
        ("订阅 工程款", (None, "0703"), "政府采购与工程款拖欠"),
        ("订阅：工程款，城东区", ("630102", "0703"), "城东区 · 政府采购与工程款拖欠"),
        ("订阅 全部", (None, None), "全部新政策"),
    ],
)
def test_places_and_subjects_are_understood(
    phone: Phone, library: Library, said: str, wish: tuple[str | None, str | None], answer: str
) -> None:
    assert f"已订阅：{answer}。" in phone.says(said)
    assert wishes() == [wish]
    phone.says(said)
    assert len(wishes()) == 1


@pytest.mark.parametrize("said", ["订阅 火星", "订阅 西", "订阅 <a>"])
def test_what_is_neither_is_said_so_with_what_there_is(phone: Phone, library: Library, said: str) -> None:
    answer = phone.says(said)

    assert "没有看懂" in answer
    assert "财税金融、用工" in answer
    assert "<a>" not in answer
    assert wishes() == []


def test_a_word_of_several_subjects_asks_which(phone: Phone, library: Library) -> None:
    answer = phone.says("订阅 拖欠")

    assert "政府采购与工程款拖欠、工资拖欠" in answer
    assert wishes() == []


def test_what_one_has_is_listed_and_ended_one_by_one_or_all(phone: Phone, library: Library) -> None:
    assert "还没有订阅" in phone.says("订阅")
    phone.says("订阅 西宁市")
    phone.says("订阅 用工")
    assert "1 西宁市\n2 用工" in phone.says("订阅")
    assert "已退订 1 项" in phone.says("退订 1")
    assert "1 用工" in phone.says("退订 第一项")
    assert "已退订 1 项" in phone.says("退订")
    assert "没有这一项" in phone.says("退订 7")
    assert wishes() == []


def test_who_leaves_the_account_is_forgotten(phone: Phone, library: Library) -> None:
    phone.says("订阅 全部")
    subscribing.tell_subscribers(policy_id=library.policy().pk, now=NOON)
    assert Way.objects.count() == 1
    phone.does("unsubscribe")

    assert wishes() == []
    assert Way.objects.count() == 0


def test_while_something_is_being_written_it_is_part_of_it(phone: Phone, library: Library) -> None:
    phone.says("我要反映")
    phone.says("1")
    phone.says("订阅 西宁市的报纸三个月没有送到")

    assert wishes() == []


def test_without_a_template_the_mail_is_named(phone: Phone, library: Library, settings: Settings) -> None:
    settings.WECHAT |= {"templates": {}}

    assert "用邮箱订阅" in phone.says("订阅 全部")
    assert wishes() == []


def test_what_comes_leads_to_the_policy(
    phone: Phone, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[dict[str, Any]] = []

    def send(**given: Any) -> str:
        said.append(given)
        return "receipt"

    monkeypatch.setattr(sending, "send_template", send)
    phone.says("订阅 全部")
    policy = library.policy()
    subscribing.tell_subscribers(policy_id=policy.pk, now=NOON)

    assert sending.send_waiting(now=NOON) == 1
    assert said[0]["url"].endswith(f"/policies/{policy.slug}/")
    assert said[0]["values"] == {"thing1": f"{policy.title}（{policy.number}）"[:20], "thing2": "新政策"}
    assert said[0]["openid"] == phone.openid
