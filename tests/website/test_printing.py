"""Published cases, answers, policies and the receipt on paper: the words, where they stand, and no buttons."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.core import clock
from fenbo.journal.consumers import at_once
from fenbo.publication.models import Publication
from fenbo.website import addresses
from tests.cast import Cast, enter
from tests.knowledge.stage import Library, set_up
from tests.publication.conftest import add_publisher
from tests.seeing import shoot
from tests.website.conftest import Publish

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNPRINTED = ".site__top, .site__foot, .crumbs, .no-print, button, form"


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    stage = enter()
    add_publisher(stage, "publisher")
    set_up(stage)
    stage.now = clock.now()
    with at_once():
        yield stage


def printed(page: "Page", name: str) -> str:
    """The words on the paper."""
    page.emulate_media(media="print")
    shoot(page, f"print-{name}")
    shown = page.locator(UNPRINTED).filter(visible=True).count()
    assert shown == 0
    return page.locator("body").inner_text()


def test_a_case_an_answer_and_a_policy_print_with_where_they_stand(
    page: "Page", cast: Cast, publish: Publish, settings: Settings
) -> None:
    settings.SITE_URL = "https://12345.example.cn"
    case, library = publish(title="工程款何时支付"), Library(cast)
    entry, policy = library.entry(), library.policy(text="第一条 全文在此。")
    row = Publication.objects.get(pk=case.pk)
    for name, path, said in (
        ("case", addresses.of_publication(row), "工程款已列入本月计划"),
        ("entry", f"/knowledge/{entry.slug}/", entry.current.answer if entry.current else ""),
        ("policy", f"/policies/{policy.slug}/", "全文在此"),
    ):
        page.goto(path)
        paper = printed(page, name)
        assert said in paper
        assert f"打印自 https://12345.example.cn{path}" in paper


def test_the_receipt_prints_number_and_code(page: "Page", cast: Cast) -> None:
    from tests.website.test_journeys import look_over, send, write

    write(page)
    look_over(page)
    send(page)
    case = Case.objects.get()
    assert page.get_by_role("button", name="打印回执").is_visible()
    paper = printed(page, "receipt")
    assert str(case) in paper
    assert case.query_code in paper
