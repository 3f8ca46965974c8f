"""Refusals as pages, and the living page that shows every component."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope, Refused, StaleVersion
from fenbo.look.refusals import Refusals

SAMPLE = {"title": "", "submission_key": "sample"}


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (InvalidInput("页面地址不完整。"), 400),
        (MissingDuty(), 403),
        (OutOfScope(), 404),
        (IllegalMove(), 409),
        (StaleVersion(), 409),
    ],
)
def test_a_refusal_is_a_page_that_says_why(refusal: Refused, status: int, db: None) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answer = Refusals(lambda _request: HttpResponse()).process_exception(request, refusal)
    assert answer is not None
    assert answer.status_code == status
    if status not in (403, 404):
        assert str(refusal.message) in answer.content.decode()


def test_other_errors_are_nobodys_refusal() -> None:
    assert (
        Refusals(lambda _request: HttpResponse()).process_exception(RequestFactory().get("/"), ValueError())
        is None
    )


@pytest.mark.parametrize("density", ["site", "desk", "nonsense"])
def test_the_living_page_shows_every_component(
    density: str, client: Client, settings: Settings, db: None
) -> None:
    settings.DEMO = True
    assert client.get("/look/", {"density": density}).status_code == 200


def test_the_living_page_is_for_staff_once_in_service(client: Client, settings: Settings, db: None) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/look/").status_code == 403


def test_the_sample_form_shows_its_errors(client: Client, settings: Settings, db: None) -> None:
    settings.DEMO = True
    answer: Any = client.post("/look/", SAMPLE)
    assert answer.status_code == 422
    assert "field--bad" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("density", ["site", "desk"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_component_shuts_anybody_out(page: Any, settings: Settings, density: str, width: int) -> None:
    from tests.seeing import shoot, violations

    settings.DEMO = True
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/look/?density={density}")
    shoot(page, f"look-{density}-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
