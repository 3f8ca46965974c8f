"""Editing categories, the dispatch catalogue and the time limits."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category, DispatchRule, TimeLimit
from fenbo.catalogue.queries import category_codes, limit_for
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.workdays.calendar import Limit, LimitUnit
from tests.directory.conftest import hire, office, signed_in

__all__ = ["office"]
NO_RULES = {"rules-TOTAL_FORMS": "0", "rules-INITIAL_FORMS": "0"}


@pytest.fixture
def client(office: Unit) -> Client:
    return signed_in(hire("system", Duty.ADMINISTER, at=office))


@pytest.fixture
def transport(office: Unit) -> Unit:
    return Unit.objects.create(slug="transport", name="交通运输厅", kind=UnitKind.DEPARTMENT)


@pytest.fixture
def category(db: None) -> Category:
    Category.objects.create(code="04", name="交通运输")
    return Category.objects.create(code="0401", name="货车通行", parent_id="04")


def told(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def rule(category: Category, lead: Unit, **given: Any) -> dict[str, Any]:
    return {"category": category.pk, "lead": lead.pk, "valid_from": "2020-01-01", **given}


def test_a_new_category_is_known_at_once(
    client: Client, category: Category, django_capture_on_commit_callbacks: Any
) -> None:
    assert "0402" not in category_codes()
    given = {"code": "0402", "name": "客运", "parent": "04", "is_active": "on", **NO_RULES}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/admin/catalogue/category/add/", given).status_code == 302
    assert "0402" in category_codes()


def test_a_category_out_of_use_is_forgotten_at_once(
    client: Client, category: Category, django_capture_on_commit_callbacks: Any
) -> None:
    assert "0401" in category_codes()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/admin/catalogue/category/0401/change/", {"name": "货车通行", "parent": "04", **NO_RULES}
        )
    assert "0401" not in category_codes()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "4"}, "两位数字"),
        ({"code": "04a1"}, "两位数字"),
        ({"code": "05"}, "一级分类没有上级"),
        ({"code": "0402", "parent": ""}, "的上级应当是 04"),
        ({"code": "0501"}, "的上级应当是 05"),
        ({"code": "0401"}, "已存在"),
        ({"code": "0402", "parent": "0401"}, "的上级应当是 04"),
        ({"name": ""}, "必填"),
    ],
)
def test_a_category_that_cannot_be_is_refused_with_words(
    given: dict[str, str], words: str, client: Client, category: Category
) -> None:
    typed = {"code": "0402", "name": "客运", "parent": "04", **NO_RULES, **given}
    assert words in told(client.post("/admin/catalogue/category/add/", typed))


def test_a_rule_replaces_another_from_a_day_on(client: Client, category: Category, transport: Unit) -> None:
    first = DispatchRule.objects.create(category=category, lead=transport)
    again = rule(category, transport, valid_from="2020-04-01")
    assert "已有规则" in told(client.post("/admin/catalogue/dispatchrule/add/", again))
    DispatchRule.objects.filter(pk=first.pk).update(valid_to=date(2020, 3, 31))
    assert client.post("/admin/catalogue/dispatchrule/add/", again).status_code == 302


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"valid_to": "2019-12-31"}, "失效日期不能早于生效日期"),
        ({"lead": ""}, "必填"),
        ({"lead": "999999"}, "选择"),
        ({"region": "000000"}, "选择"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_words(
    given: dict[str, str], words: str, client: Client, category: Category, transport: Unit
) -> None:
    typed = {**rule(category, transport), **given}
    assert words in told(client.post("/admin/catalogue/dispatchrule/add/", typed))


def test_who_leads_does_not_help_as_well(client: Client, category: Category, transport: Unit) -> None:
    typed = rule(category, transport, co_units=[transport.pk])
    assert "不能同时是协办" in told(client.post("/admin/catalogue/dispatchrule/add/", typed))


def test_two_new_rules_of_one_page_are_compared(client: Client, category: Category, transport: Unit) -> None:
    typed: dict[str, Any] = {"name": "货车通行", "parent": "04", "is_active": "on"}
    typed |= {"rules-TOTAL_FORMS": "2", "rules-INITIAL_FORMS": "0"}
    for number in range(2):
        typed |= {f"rules-{number}-lead": transport.pk, f"rules-{number}-valid_from": "2020-01-01"}
    assert "已有规则" in told(client.post("/admin/catalogue/category/0401/change/", typed))
    assert not DispatchRule.objects.exists()


def test_a_limit_for_one_kind_counts_at_once(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    assert limit_for(Hop.ANSWER, Kind.REPORT, None, date(2020, 3, 9)) == Limit(24, LimitUnit.HOURS)
    given = {
        "hop": "answer",
        "kind": "report",
        "amount": "3",
        "unit": "working_days",
        "valid_from": "2020-01-01",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/admin/catalogue/timelimit/add/", given).status_code == 302
    assert limit_for(Hop.ANSWER, Kind.REPORT, None, date(2020, 3, 9)) == Limit(3, LimitUnit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount": "0"}, "大于零"),
        ({"amount": "-1"}, "大于或等于"),
        ({"amount": "9999999"}, "32767"),
        ({"amount": "三"}, "整数"),
        ({"unit": "moons"}, "moons"),
        ({}, "已有同样条件的时限"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_with_words(
    given: dict[str, str], words: str, client: Client
) -> None:
    TimeLimit.objects.create(hop=Hop.ANSWER, amount=24, unit=LimitUnit.HOURS)
    typed = {"hop": "answer", "amount": "12", "unit": "hours", "valid_from": "2020-01-01", **given}
    assert words in told(client.post("/admin/catalogue/timelimit/add/", typed))
