"""The address of a published case: readable, one for each case, and never broken by a better title."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.core.ids import show_public_number
from fenbo.publication.models import Publication
from fenbo.website import addresses
from tests.cast import Cast
from tests.website.conftest import Publish, text


def address(case: Case) -> str:
    return addresses.of_publication(Publication.objects.get(pk=case.pk))


def test_the_address_has_the_number_and_the_title_in_pinyin(cast: Cast, publish: Publish) -> None:
    case = publish(title="货车进园区（南川A区）")
    assert address(case) == f"/cases/{case.number}/huo-che-jin-yuan-qu-nan-chuan-a-qu/"


def test_a_title_without_words_still_has_an_address(client: Client, cast: Cast, publish: Publish) -> None:
    case = publish(title="？？？")
    assert address(case) == f"/cases/{case.number}/case/"
    assert client.get(address(case)).status_code == 200


def test_a_long_title_makes_no_endless_address(cast: Cast, publish: Publish) -> None:
    assert len(address(publish(title="很长的标题" * 12))) < 90


@pytest.mark.parametrize("form", ["{number}/", "{dashed}/", "{number}/old-title/", "{dashed}/%E6%97%A7/"])
def test_whatever_else_leads_to_a_case_leads_on_to_its_address(
    client: Client, cast: Cast, publish: Publish, form: str
) -> None:
    case = publish()
    path = form.format(number=case.number, dashed=show_public_number(case.number))
    answer = client.get(f"/cases/{path}")
    assert (answer.status_code, answer.headers["Location"]) == (301, address(case))
    # A title may change and change back: no browser may keep the way for ever.
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_changed_title_moves_the_address_and_the_old_one_still_leads_there(
    client: Client, cast: Cast, publish: Publish
) -> None:
    case = publish(title="旧标题")
    before = address(case)
    Publication.objects.filter(pk=case.pk).update(title="新标题")
    assert client.get(before).headers["Location"] == address(case) != before


def test_lists_link_to_the_very_address(client: Client, cast: Cast, publish: Publish) -> None:
    case = publish()
    assert f'href="{address(case)}"' in text(client.get("/cases/"))


def data_in(page: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def test_a_case_tells_search_engines_its_one_address_and_its_answer(
    client: Client, cast: Cast, publish: Publish, settings: Settings
) -> None:
    settings.SITE_URL = "https://12345.example.cn/"
    case = publish()
    page = text(client.get(address(case)))
    assert f'<link rel="canonical" href="https://12345.example.cn{address(case)}">' in page

    told = data_in(page)
    row = Publication.objects.get(pk=case.pk)
    assert told["@type"] == "QAPage"
    assert told["url"] == f"https://12345.example.cn{address(case)}"
    question = told["mainEntity"]
    assert (question["name"], question["text"]) == (row.title, row.question)
    assert question["acceptedAnswer"]["text"] == row.answer
    assert question["acceptedAnswer"]["author"]["name"] == cast.unit["justice"].name


def test_nothing_in_the_data_can_end_its_element(client: Client, cast: Cast, publish: Publish) -> None:
    case = publish(title="</script><script>alert(1)</script>&amp;")
    page = text(client.get(address(case)))
    assert "<script>alert" not in page
    assert data_in(page)["mainEntity"]["name"] == Publication.objects.get(pk=case.pk).title
