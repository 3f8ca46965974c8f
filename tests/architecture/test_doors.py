"""Every address of the site stands behind a door that says who may open it."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import get_resolver

from fenbo.directory.doors import Door

# Packages' own pages, with the reason why they need no door of ours.
THIRD_PARTY = {
    "account/": "signing in and out, and the second factor, as django-allauth guards them",
    "admin/": "behind the administrators' duties (fenbo.directory.administration)",
    "i18n/": "switches the language and nothing else",
}
SITES = ("config.urls", "config.live_urls")


def addresses(site: str) -> list[tuple[str, URLPattern]]:
    return list(_walk(get_resolver(site).url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield address, pattern


def ours(site: str) -> list[tuple[str, URLPattern]]:
    return [
        (address, pattern)
        for address, pattern in addresses(site)
        if not address.startswith(tuple(THIRD_PARTY))
    ]


@pytest.mark.parametrize("site", SITES)
def test_every_address_declares_a_door(site: str) -> None:
    assert ours(site)
    assert [
        address
        for address, pattern in ours(site)
        if not isinstance(getattr(pattern.callback, "door", None), Door)
    ] == []


def test_every_desk_is_for_staff() -> None:
    open_desks = [
        address
        for address, pattern in ours("config.urls")
        if address.startswith("desk/") and pattern.callback.door.is_public  # type: ignore[attr-defined]
    ]
    assert open_desks == []


@pytest.mark.parametrize("prefix", THIRD_PARTY)
def test_no_exception_is_left_over(prefix: str) -> None:
    assert any(address.startswith(prefix) for address, _pattern in addresses("config.urls"))


@pytest.mark.parametrize("site", SITES)
def test_no_two_addresses_share_a_name(site: str) -> None:
    """Of two routes with one name only the last is found, and nobody is told."""
    names = [
        (pattern.lookup_str.rpartition(".")[0].split(".")[:2], pattern.name, address)
        for address, pattern in ours(site)
        if pattern.name
    ]
    seen: dict[tuple[str, ...], set[str]] = {}
    for room, name, address in names:
        seen.setdefault((*room, name), set()).add(address)
    assert {key: found for key, found in seen.items() if len(found) > 1} == {}
