"""Looking at pages as a person would: pictures to inspect, and axe-core's opinion."""

from typing import Any

from playwright.sync_api import Page

from config.places import BASE_DIR, VAR

SHOTS = VAR / "shots"
AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page in `var/test/shots/NAME.png`."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice, as readable lines."""
    page.evaluate(AXE.read_text() + "; null")
    found: dict[str, Any] = page.evaluate(
        "standards => axe.run(document, {runOnly: {type: 'tag', values: standards}})", STANDARDS
    )
    return [
        f"{finding['id']}: {finding['help']} at {node['target']}"
        for finding in found["violations"]
        for node in finding["nodes"]
    ]


def until_kept(page: Page, words: str) -> None:
    """Wait until the draft with these words is kept in the browser, which happens a moment after typing."""
    for _try in range(100):
        if page.evaluate("words => Object.values(localStorage).some((text) => text.includes(words))", words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{words} was not kept")
