"""Pages fit a slow line: bytes over the wire, requests and layout shift of a first visit, as the product serves them."""

import threading
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from pytest_django import Settings

from fenbo.core import clock
from fenbo.directory.models import Unit, UnitKind
from fenbo.journal.consumers import at_once
from fenbo.publication.models import Publication
from fenbo.website import addresses
from tests.cast import Cast, enter
from tests.publication.conftest import add_publisher
from tests.website.conftest import Publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1024
# A first visit, everything counted: page, style, script, the service worker and the shell that it fetches.
MOST_BYTES, MOST_REQUESTS, MOST_SHIFT = 100 * KB, 8, 0.02
SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.shift += one.value; }))
  .observe({type: 'layout-shift', buffered: true});
"""
App = Callable[[Any, Any], Iterable[bytes]]


class Wire:
    """Between server and visitors: what was asked for and how many bytes went back, heads included."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.bytes = 0
        self._lock = threading.Lock()

    def around(self, app: App) -> App:
        def counted(environ: Any, start_response: Any) -> Iterator[bytes]:
            def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                self._add(len(status) + sum(len(name) + len(value) + 4 for name, value in headers))
                return start_response(status, headers, *rest)

            self.asked.append(environ["PATH_INFO"])
            body = app(environ, start)
            try:
                for piece in body:
                    self._add(len(piece))
                    yield piece
            finally:
                if hasattr(body, "close"):
                    body.close()

        return counted

    def _add(self, number: int) -> None:
        with self._lock:
            self.bytes += number

    def clear(self) -> None:
        self.asked, self.bytes = [], 0


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    stage = enter()
    add_publisher(stage, "publisher")
    stage.now = clock.now()
    with at_once():
        yield stage


@pytest.fixture
def wire(cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[tuple[Wire, str]]:
    """A server that hands out the collected and compressed files itself, as the product does."""
    settings.STATIC_ROOT = tmp_path / "static"
    kept = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": kept}}
    call_command(
        "collectstatic", interactive=False, verbosity=0, stdout=StringIO(), ignore=["admin", "unfold"]
    )
    counter = Wire()
    server = LiveServerThread("127.0.0.1", counter.around)  # type: ignore[arg-type]
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield counter, f"http://{server.host}:{server.port}"
    server.terminate()


def first_visit(browser: "Browser", base: str, path: str) -> float:
    """A visitor whose browser has nothing yet; gives back how far the page moved under their eyes."""
    context = browser.new_context(base_url=base, locale="zh-CN", viewport={"width": 390, "height": 844})
    context.add_init_script(SHIFTS)
    page = context.new_page()
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    shift = float(page.evaluate("window.shift"))
    context.close()
    return shift


def test_a_first_visit_stays_within_its_budget(
    browser: "Browser", wire: tuple[Wire, str], publish: Publish
) -> None:
    counter, base = wire
    for number in range(8):
        case = publish(
            title=f"外省员工返岗要办哪些手续，第{number}问", content="请问外省员工返岗要办哪些手续？" * 20
        )
    Unit.objects.bulk_create(
        Unit(slug=f"u{number}", name=f"某某自治县人民政府第{number}办公室", kind=UnitKind.COUNTY)
        for number in range(250)
    )
    case_page = addresses.of_publication(Publication.objects.get(pk=case.pk))
    first_visit(browser, base, "/about/")

    spent = {}
    for path in ("/", "/submit/", "/follow/", "/cases/", case_page, "/knowledge/", "/policies/", "/units/"):
        counter.clear()
        shift = first_visit(browser, base, path)
        spent[path] = counter.bytes
        assert counter.bytes < MOST_BYTES, (path, counter.bytes, counter.asked)
        assert len(counter.asked) <= MOST_REQUESTS, (path, counter.asked)
        assert shift <= MOST_SHIFT, (path, shift)
        assert not any("charts" in asked for asked in counter.asked), path


def test_the_charts_come_only_with_the_page_that_draws_them(
    browser: "Browser", wire: tuple[Wire, str]
) -> None:
    counter, base = wire
    first_visit(browser, base, "/numbers/")
    assert any("charts" in asked for asked in counter.asked)


def test_a_second_page_costs_little_more_than_its_text(browser: "Browser", wire: tuple[Wire, str]) -> None:
    counter, base = wire
    context = browser.new_context(base_url=base, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    counter.clear()
    page.goto("/about/")
    page.wait_for_load_state("networkidle")
    context.close()
    assert counter.bytes < 12 * KB, (counter.bytes, counter.asked)
