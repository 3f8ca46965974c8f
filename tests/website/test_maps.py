"""What search engines are told to read, and what not; cheap however many cases there are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from pytest_django import Settings

from fenbo.publication import queries
from fenbo.publication.models import Publication
from fenbo.website import addresses
from tests.cast import NOON, Cast, hours
from tests.website.conftest import Publish, text

MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HOME = "https://12345.example.cn"


@pytest.fixture(autouse=True)
def _home(settings: Settings) -> None:
    settings.SITE_URL = HOME


def places(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml")
    return etree.fromstring(answer.content).xpath("//m:loc/text()", namespaces=MAP)


def test_the_index_has_a_part_for_each_day_and_each_case_stands_in_its_day(
    client: Client, cast: Cast, publish: Publish
) -> None:
    cases = [publish(), publish()]
    # A quarter of an hour before midnight in Shanghai is still the day before.
    midnight = NOON - hours(12)
    Publication.objects.filter(pk=cases[0].pk).update(published_at=midnight - timedelta(minutes=15))

    parts = places(client, "/sitemap.xml")
    assert parts == [
        f"{HOME}/sitemap-{name}.xml" for name in ("pages", "papers", "cases-2020-03-09", "cases-2020-03-08")
    ]
    rows = [Publication.objects.get(pk=case.pk) for case in cases]
    assert places(client, "/sitemap-cases-2020-03-08.xml") == [HOME + addresses.of_publication(rows[0])]
    assert places(client, "/sitemap-cases-2020-03-09.xml") == [HOME + addresses.of_publication(rows[1])]


def test_every_fixed_page_in_the_map_opens(client: Client, cast: Cast) -> None:
    listed = places(client, "/sitemap-pages.xml")
    assert f"{HOME}/submit/" in listed
    for address in listed:
        assert client.get(address.removeprefix(HOME)).status_code == 200


@pytest.mark.parametrize("name", ["cases-2020-13-01", "cases-x", "nonsense", "cases-"])
def test_a_part_that_cannot_be_is_not_found(client: Client, cast: Cast, name: str) -> None:
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_a_day_without_cases_is_an_empty_part(client: Client, cast: Cast) -> None:
    assert places(client, "/sitemap-cases-2020-01-01.xml") == []


def test_days_are_found_one_look_at_the_index_each(cast: Cast, publish: Publish) -> None:
    assert queries.days_published() == []
    for number in range(3):
        case = publish()
        Publication.objects.filter(pk=case.pk).update(published_at=NOON - timedelta(days=40 * number))
    publish()
    with CaptureQueriesContext(connection) as caught:
        assert queries.days_published() == [date(2020, 3, 9), date(2020, 1, 29), date(2019, 12, 20)]
    assert len(caught) == 1


def test_a_part_costs_the_same_for_two_cases_and_for_twenty(
    client: Client, cast: Cast, publish: Publish
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/sitemap-cases-2020-03-09.xml")
        return len(caught)

    publish()
    publish()
    few = cost()
    for _number in range(18):
        publish()
    assert cost() == few


def test_robots_are_kept_from_what_is_one_persons_and_shown_the_map(client: Client, cast: Cast) -> None:
    told = text(client.get("/robots.txt"))
    assert "Disallow: /follow/" in told
    assert "Disallow: /desk/" in told
    assert f"Sitemap: {HOME}/sitemap.xml" in told
    assert "Disallow: /cases/" not in told
