"""What search engines are told to read: robots.txt and the site map.

The map of cases has one part for each day on which something was published: a range of the index, however many
cases there are. What a day brings never leaves its part, so crawlers need not read old parts again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fenbo.core.lapsing import Lapsing
from fenbo.knowledge.queries import public_collections, public_entries, public_policies
from fenbo.publication import queries
from fenbo.website import addresses
from fenbo.website.frame import public

PAGES = (
    "home", "submit", "track", "publications", "entries", "policies", "collections", "units", "numbers", "posters",
    "about", "privacy", "accessibility",
)  # fmt: skip
# One person's, staff's, or different for everybody: nothing to be found by others.
CLOSED = (
    "/desk/",
    "/account/",
    "/admin/",
    "/look/",
    "/i18n/",
    "/follow/",
    "/submit/receipt/",
    "/ask/",
    "/search/",
    "/report-error/",
)
XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Place:
    """A page and since when it reads as it does."""

    path: str
    changed_at: datetime | None = None


class Part(Sitemap[Place]):
    """One file of the map, under the public host whatever host was asked."""

    limit = 50_000  # as many as the protocol allows

    def __init__(self, places: Callable[[], Iterable[Place]]) -> None:
        self.places = places

    def items(self) -> Sequence[Place]:
        return list(self.places())[: self.limit]

    def location(self, item: Place) -> str:
        return item.path

    def lastmod(self, item: Place) -> datetime | None:
        return item.changed_at

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.rstrip("/").partition("://")[2]

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.SITE_URL.partition("://")[0]


def _pages() -> Iterable[Place]:
    return (Place(reverse(f"website:{name}")) for name in PAGES)


def _papers() -> Iterable[Place]:
    """Entries, policies and collected answers."""
    for slug, changed_at in public_entries().values_list("slug", "current__reviewed_at").order_by("slug"):
        yield Place(reverse("website:entry", args=[slug]), changed_at)
    for rows, route in ((public_policies(), "policy"), (public_collections(), "collection")):
        for slug, changed_at in rows.values_list("slug", "updated_at").order_by("slug"):
            yield Place(reverse(f"website:{route}", args=[slug]), changed_at)


def _of_day(day: date) -> Callable[[], Iterable[Place]]:
    def places() -> Iterable[Place]:
        for row in queries.published_on(day):
            yield Place(addresses.of_publication(row), row.published_at)

    return places


FIXED = {"pages": _pages, "papers": _papers}
days = Lapsing(queries.days_published, seconds=300)


@public
def index(request: HttpRequest) -> HttpResponse:
    """The parts of the map."""
    names = [*FIXED, *(f"cases-{day:%Y-%m-%d}" for day in days())]
    parts = [
        SitemapIndexItem(addresses.whole(reverse("website:sitemap_part", args=[name])), None)
        for name in names
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type=XML)


@public
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One part by its name."""
    places = FIXED.get(name) or _of_day(_day_in(name))
    response: HttpResponse = sitemap(request, {"part": Part(places)}, content_type=XML)
    return response


def _day_in(name: str) -> date:
    try:
        return date.fromisoformat(name.removeprefix("cases-"))
    except ValueError:
        raise Http404 from None


@public
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {addresses.whole(reverse('website:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
