"""What people read: answers, earlier versions, policies with a checklist, collected answers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenbo.knowledge.models import Correction
from fenbo.knowledge.operations import entries
from fenbo.publication import operations as publication
from tests.cast import NOON
from tests.knowledge.stage import Library
from tests.website.conftest import Publish, text


def test_an_answer_names_its_basis_unit_and_version(client: Client, library: Library) -> None:
    entry = library.entry()
    page = text(client.get(f"/knowledge/{entry.slug}/"))
    for said in (
        "政府项目拖欠工程款怎么要",
        "准备合同",
        "《中小企业促进法》第五十三条",
        "省司法厅",
        "第 1 版",
    ):
        assert said in page


def test_a_draft_and_a_retired_answer_are_not_there(client: Client, library: Library) -> None:
    draft, entry = library.draft(), library.entry()
    entries.retire(entry_id=entry.pk, reason="停用", actor=library.cast.editor, now=NOON)
    assert client.get(f"/knowledge/{draft.slug}/").status_code == 404
    assert client.get(f"/knowledge/{entry.slug}/").status_code == 404


def test_a_cited_version_stays_and_leads_to_the_present_one(client: Client, library: Library) -> None:
    entry = library.entry()
    library.revised(entry, answer="新的答复。")
    page = text(client.get(f"/knowledge/{entry.slug}/1/"))
    assert "这是以前的版本" in page
    assert f"/knowledge/{entry.slug}/" in page
    assert "这是以前的版本" not in text(client.get(f"/knowledge/{entry.slug}/2/"))
    assert client.get(f"/knowledge/{entry.slug}/3/").status_code == 404


def test_a_version_of_a_retired_answer_says_so_and_leads_nowhere(client: Client, library: Library) -> None:
    entry = library.entry()
    entries.retire(entry_id=entry.pk, reason="停用", actor=library.cast.editor, now=NOON)
    page = text(client.get(f"/knowledge/{entry.slug}/1/"))
    assert "这一条已经停用" in page
    assert f'href="/knowledge/{entry.slug}/"' not in page.split("<main", 1)[1]


def test_answers_are_listed_beneath_their_subject(client: Client, library: Library) -> None:
    library.entry()
    page = text(client.get("/knowledge/"))
    assert page.index("财税金融") < page.index("政府项目拖欠工程款怎么要")


def test_anybody_can_say_that_an_answer_is_wrong(client: Client, library: Library) -> None:
    entry = library.entry()
    address = f"/knowledge/{entry.slug}/correct/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"text": " "})
    assert refused.status_code == 422
    done = client.post(address, {"text": "主管部门写错了"})
    assert done.status_code == 302
    assert Correction.objects.get().from_public


def test_a_policy_tells_of_its_end_and_its_successor(client: Client, library: Library) -> None:
    from datetime import date

    older = library.policy(valid_to=date(2020, 3, 1))
    library.policy(title="延长减免的通知", supersedes=older.pk)
    page = text(client.get(f"/policies/{older.slug}/"))
    assert "有效期到 2020-03-01，已经过了" in page
    assert "延长减免的通知" in page


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("size=small&c0=yes", "看来适用您"),
        ("size=large&c0=yes", "您的规模不在适用范围内"),
        ("size=small&c0=no", "没有可减免的缴费"),
        ("size=small", "还差几个回答"),
        ("size=nonsense&c0=perhaps", "还差几个回答"),
    ],
)
def test_the_checklist_answers_without_an_account(
    client: Client, library: Library, answers: str, verdict: str
) -> None:
    policy = library.policy(sizes=["small"], conditions=[("是否参保", True, "没有可减免的缴费")])
    page = text(client.get(f"/policies/{policy.slug}/?{answers}"))
    assert verdict in page
    assert not client.cookies.get("sessionid")


def test_two_policies_do_not_share_their_questions(client: Client, library: Library) -> None:
    asking = library.policy(sizes=["small"], conditions=[("是否参保", True, "")])
    plain = library.policy(title="人人适用的一项")
    assert "适用我吗" in text(client.get(f"/policies/{asking.slug}/"))
    assert "适用我吗" not in text(client.get(f"/policies/{plain.slug}/"))


def test_policies_are_narrowed_to_a_firm(client: Client, library: Library) -> None:
    library.policy(title="建筑业的一项", industries=["E"])
    library.policy(title="人人适用的一项")
    page = text(client.get("/policies/?industry=C"))
    assert "人人适用的一项" in page
    assert "建筑业的一项" not in page


def test_the_files_of_a_draft_are_not_handed_out(client: Client, library: Library) -> None:
    policy = library.draft_policy()
    assert client.get(f"/policies/{policy.slug}/").status_code == 404
    assert client.get(f"/policies/{policy.slug}/files/{policy.pk}/").status_code == 404


def test_a_page_of_collected_answers_says_when_a_source_is_gone(
    client: Client, library: Library, publish: Publish
) -> None:
    case = publish()
    page = library.collection(case.number)
    address = f"/topics/{page.slug}/"
    assert "工程款已列入本月计划" in text(client.get(address))
    publication.take_down(case_id=case.pk, reason="要求", actor=library.cast.publisher, now=NOON)
    after = text(client.get(address))
    assert "工程款已列入本月计划" not in after
    assert "一件已经撤下的诉求" in after


@pytest.mark.parametrize("address", ["/knowledge/", "/policies/", "/topics/", "/search/?q=工程款"])
def test_a_list_costs_the_same_with_two_and_with_twenty(
    client: Client, library: Library, publish: Publish, address: str
) -> None:
    case = publish()

    def make(number: int) -> None:
        library.entry(question=f"工程款第{number}问")
        library.policy(title=f"工程款的第{number}项")
        library.collection(case.number, title=f"工程款解答{number}")

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    make(1)
    make(2)
    before = cost()
    for number in range(3, 12):
        make(number)
    assert cost() == before
