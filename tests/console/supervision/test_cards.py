"""Cards on the supervisor's desk."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fenbo.core.ids import new_id
from fenbo.supervision.models import Card, Fault, FaultKind
from tests.cast import NOON, Cast
from tests.console.desks import at, desk


@pytest.fixture
def chief(cast: Cast) -> Client:
    Fault.objects.create(
        unit=cast.unit["justice"],
        case=cast.received(title="超时的诉求"),
        kind=FaultKind.LATE_ANSWER,
        source="a",
        at=NOON,
    )
    return desk(cast, "supervisor")


def look(client: Client) -> str:
    with at(NOON):
        return client.get(reverse("console:cards")).content.decode()


def judge(client: Client, cast: Cast, name: str, **values: Any) -> HttpResponse:
    with at(NOON):
        return client.post(  # type: ignore[return-value]
            reverse("console:card_judge", args=[cast.unit["justice"].pk, name]), values
        )


def test_a_unit_that_has_earned_a_card_is_shown_one(cast: Cast, chief: Client) -> None:
    assert "答复超时 1" in look(chief)
    with at(NOON):
        page = chief.get(
            reverse("console:card_judge", args=[cast.unit["justice"].pk, "give"])
        ).content.decode()
    assert "给省司法厅出黄牌" in page
    assert "超时的诉求" in page

    assert judge(chief, cast, "give", reason="答复超时").headers["Location"] == reverse("console:cards")
    page = look(chief)
    assert "目前没有够得上出牌的单位" in page
    assert "已出牌。" in page
    assert Card.objects.get().reason == "答复超时"


def test_what_was_not_the_units_fault_is_excused(cast: Cast, chief: Client) -> None:
    judge(chief, cast, "excuse", reason="系统停机")

    assert "还没有出过牌" in look(chief)
    assert Fault.objects.get().excused_for == "系统停机"


def test_a_card_without_a_reason_is_not_shown(cast: Cast, chief: Client) -> None:
    assert judge(chief, cast, "give", reason="").status_code == 422
    assert not Card.objects.exists()


def test_whoever_comes_second_is_told_with_the_reason_kept(cast: Cast, chief: Client) -> None:
    judge(chief, cast, "give", reason="答复超时")
    answer = judge(chief, cast, "give", reason="我也来")

    assert answer.status_code == 409
    assert "我也来" in answer.content.decode()


def test_a_card_is_taken_back_with_the_reason(cast: Cast, chief: Client) -> None:
    judge(chief, cast, "give", reason="答复超时")
    card = Card.objects.get()
    url = reverse("console:card_withdraw", args=[card.pk])
    with at(NOON):
        assert "撤销省司法厅的黄牌" in chief.get(url).content.decode()
        assert chief.post(url, {"reason": ""}).status_code == 422
        assert chief.post(url, {"reason": "误判"}).status_code == 302
        assert chief.post(url, {"reason": "再撤"}).status_code == 409
    assert "误判" in look(chief)


def test_only_the_centres_supervisors_show_cards(cast: Cast, chief: Client) -> None:
    overseer = desk(cast, "overseer")

    assert "出牌<span" not in look(overseer)
    assert judge(overseer, cast, "give", reason="答复超时").status_code == 403
    assert judge(desk(cast, "handler"), cast, "give", reason="答复超时").status_code == 403


def test_what_does_not_exist_is_not_found(cast: Cast, chief: Client) -> None:
    assert chief.get(reverse("console:card_judge", args=[cast.unit["prisons"].pk, "give"])).status_code == 404
    assert judge(chief, cast, "paint", reason="a").status_code == 404
    assert chief.get(reverse("console:card_withdraw", args=[new_id()])).status_code == 404
