"""What must hold for every file of the project."""

import re
import subprocess

import pytest

from config.places import BASE_DIR

# Written in halves, so that this file keeps its own rule.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "yarnpkg" + ".com",
    "npmmirror" + ".com",
]
INLINE = {
    # A block of data is no script: nobody runs it.
    "a script without src": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*\btype=.application/json)[^>]*>", re.IGNORECASE
    ),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>{}]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(
        r"<[^>{}]*\son(?:click|load|change|submit|input|error|key\w+|mouse\w+)\s*=", re.IGNORECASE
    ),
    "a javascript address": re.compile(r"""(?:href|src|action)\s*=\s*["']\s*javascript:""", re.IGNORECASE),
    "htmx's inline script": re.compile(r"\s(?:hx-on\b|hx-vals=.js:)", re.IGNORECASE),
}


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [name for name in listed.stdout.split("\0") if name and (BASE_DIR / name).is_file()]
    # Without git, as in an unpacked archive.
    folders = ("fenbo", "config", "tests", "tools", "docs", "requirements", "benchmarks")
    return [
        str(path.relative_to(BASE_DIR))
        for folder in folders
        for path in (BASE_DIR / folder).rglob("*")
        if path.is_file()
    ]


def text(name: str) -> str:
    return (BASE_DIR / name).read_bytes().decode(errors="ignore")


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [name for name in tracked() if host in text(name).lower()] == []


@pytest.mark.parametrize("offence", INLINE)
def test_no_template_has(offence: str) -> None:
    pages = [name for name in tracked() if name.endswith((".html", ".svg")) and "/templates/" in name]
    assert [name for name in pages if INLINE[offence].search(text(name))] == []


@pytest.mark.parametrize(
    ("offence", "markup"),
    [
        ("a script without src", "<script>alert(1)</script>"),
        ("a style element", "<style>p{}</style>"),
        ("a style attribute", '<p class="a" style="color:red">'),
        ("an event attribute", '<button type="button" onclick="go()">'),
        ("a javascript address", '<a href="javascript:go()">'),
        ("htmx's inline script", '<a hx-on:click="go()">'),
    ],
)
def test_the_rules_find_what_they_look_for(offence: str, markup: str) -> None:
    assert INLINE[offence].search(markup)
    assert not INLINE[offence].search('<script src="a.js" defer></script><p class="style" data-on="1">好</p>')


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    pinned = re.split(r"\n(?=[a-z])", text(f"requirements/{name}.txt").strip())
    assert [
        entry.splitlines()[0] for entry in pinned if "==" not in entry or "--hash=sha256:" not in entry
    ] == []


def test_the_front_end_is_locked_by_content_not_by_address() -> None:
    lock = text("package-lock.json")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_nothing_of_third_parties_is_kept_here() -> None:
    assert [
        name for name in tracked() if name.startswith(("node_modules/", "fenbo/look/static/built/", ".venv/"))
    ] == []
