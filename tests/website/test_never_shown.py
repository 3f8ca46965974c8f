"""No list for programs names a case that everybody may not read: feeds, site map, search, suggestions, data on pages."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fenbo.cases.models import Case
from fenbo.cases.operations import ending
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast, hours
from tests.knowledge.stage import Library, set_up
from tests.website.conftest import Publish, text

SECRET, ABOUT = "凤凰山隧道漏水", {"title": "凤凰山隧道漏水", "content": "凤凰山隧道漏水，一直没有修好。"}
HERE: dict[str, Any] = {**ABOUT, "may_publish": True, "category": "0703", "region": "630102"}
Make = Callable[[Cast], Case]


def public(cast: Cast) -> Case:
    case = cast.closed(**HERE)
    publication.publish(case_id=case.pk, actor=cast.publisher, now=cast.now)
    return case


def taken_down(cast: Cast) -> Case:
    case = public(cast)
    publication.take_down(case_id=case.pk, reason="隐私", actor=cast.publisher, now=cast.now)
    return case


def handled_again(cast: Cast) -> Case:
    case = public(cast)
    ending.second_handling(
        case_id=case.pk, reason="没有解决", lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=cast.now
    )
    return case


def withheld(cast: Cast) -> Case:
    case = cast.closed(**HERE)
    publication.withhold(case_id=case.pk, reason="看得出是谁", actor=cast.publisher, now=cast.now)
    return case


def proposed_again(cast: Cast) -> Case:
    """Taken down, and a new wording waits for its second person."""
    case = taken_down(cast)
    publication.propose(case_id=case.pk, actor=cast.dispatcher, now=cast.now)
    return case


def became(**changes: Any) -> Make:
    """Public until this was found out about it."""

    def make(cast: Cast) -> Case:
        case = public(cast)
        Case.objects.filter(pk=case.pk).update(**changes)
        return case

    return make


HIDDEN: dict[str, Make] = {
    "received": lambda cast: cast.received(**HERE),
    "at a unit": lambda cast: cast.fresh(cast.dispatched(**HERE)),
    "waiting for review": lambda cast: cast.fresh(cast.replied(**HERE)),
    "proposed": lambda cast: cast.closed(**HERE),
    "proposed again": proposed_again,
    "withheld": withheld,
    "taken down": taken_down,
    "handled again": handled_again,
    "without consent": lambda cast: cast.closed(**{**HERE, "may_publish": False}),
    "a report": lambda cast: cast.closed(**HERE, kind=Kind.REPORT),
    "confidential": lambda cast: cast.closed(**HERE, is_confidential=True),
    "consent taken back": became(may_publish=False),
    "became confidential": became(is_confidential=True),
    "became a report": became(kind=Kind.REPORT),
    "came under inquiry": became(under_inquiry=True),
    "found to name an official": became(names_official=True),
}
FILTERS = (
    "",
    "?category=07",
    "?category=0703",
    "?region=630000",
    "?region=630102",
    f"?q={SECRET}",
    "?q=隧道",
)
LISTS = (
    *(f"/feeds/cases.{kind}{query}" for kind in ("atom", "json") for query in FILTERS),
    "/sitemap-cases-2020-03-09.xml",
    "/",
    *(f"/cases/{query}" for query in FILTERS),
    f"/search/?q={SECRET}",
    f"/search/?q={SECRET}&kind=case&order=newest",
    "/units/justice/",
)


@pytest.fixture
def stage(cast: Cast) -> Cast:
    set_up(cast)
    lapsing.forget_all()
    return cast


def everything(client: Client) -> dict[str, str]:
    """What every list for programs and people says now."""
    lapsing.forget_all()
    said = {}
    for path in LISTS:
        answer = client.get(path)
        assert answer.status_code == 200, path
        # What was searched for is repeated by the page itself.
        said[path] = text(answer).split("<main", 1)[-1].replace(f'value="{SECRET}"', "")
    said["typed"] = text(client.post("/ask/", {"content": SECRET}))
    return said


def names(said: str, case: Case) -> bool:
    return case.number in said or "一直没有修好" in said


def test_a_public_case_stands_in_every_one_of_them(client: Client, stage: Cast) -> None:
    case = public(stage)
    for path, said in everything(client).items():
        assert case.number in said or f"/ask/case/{case.pk}/" in said, path


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_one_that_is_not_public_stands_in_none(client: Client, stage: Cast, make: Make) -> None:
    case = make(stage)
    for path, said in everything(client).items():
        assert not names(said, case), path
        assert f"/ask/case/{case.pk}/" not in said, path
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert client.get(f"/ask/case/{case.pk}/").status_code == 404


@pytest.mark.parametrize("became_hidden", ["taken down", "confidential"])
def test_it_leaves_the_data_of_collected_answers_and_of_its_neighbours(
    client: Client, stage: Cast, publish: Publish, became_hidden: str
) -> None:
    other, case = publish(title="另一件", category="0703"), public(stage)
    pages = (
        f"/topics/{Library(stage).collection(case.number, other.number).slug}/",
        f"/cases/{other.number}/ling-yi-jian/",
    )
    assert all(names(text(client.get(path)), case) for path in pages)
    if became_hidden == "confidential":
        Case.objects.filter(pk=case.pk).update(is_confidential=True)
    else:
        publication.take_down(case_id=case.pk, reason="隐私", actor=stage.publisher, now=stage.now)
    assert not any(names(text(client.get(path)), case) for path in pages)


def test_who_follows_a_feed_loses_it_at_the_next_look(client: Client, stage: Cast) -> None:
    case = public(stage)
    assert json.loads(client.get("/feeds/cases.json").content)["items"]
    publication.take_down(case_id=case.pk, reason="隐私", actor=stage.publisher, now=NOON + hours(1))
    assert json.loads(client.get("/feeds/cases.json").content)["items"] == []
