"""What was published last, for programs that follow it: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

All take the filters of the list, so that a county or a firm can follow its own.
"""

import json
from datetime import datetime
from typing import Any, TextIO

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _

from fenbo.publication.models import Publication
from fenbo.publication.queries import Wanted, public_search
from fenbo.website import addresses
from fenbo.website.frame import public
from fenbo.website.searching import SearchForm


class JsonFeed(SyndicationFeed):
    """https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: TextIO, encoding: str) -> None:
        feed = self.feed
        told = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "description": feed["description"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "language": feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(told, ensure_ascii=False).encode(encoding))  # type: ignore[arg-type]

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        told = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_text": item["description"],
            "date_published": item["pubdate"].isoformat(),
            "tags": list(item["categories"]),
        }
        return told | ({"authors": [{"name": item["author_name"]}]} if item["author_name"] else {})


class Newest(Feed[Publication, Wanted]):
    """The last page of the list; what cannot be read of the filters is not filtered by."""

    feed_type: type[SyndicationFeed] = Atom1Feed
    language = "zh-CN"
    route = "website:feed"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Wanted:
        self.query = request.GET.urlencode()
        form = SearchForm(request.GET or None)
        form.is_valid()
        return form.wanted() if form.is_bound else Wanted()

    def title(self) -> str:
        return _("诉求公示")

    def subtitle(self) -> str:
        return self.description()

    def description(self) -> str:
        return _("已经答复、经复核公开的诉求，最新的在前。")

    def link(self) -> str:
        return addresses.whole(reverse("website:publications") + (f"?{self.query}" if self.query else ""))

    def feed_url(self) -> str:
        return addresses.whole(reverse(self.route) + (f"?{self.query}" if self.query else ""))

    def items(self, wanted: Wanted) -> list[Publication]:
        return list(public_search(wanted).page.rows)

    def item_title(self, item: Publication) -> str:
        return item.title

    def item_description(self, item: Publication) -> str:
        return item.question

    def item_link(self, item: Publication) -> str:
        return addresses.whole(addresses.of_publication(item))

    def item_guid(self, item: Publication) -> str:
        """Of the number alone: a better title makes no new entry."""
        return addresses.whole(reverse("website:publication", args=[item.number]))

    def item_pubdate(self, item: Publication) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Publication) -> datetime | None:
        return item.published_at

    def item_author_name(self, item: Publication) -> str | None:
        return item.unit.name if item.unit else None

    def item_categories(self, item: Publication) -> list[str]:
        return [str(one) for one in (item.category, item.region) if one]


class NewestAsRss(Newest):
    feed_type = Rss201rev2Feed
    route = "website:rss_feed"

    def item_author_name(self, item: Publication) -> str | None:
        """None: RSS names an author by a mail address, and of a case there is none."""
        return None


class NewestAsJson(Newest):
    feed_type = JsonFeed
    route = "website:json_feed"


@public
def atom(request: HttpRequest) -> HttpResponse:
    return Newest()(request)


@public
def rss(request: HttpRequest) -> HttpResponse:
    return NewestAsRss()(request)


@public
def as_json(request: HttpRequest) -> HttpResponse:
    return NewestAsJson()(request)
