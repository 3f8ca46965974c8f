"""Who answers for what and how to reach them: every unit of today, and one by itself."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenbo.catalogue.models import Category, DispatchRule
from fenbo.core import lapsing
from fenbo.directory.forms import UnitForm
from fenbo.directory.models import Unit, UnitKind
from tests.cast import Cast
from tests.website.conftest import Publish, text


@pytest.fixture
def wages(cast: Cast) -> Category:
    above = Category.objects.create(code="07", name="用工")
    category = Category.objects.create(code="0703", name="拖欠工资", parent=above)
    DispatchRule.objects.create(category=category, lead=cast.unit["justice"])
    return category


def test_the_list_has_every_unit_of_today_with_its_subjects_and_telephone(
    client: Client, cast: Cast, wages: Category
) -> None:
    Unit.objects.filter(slug="trade").update(phone="0971-8230000", opening="每日08:30—20:30")
    Unit.objects.create(slug="gone", name="已撤销的单位", kind=UnitKind.DEPARTMENT, valid_to=date(2020, 3, 8))
    shown = text(client.get("/units/"))

    assert "省司法厅" in shown
    assert "拖欠工资" in shown
    assert 'href="tel:0971-8230000"' in shown
    assert "每日08:30—20:30" in shown
    assert "已撤销的单位" not in shown


def test_a_unit_tells_what_it_leads_who_belongs_to_it_and_what_it_answered_last(
    client: Client, cast: Cast, wages: Category, publish: Publish
) -> None:
    case = publish()
    shown = text(client.get("/units/justice/"))

    assert "/cases/?category=0703" in shown
    assert "/units/prisons/" in shown
    assert "/units/finance/" in shown
    assert case.title in shown
    # It has no telephone of its own in the directory: none is made up.
    assert "拨打 12345 转接" in shown


@pytest.mark.parametrize("slug", ["nobody", "gone"])
def test_a_unit_that_is_not_there_today_is_not_found(client: Client, cast: Cast, slug: str) -> None:
    Unit.objects.create(slug="gone", name="已撤销的单位", kind=UnitKind.DEPARTMENT, valid_to=date(2020, 3, 8))
    assert client.get(f"/units/{slug}/").status_code == 404


def test_the_list_costs_the_same_for_few_units_and_for_many(client: Client, cast: Cast) -> None:
    def cost() -> int:
        lapsing.forget_all()
        with CaptureQueriesContext(connection) as caught:
            client.get("/units/")
        return len(caught)

    few = cost()
    for number in range(20):
        Unit.objects.create(slug=f"u{number}", name=f"第{number}个单位", kind=UnitKind.COUNTY)
    assert cost() == few


@pytest.mark.parametrize("phone", ["13897210001", "138 9721 0001", "0971-8230000 / 138-9721-0001"])
def test_an_officials_own_mobile_is_refused_as_a_public_telephone(cast: Cast, phone: str) -> None:
    Form = type(
        "Form", (UnitForm,), {"Meta": type("Meta", (), {"model": Unit, "fields": ["phone", "parent"]})}
    )
    assert "办公电话" in str(Form({"phone": phone}).errors["phone"])


@pytest.mark.parametrize("phone", ["", "12345", "0971-8230000", "95598", "0971-8230000 转 801"])
def test_what_an_office_has_is_taken(cast: Cast, phone: str) -> None:
    Form = type(
        "Form", (UnitForm,), {"Meta": type("Meta", (), {"model": Unit, "fields": ["phone", "parent"]})}
    )
    assert Form({"phone": phone}).is_valid()
