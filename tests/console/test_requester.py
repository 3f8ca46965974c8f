"""Requesters are masked, and shown in full for a reason that stays in the journal."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, RequesterKind
from fenbo.cases.operations.intake import Who
from fenbo.catalogue.kinds import Kind
from fenbo.console.requester import mask_code, mask_email, mask_firm, mask_name, mask_phone, masked
from fenbo.core.ids import new_id
from fenbo.journal.queries import events_of
from tests.cast import PHONE, Cast
from tests.console.desks import desk


@pytest.mark.parametrize(
    ("text", "shown"),
    [("马晓兰", "马**"), ("王芳", "王*"), ("阿卜杜拉热合曼", "阿***"), ("王", "王"), ("", "")],
)
def test_of_a_name_the_family_name_stays(text: str, shown: str) -> None:
    assert mask_name(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("13897210001", "138****0001"), ("0971-6123456", "097****3456"), ("6123456", "****56"), ("", "")],
)
def test_of_a_telephone_number_both_ends_stay(text: str, shown: str) -> None:
    assert mask_phone(text) == shown


def test_the_other_data_are_masked_too() -> None:
    assert mask_firm("青海某某商贸有限公司") == "青海****公司"
    assert mask_firm("某店") == "某*"
    assert mask_code("91630000710404065X") == "91****5X"
    assert mask_email("wang.xm@example.com") == "w****@example.com"
    assert mask_email("没有符号") == "没***"
    assert mask_code("") == mask_firm("") == mask_email("") == ""


def test_a_firm_is_shown_as_a_firm(cast: Cast) -> None:
    who = Who(kind=RequesterKind.FIRM, name="王小明", phone=PHONE, firm_name="青海某某商贸有限公司")
    shown = masked(cast.received(who=who), cast.dispatcher)

    assert ("企业", "青海****公司") in shown.pairs
    assert shown.may_reveal


def test_of_an_anonymous_requester_there_is_nothing(cast: Cast) -> None:
    shown = masked(cast.received(who=Who(is_anonymous=True)), cast.dispatcher)

    assert shown.hidden == "匿名反映，没有留下联系方式。"
    assert not shown.may_reveal


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_the_unit_never_learns_who_reported(cast: Cast, about: dict[str, Any]) -> None:
    order = cast.signed(**about)
    case = Case.objects.select_related("requester").get(pk=order.case_id)

    assert masked(case, cast.handler).hidden
    assert not masked(case, cast.handler).may_reveal
    assert masked(case, cast.dispatcher).pairs


def ask(client: Client, case: Case, reason: str | None = None) -> Any:
    address = reverse("console:reveal", args=[case.pk])
    return client.get(address) if reason is None else client.post(address, {"reason": reason})


def test_in_full_for_a_reason_that_the_journal_keeps(cast: Cast) -> None:
    case, client = cast.received(), desk(cast, "dispatcher")
    assert PHONE not in ask(client, case).content.decode()
    answer = ask(client, case, "核实地点")

    assert PHONE in answer.content.decode()
    assert "王小明" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    event = events_of(case.pk).last()
    assert event is not None
    assert (event.move, event.facts["reason"], event.actor_id) == (
        Move.REVEAL, "核实地点", cast.staff["dispatcher"].pk,
    )  # fmt: skip
    assert PHONE not in str(event.facts)


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_without_a_good_reason_nothing_is_shown(cast: Cast, reason: str) -> None:
    case = cast.received()
    answer = ask(desk(cast, "dispatcher"), case, reason)

    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()
    assert events_of(case.pk).filter(move=Move.REVEAL).count() == 0


def test_who_handles_it_may_ask_and_who_does_not_may_not(cast: Cast) -> None:
    case = cast.fresh(cast.signed())

    assert PHONE in ask(desk(cast, "handler"), case, "联系诉求人").content.decode()
    assert ask(desk(cast, "neighbour"), case, "好奇").status_code == 404
    assert ask(desk(cast, "leader"), case, "好奇").status_code == 403
    assert ask(desk(cast, "overseer"), case, "好奇").status_code == 403
    assert ask(desk(cast, "dispatcher"), Case(pk=new_id()), "好奇").status_code == 404


def test_the_unit_of_a_report_is_refused(cast: Cast) -> None:
    case = cast.fresh(cast.signed(kind=Kind.REPORT))
    answer = ask(desk(cast, "handler"), case, "联系诉求人")

    assert answer.status_code == 403
    assert PHONE not in answer.content.decode()
