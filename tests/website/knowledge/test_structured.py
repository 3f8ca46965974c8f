"""What search engines read beside answers, policies and collected answers: what the page says, and nothing else."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fenbo.knowledge.models import Policy
from fenbo.knowledge.operations import papers, policies
from fenbo.publication import operations as publication
from tests.cast import NOON
from tests.knowledge.stage import Library
from tests.website.conftest import Publish, text
from tests.website.test_addresses import data_in

HOME = "https://12345.example.cn"


@pytest.fixture(autouse=True)
def _home(settings: Settings) -> None:
    settings.SITE_URL = HOME


def told(client: Client, path: str) -> Any:
    page = text(client.get(path))
    assert f'<link rel="canonical" href="{HOME}{path}">' in page
    return data_in(page)


def legislation(client: Client, policy: Policy) -> dict[str, Any]:
    found: dict[str, Any] = told(client, f"/policies/{policy.slug}/")["@graph"][0]
    assert found["@type"] == "Legislation"
    return found


def test_an_entry_is_one_question_with_its_answer_basis_and_author(client: Client, library: Library) -> None:
    entry = library.entry(region="630100", valid_to=date(2020, 12, 31))
    page = told(client, f"/knowledge/{entry.slug}/")
    assert (page["@type"], page["version"]) == ("FAQPage", "1")
    assert page["spatialCoverage"]["name"] == "西宁市"
    assert page["expires"] == "2020-12-31"
    (question,) = page["mainEntity"]
    answer = question["acceptedAnswer"]
    assert question["name"] == "政府项目拖欠工程款怎么要"
    assert answer["text"].startswith("准备合同")
    assert answer["citation"] == "《中小企业促进法》第五十三条"
    assert answer["author"] == {"@type": "GovernmentOrganization", "name": "省司法厅"}


def test_other_wordings_and_earlier_versions_stay_out_of_it(client: Client, library: Library) -> None:
    entry = library.entry()
    library.revised(entry, answer="新的答复。")
    page = text(client.get(f"/knowledge/{entry.slug}/"))
    assert "甲方不给钱" not in page
    assert "准备合同" not in page
    assert "ld+json" not in text(client.get(f"/knowledge/{entry.slug}/1/"))


def test_a_policy_is_legislation_with_number_issuer_days_and_whom_it_is_for(
    client: Client, library: Library
) -> None:
    policy = library.policy(
        issued_on=date(2020, 2, 20), valid_from=date(2020, 2, 1), valid_to=date(2020, 6, 30),
        industries=["E"], sizes=["small"], region="630000",
    )  # fmt: skip
    document = legislation(client, policy)
    assert document["legislationIdentifier"] == "人社部发〔2020〕11号"
    assert document["legislationPassedBy"]["name"] == "人力资源社会保障部"
    assert document["legislationDate"] == "2020-02-20"
    assert document["temporalCoverage"] == "2020-02-01/2020-06-30"
    assert document["legislationLegalForce"] == "https://schema.org/InForce"
    assert document["spatialCoverage"]["name"] == "青海省"
    assert document["audience"] == {"@type": "BusinessAudience", "audienceType": "建筑业；小型企业"}


@pytest.mark.parametrize(
    ("days", "force", "span"),
    [
        ({}, "InForce", None),
        ({"valid_to": date(2020, 3, 8)}, "NotInForce", "../2020-03-08"),
        ({"valid_to": date(2020, 3, 9)}, "InForce", "../2020-03-09"),
        ({"valid_from": date(2020, 3, 10)}, "NotInForce", "2020-03-10/.."),
    ],
)
def test_whether_it_is_in_force_follows_from_its_days(
    client: Client, library: Library, days: dict[str, date], force: str, span: str | None
) -> None:
    document = legislation(client, library.policy(**days))
    assert document["legislationLegalForce"] == f"https://schema.org/{force}"
    assert document.get("temporalCoverage") == span


def test_one_that_was_replaced_is_in_force_no_more_and_named_by_the_newer(
    client: Client, library: Library
) -> None:
    older = library.policy()
    newer = library.policy(title="延长减免的通知", supersedes=older.pk)
    assert legislation(client, older)["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert legislation(client, newer)["legislationRepeals"] == {
        "@type": "Legislation", "name": older.title, "url": f"{HOME}/policies/{older.slug}/",
    }  # fmt: skip


def test_no_page_leads_to_a_policy_that_is_not_there(client: Client, library: Library) -> None:
    older = library.policy()
    newer = library.policy(title="延长减免的通知", supersedes=older.pk)
    entry = library.entry(policy=older.pk)
    address = f"/policies/{older.slug}/"
    papers.retire(
        papers=Policy.objects.all(), paper_id=older.pk, reason="废止", actor=library.cast.editor, now=NOON
    )
    for path in (f"/policies/{newer.slug}/", f"/knowledge/{entry.slug}/"):
        page = text(client.get(path))
        assert older.title in page
        assert address not in page


def test_its_questions_and_its_files_are_told_too(client: Client, library: Library) -> None:
    policy = library.draft_policy(questions=[("个人部分也免吗", "不免。")])
    page = ContentFile("<!doctype html><html><body><p>第一条</p></body></html>".encode(), "原文.html")
    policies.attach_original(policy_id=policy.pk, upload=page, actor=library.cast.editor, now=NOON)
    library.let_out(policy)
    document, asked = told(client, f"/policies/{policy.slug}/")["@graph"]
    assert asked["mainEntity"][0]["acceptedAnswer"]["text"] == "不免。"
    (original,) = document["encoding"]
    assert original["encodingFormat"] == "text/html"
    kept = client.get(original["contentUrl"].removeprefix(HOME))
    assert "第一条" in b"".join(kept.streaming_content).decode()  # type: ignore[attr-defined]


def test_collected_answers_tell_their_questions_but_none_that_was_taken_down(
    client: Client, library: Library, publish: Publish
) -> None:
    kept, gone = publish(title="第一问"), publish(title="第二问")
    page = library.collection(kept.number, gone.number)
    publication.take_down(case_id=gone.pk, reason="要求", actor=library.cast.publisher, now=NOON)
    data = told(client, f"/topics/{page.slug}/")
    assert [question["name"] for question in data["mainEntity"]] == ["第一问"]
    assert "第二问" not in text(client.get(f"/topics/{page.slug}/"))


def test_a_page_of_two_sources_costs_as_much_as_one_of_twenty(
    client: Client, library: Library, publish: Publish
) -> None:
    numbers = [
        publish(title=f"第{number}问", category="0703", region="630100").number for number in range(20)
    ]

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    few, many = library.collection(*numbers[:2]), library.collection(*numbers, title="二十问")
    assert cost(f"/topics/{few.slug}/") == cost(f"/topics/{many.slug}/")


def test_a_unit_tells_its_telephone_where_it_has_one(client: Client, library: Library) -> None:
    unit = library.cast.unit["justice"]
    assert "telephone" not in told(client, "/units/justice/")
    unit.phone = "0971-8230000"
    unit.save()
    data = told(client, "/units/justice/")
    assert (data["@type"], data["telephone"]) == ("GovernmentOrganization", "0971-8230000")
