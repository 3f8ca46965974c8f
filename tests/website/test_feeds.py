"""Programs follow what is published: RSS, Atom and JSON Feed with the same entries."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from pytest_django import Settings

from fenbo.publication import operations as publication
from fenbo.publication.models import Publication
from fenbo.website import addresses
from tests.cast import NOON, Cast
from tests.website.conftest import Publish

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOME = "https://12345.example.cn"
FEEDS = ["/feeds/cases.rss", "/feeds/cases.atom", "/feeds/cases.json"]


@pytest.fixture(autouse=True)
def _home(settings: Settings) -> None:
    settings.SITE_URL = HOME


def atom(client: Client, **query: str) -> Any:
    answer = client.get("/feeds/cases.atom", query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return etree.fromstring(answer.content)


def as_json(client: Client, **query: str) -> dict[str, Any]:
    answer = client.get("/feeds/cases.json", query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/feed+json")
    told: dict[str, Any] = json.loads(answer.content)
    return told


def test_every_feed_tells_the_newest_first_with_whole_addresses(
    client: Client, cast: Cast, publish: Publish
) -> None:
    rows = [Publication.objects.get(pk=publish(title=title).pk) for title in ("先公示的", "后公示的")]
    Publication.objects.filter(pk=rows[0].pk).update(published_at=NOON)
    wanted = [HOME + addresses.of_publication(row) for row in reversed(rows)]

    feed = atom(client)
    assert feed.xpath("//a:entry/a:link/@href", namespaces=ATOM) == wanted
    answer = client.get("/feeds/cases.rss")
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    assert etree.fromstring(answer.content).xpath("/rss[@version='2.0']//item/link/text()") == wanted
    told = as_json(client)
    assert [item["url"] for item in told["items"]] == wanted
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{HOME}/feeds/cases.json"
    assert told["items"][0]["content_text"] == rows[1].question
    assert told["items"][0]["authors"] == [{"name": cast.unit["justice"].name}]


def test_a_better_title_makes_no_new_entry(client: Client, cast: Cast, publish: Publish) -> None:
    case = publish()
    before = as_json(client)["items"][0]["id"]
    Publication.objects.filter(pk=case.pk).update(title="更好的标题")
    assert as_json(client)["items"][0]["id"] == before
    assert atom(client).xpath("//a:entry/a:id/text()", namespaces=ATOM) == [before]


def test_a_feed_takes_the_filters_of_the_list(client: Client, cast: Cast, publish: Publish) -> None:
    publish(title="货车进不了园区")
    publish(title="路灯坏了")
    told = as_json(client, q="路灯")
    assert [item["title"] for item in told["items"]] == ["路灯坏了"]
    assert told["home_page_url"] == f"{HOME}/cases/?q=%E8%B7%AF%E7%81%AF"


@pytest.mark.parametrize("query", [{"region": "999999"}, {"since": "昨天"}, {"q": "\x00"}, {"unit": "-1"}])
@pytest.mark.parametrize("path", FEEDS)
def test_a_filter_that_cannot_be_read_breaks_no_feed(
    client: Client, cast: Cast, publish: Publish, path: str, query: dict[str, str]
) -> None:
    publish()
    assert client.get(path, query).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_there_before_anything_was_published(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_what_was_taken_down_leaves_the_feed(client: Client, cast: Cast, publish: Publish, path: str) -> None:
    case = publish()
    publication.take_down(case_id=case.pk, reason="隐私", actor=cast.publisher, now=NOON)
    assert case.number not in client.get(path).content.decode()
