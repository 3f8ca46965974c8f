"""Posters for every county: a code that leads to its own form, on one sheet."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import Settings

from fenbo.core import lapsing
from fenbo.directory.models import Region
from tests.cast import Cast
from tests.seeing import shoot, violations
from tests.website.conftest import text

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def places(cast: Cast) -> None:
    province = Region.objects.create(code="630000", name="青海省", level="province")
    city = Region.objects.create(code="630100", name="西宁市", level="prefecture", parent=province)
    Region.objects.create(code="630104", name="城西区", level="county", parent=city)
    Region.objects.create(code="320000", name="江苏省", level="province")
    lapsing.forget_all()


def test_there_is_one_for_the_province_each_prefecture_and_each_county(client: Client, places: None) -> None:
    shown = text(client.get("/posters/"))
    for code in ("630000", "630100", "630104"):
        assert f"/posters/{code}/" in shown
        assert client.get(f"/posters/{code}/").status_code == 200
    assert "江苏" not in shown


@pytest.mark.parametrize("code", ["320000", "999999", "x", "%00", "630104 "])
def test_there_is_none_for_other_places(client: Client, places: None, code: str) -> None:
    assert client.get(f"/posters/{code}/").status_code == 404


def test_its_form_has_the_county_chosen(client: Client, places: None) -> None:
    assert '<option value="630104" selected>' in text(client.get("/submit/?region=630104"))
    assert client.get("/submit/?region=<script>").status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_telephone_reads_the_code_and_it_prints_on_one_sheet(
    page: "Page", places: None, settings: Settings
) -> None:
    settings.SITE_URL = "https://12345.example.cn"
    page.goto("/posters/630104/")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        shoot(page, f"website-poster-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sheet = page.pdf(format="A4", print_background=True)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
