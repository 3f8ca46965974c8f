"""Choosing units, categories and regions by typing a part of their names."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from fenbo.catalogue.models import Category
from fenbo.console import choosing
from fenbo.console.choosing import PickField, PicksField, datalist, find, name_of
from fenbo.core import lapsing
from fenbo.directory.models import Region, RegionLevel, Unit, UnitKind
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _furnished(cast: Cast) -> None:
    Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    Region.objects.create(
        code="630100", name="西宁市", former_names="西宁府", level=RegionLevel.PREFECTURE, parent_id="630000"
    )
    Region.objects.create(code="110000", name="北京市", level=RegionLevel.PROVINCE)
    Category.objects.create(code="04", name="资金")
    Category.objects.create(code="0401", name="工程款拖欠", parent_id="04")
    Unit.objects.create(
        slug="nanjing", name="南京12345热线", short_name="南京12345", kind=UnitKind.OTHER_HOTLINE
    )
    lapsing.forget_all()


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("units", "省司法厅", "省司法厅"),
        ("units", " 司法 ", "省司法厅"),
        ("units", "justice", "省司法厅"),
        ("units", "商务", "省商务厅"),
        ("hotlines", "南京", "南京12345"),
        ("hotlines", "南京１２３４５热线", "南京12345"),
        ("categories", "0401", "0401 工程款拖欠"),
        ("categories", "工程款", "0401 工程款拖欠"),
        ("regions", "西宁府", "西宁市"),
        ("regions", "630100", "西宁市"),
    ],
)
def test_a_part_that_fits_only_one_is_enough(name: str, typed: str, found: str) -> None:
    assert find(name, typed).name == found


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("units", "省", "可以指：省司法厅、省监狱管理局、省商务厅"),
        ("units", "火星厅", "没有找到“火星厅”"),
        ("units", "南京12345", "没有找到"),
        ("hotlines", "省司法厅", "没有找到"),
        ("units", "分拨中心", "没有找到"),
        ("categories", "资金", "没有找到"),
        ("units", "<b>", "没有找到“<b>”"),
    ],
)
def test_a_doubt_is_told_with_what_it_may_be(name: str, typed: str, told: str) -> None:
    with pytest.raises(forms.ValidationError) as doubt:
        find(name, typed)
    assert told in doubt.value.messages[0]


def test_the_home_province_comes_first() -> None:
    assert [option.name for option in choosing.LISTS["regions"]()] == ["青海省", "西宁市", "北京市"]


def test_suggestions_are_written_safely(cast: Cast) -> None:
    Unit.objects.create(slug="odd", name='甲"><script>', kind=UnitKind.DEPARTMENT)
    lapsing.forget_all()

    assert datalist("units").startswith('<datalist id="units"><option value="')
    assert "<script>" not in datalist("units")


def test_a_unit_that_has_ended_is_not_offered(cast: Cast) -> None:
    Unit.objects.filter(slug="justice").update(valid_from=date(2019, 1, 1), valid_to=date(2020, 1, 1))
    lapsing.forget_all()

    assert name_of("units", cast.unit["justice"].pk) == ""


class Both(forms.Form):
    lead = PickField(label="主办", options="units", number=True)
    helpers = PicksField(label="协办", options="units", required=False)


def test_a_key_is_shown_by_its_name_and_read_back(cast: Cast) -> None:
    shown = str(Both(initial={"lead": cast.unit["justice"].pk, "helpers": [cast.unit["trade"].pk]}))
    assert 'value="省司法厅"' in shown
    assert 'value="商贸物流推进组"' in shown
    assert shown.count('name="helpers"') == 3

    form = Both(QueryDict("lead=省司法厅&helpers=商贸物流推进组&helpers=&helpers=trade"))
    assert form.is_valid()
    assert form.cleaned_data == {"lead": cast.unit["justice"].pk, "helpers": [cast.unit["trade"].pk]}


def test_what_was_typed_stays_when_it_is_refused() -> None:
    form = Both(QueryDict("lead=火星厅&helpers=水星厅"))

    assert not form.is_valid()
    assert 'value="火星厅"' in str(form)
    assert 'value="水星厅"' in str(form)
    assert set(form.errors) == {"lead", "helpers"}


def test_nothing_typed_is_none_or_refused() -> None:
    form = Both(QueryDict("lead=&helpers="))

    assert not form.is_valid()
    assert form.cleaned_data == {"helpers": []}


def test_every_box_of_several_has_a_name_to_be_read_out() -> None:
    shown = str(Both())

    assert shown.count('aria-label="协办 2"') == 1
    assert shown.count('id="id_helpers"') == 1
