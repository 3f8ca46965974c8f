"""Writing without a network: the shell of the form is on the device, and nothing that belongs to anybody."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.cast import Cast
from tests.seeing import shoot, until_kept, violations
from tests.website.conftest import filled, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer


def test_the_worker_names_the_shell_and_files_and_is_asked_for_again(client: Client, cast: Cast) -> None:
    answer = client.get("/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    told = text(answer)
    for name in ("/submit/offline/", "built/site.css", "built/site.js", "importScripts"):
        assert name in told


def test_the_shell_holds_nothing_of_whoever_asks_for_it(client: Client, cast: Cast) -> None:
    before = text(Client().get("/submit/offline/"))
    client.post("/submit/", filled())
    answer = client.get("/submit/offline/?region=630104&simple=0")
    shown = text(answer)
    assert "csrfmiddlewaretoken" not in shown
    assert "submission_key" not in shown
    assert "Set-Cookie" not in answer.headers
    assert shown.partition("<body")[2] == before.partition("<body")[2]


@pytest.fixture
def visitor(browser: "Browser", live_server: "LiveServer") -> "Iterator[Page]":
    """Somebody whose browser keeps service workers."""
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def ready(page: "Page", path: str = "/") -> None:
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_draft_is_begun_without_a_network_and_submitted_with_one(visitor: "Page", cast: Cast) -> None:
    ready(visitor)
    visitor.context.set_offline(True)
    visitor.goto("/submit/")
    visitor.get_by_role("heading", name="现在没有网络").wait_for()
    shoot(visitor, "website-offline-390")
    assert violations(visitor) == []
    visitor.get_by_label("求助").check()
    visitor.get_by_label("发生了什么事").fill("没有信号的山里，路被冲断了。")
    until_kept(visitor, "被冲断了")

    visitor.context.set_offline(False)
    visitor.get_by_role("link", name="有网络了，去提交").click()
    visitor.wait_for_url("**/submit/")
    visitor.get_by_role("heading", name="我要反映").wait_for()
    expect(visitor.get_by_label("发生了什么事")).to_have_value("没有信号的山里，路被冲断了。")
    expect(visitor.get_by_label("求助")).to_be_checked()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_only_the_shell_and_our_files_are_kept_whatever_was_read(visitor: "Page", cast: Cast) -> None:
    ready(visitor)
    for path in ("/submit/", "/cases/", "/follow/", "/"):
        visitor.goto(path)
    kept = visitor.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
             (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
    )
    assert sorted(kept) == [
        "/static/built/site.css", "/static/built/site.js", "/static/look/mark.svg", "/submit/offline/",
    ]  # fmt: skip


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_losing_the_network_while_writing_is_told(visitor: "Page", cast: Cast) -> None:
    ready(visitor, "/submit/")
    visitor.context.set_offline(True)
    visitor.get_by_text("现在没有网络。内容留在这台设备上").wait_for()
    visitor.context.set_offline(False)
    visitor.get_by_text("网络恢复了，可以继续提交。").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_staffs_pages_are_left_to_the_browser(visitor: "Page", cast: Cast) -> None:
    ready(visitor)
    visitor.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        visitor.goto("/account/login/")
