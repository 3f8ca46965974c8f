"""The simple version: chosen by a link, kept on every page, with and without script."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.cast import Cast
from tests.website.conftest import text

if TYPE_CHECKING:
    from playwright.sync_api import Page


def is_simple(client: Client, path: str) -> bool:
    root = text(client.get(path)).partition("<head>")[0]
    return "data-simple" in root


def test_a_choice_holds_on_every_page_until_it_is_taken_back(client: Client, cast: Cast) -> None:
    assert not is_simple(client, "/")
    assert is_simple(client, "/?simple=1")
    for path in ("/", "/submit/", "/cases/", "/numbers/", "/knowledge/"):
        assert is_simple(client, path), path
    assert not is_simple(client, "/cases/?simple=0")
    assert not is_simple(client, "/")


@pytest.mark.parametrize("value", ["", "2", "yes", "%00", "1" * 500])
def test_anything_else_in_the_address_changes_nothing(client: Client, cast: Cast, value: str) -> None:
    assert not is_simple(client, f"/?simple={value}")
    assert "fenbo_simple" not in client.cookies


def test_the_link_keeps_what_the_page_was_asked_for(client: Client, cast: Cast) -> None:
    shown = text(client.get("/cases/?q=货车"))
    assert "?q=%E8%B4%A7%E8%BD%A6&amp;simple=1" in shown


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_with_script_it_changes_at_once_and_a_reload_remembers(page: "Page") -> None:
    page.goto("/about/?simple=1")
    page.get_by_role("link", name="标准版").click()
    page.get_by_role("link", name="简洁版（大字）").wait_for()
    assert "simple" not in page.url
    page.get_by_role("link", name="简洁版（大字）").click()
    page.reload()
    assert page.evaluate("document.documentElement.hasAttribute('data-simple')")
    page.goto("/privacy/")
    assert page.evaluate("document.documentElement.hasAttribute('data-simple')")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_script_the_link_does_the_same(page: "Page") -> None:
    browser = page.context.browser
    assert browser is not None
    page.goto("/about/")
    plain = browser.new_context(base_url=page.url, locale="zh-CN", java_script_enabled=False)
    visitor = plain.new_page()
    visitor.goto("/about/")
    visitor.get_by_role("link", name="简洁版（大字）").click()
    visitor.goto("/privacy/")
    visitor.get_by_role("link", name="标准版").wait_for()
    plain.close()


SPEECH = """
window.said = [];
Object.defineProperty(window, 'speechSynthesis', {configurable: true, value: {
  getVoices: () => [{lang: 'zh-CN', name: 'test'}],
  speak: (utterance) => window.said.push(utterance.text),
  cancel: () => { window.cancelled = true; },
}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_aloud_from_its_heading_on(page: "Page") -> None:
    page.add_init_script(SPEECH)
    page.goto("/privacy/")
    button = page.get_by_role("button", name="朗读")
    button.click()
    said = page.evaluate("window.said")
    assert said[0] == "个人信息保护"
    assert len(said) == len(set(said)) > 5
    page.get_by_role("button", name="停止朗读").click()
    assert page.evaluate("window.cancelled")
    button.wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_without_voices_is_offered_none(page: "Page") -> None:
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined});")
    page.goto("/privacy/")
    assert not page.get_by_role("button", name="朗读").is_visible()
