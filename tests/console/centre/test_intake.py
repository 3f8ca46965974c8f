"""What an agent takes down."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel, Clock, Identity, RequesterKind
from fenbo.catalogue.kinds import Kind
from fenbo.core.clock import frozen
from fenbo.core.ids import new_id
from fenbo.files.queries import attachments_of
from tests.cast import NOON, PHONE, Cast
from tests.console.desks import desk

INTAKE, TAKEN, DRAFTS = "/desk/centre/intake/", "/desk/centre/intake/taken/", "/desk/centre/drafts/"
SPOKEN = {
    "channel": "hotline",
    "kind": "help",
    "urgency": "ordinary",
    "requester_kind": "person",
    "content": "货车被拦在园区门口，请协调放行。",
    "phone": PHONE,
    "name": "王小明",
    "region": "西宁市",
    "category": "0401",
}


def take(client: Client, address: str = INTAKE, **more: Any) -> HttpResponse:
    with frozen(NOON):
        return client.post(address, {**SPOKEN, **more})  # type: ignore[return-value]


@pytest.fixture
def client(cast: Cast) -> Client:
    return desk(cast, "agent")


def test_a_call_becomes_a_case_with_a_running_clock(cast: Cast, client: Client) -> None:
    answer = take(client, call_id="C-17", wish="尽快放行", may_publish="on")

    assert answer.headers["Location"] == TAKEN
    case = Case.objects.select_related("requester").get()
    assert (case.state, case.kind, case.channel) == (CaseState.RECEIVED, Kind.HELP, Channel.HOTLINE)
    assert (case.region_id, case.category_id, case.call_id, case.may_publish) == (
        "630100", "0401", "C-17", True,
    )  # fmt: skip
    assert (case.requester.name, case.requester.phone) == ("王小明", PHONE)
    assert Clock.objects.filter(case=case, hop="dispatch", stopped_at=None).count() == 1


def test_number_and_code_are_there_to_be_read_out_once_taken(cast: Cast, client: Client) -> None:
    take(client)
    case = Case.objects.get()
    page = client.get(TAKEN).content.decode()

    assert str(case) in page
    assert case.query_code in page
    assert desk(cast, "agent").get(TAKEN).headers["Location"] == INTAKE


def test_pressing_twice_takes_one_case(cast: Cast, client: Client) -> None:
    key = str(new_id())
    take(client, submission_key=key)
    take(client, submission_key=key)

    assert Case.objects.count() == 1


def test_the_form_brings_a_key_of_its_own(client: Client) -> None:
    pages = [client.get(INTAKE).content.decode() for _turn in range(2)]

    keys = [page.split('name="submission_key" value="')[1][:36] for page in pages]
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"content": "短"}, "至少五个字"),
        ({"content": ""}, "必填"),
        ({"phone": "不是号码"}, "电话号码不对"),
        ({"firm_code": "91630000000000000X"}, "信用代码的校验位不对"),
        ({"region": "没有的县"}, "没有找到“没有的县”"),
        ({"category": "9999"}, "没有找到“9999”"),
        ({"occurred_on": "昨天"}, "日期"),
        ({"kind": "nonsense"}, "nonsense"),
        ({"content": "长" * 20_001}, "最多 20000 字"),
    ],
)
def test_what_is_wrong_is_told_in_words_and_nothing_is_lost(
    cast: Cast, client: Client, given: dict[str, str], told: str
) -> None:
    answer = take(client, **given, wish="尽快放行这辆车")

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "尽快放行这辆车" in answer.content.decode()
    assert Case.objects.count() == 0


def test_an_anonymous_caller_leaves_nothing(cast: Cast, client: Client) -> None:
    take(client, is_anonymous="on")
    who = Case.objects.select_related("requester").get().requester

    assert (who.identity, who.name, who.phone) == (Identity.ANONYMOUS, "", "")


def test_a_firm_is_taken_down_as_one(cast: Cast, client: Client) -> None:
    take(client, requester_kind="firm", firm_name="青海某商贸公司")
    who = Case.objects.select_related("requester").get().requester

    assert (who.kind, who.firm_name) == (RequesterKind.FIRM, "青海某商贸公司")


def test_a_lying_file_is_refused_and_the_text_kept(cast: Cast, client: Client) -> None:
    lying = SimpleUploadedFile("现场.png", b"MZ\x90\x00 not a picture at all")
    answer = take(client, files=lying)

    assert answer.status_code == 422
    assert "货车被拦在园区门口" in answer.content.decode()
    assert Case.objects.count() == 0


def test_files_go_with_the_case(cast: Cast, client: Client) -> None:
    from tests.console.centre.test_case import picture

    take(client, files=SimpleUploadedFile("现场.png", picture()))

    assert attachments_of(Case.objects.get().pk).get().name == "现场.png"


def test_a_draft_is_kept_taken_up_and_submitted(cast: Cast, client: Client) -> None:
    assert take(client, content="", save="1").headers["Location"] == DRAFTS
    draft = Case.objects.get()
    assert draft.state == CaseState.DRAFT
    assert not Clock.objects.exists()
    assert str(draft) in client.get(DRAFTS).content.decode()

    address = reverse("console:draft", args=[draft.pk])
    page = client.get(address).content.decode()
    assert f'value="{PHONE}"' in page
    assert 'value="西宁市"' in page
    assert take(client, address).headers["Location"] == TAKEN
    assert Case.objects.get(pk=draft.pk).state == CaseState.RECEIVED


def test_a_draft_saved_again_takes_the_place_of_the_old_one(cast: Cast, client: Client) -> None:
    take(client, save="1")
    take(client, reverse("console:draft", args=[Case.objects.get().pk]), wish="改过的目的", save="1")

    assert Case.objects.get(state=CaseState.DRAFT).wish == "改过的目的"


def test_a_draft_is_given_up(cast: Cast, client: Client) -> None:
    take(client, save="1")
    draft = Case.objects.get()

    assert client.get(reverse("console:discard", args=[draft.pk])).status_code == 405
    assert client.post(reverse("console:discard", args=[draft.pk])).headers["Location"] == DRAFTS
    assert Case.objects.get().state == CaseState.WITHDRAWN
    assert client.get(reverse("console:draft", args=[draft.pk])).status_code == 404


def test_a_received_case_is_no_draft(cast: Cast, client: Client) -> None:
    case = cast.received()

    assert client.get(reverse("console:draft", args=[case.pk])).status_code == 404
    assert client.post(reverse("console:discard", args=[case.pk])).status_code == 409


def test_what_the_caller_brought_before_is_shown(cast: Cast, client: Client) -> None:
    cast.received(title="上次的事")
    address = reverse("console:callers")

    assert "上次的事" in client.get(address, {"phone": PHONE}).content.decode()
    for phone in ("13997210002", PHONE[:6], ""):
        assert "没有找到其他诉求" in client.get(address, {"phone": phone}).content.decode()


def test_a_support_group_takes_requests_in_and_sees_no_queue(cast: Cast) -> None:
    client = desk(cast, "onsite")

    assert client.get("/desk/").headers["Location"] == reverse("console:support")
    page = client.get(INTAKE).content.decode()
    assert "存为草稿" not in page
    assert "/desk/centre/morning/" not in page
    assert take(client).headers["Location"] == TAKEN
    assert Case.objects.get().query_code in client.get(TAKEN).content.decode()
    assert take(client, save="1").status_code == 403
    assert "没有找到其他诉求" in client.get(reverse("console:callers"), {"phone": PHONE}).content.decode()


@pytest.mark.parametrize("who", ["handler", "caller", "publisher", "leader", "outsider"])
@pytest.mark.parametrize("address", [INTAKE, TAKEN, DRAFTS, "/desk/centre/intake/callers/"])
def test_others_do_not_take_requests_in(cast: Cast, who: str, address: str) -> None:
    assert desk(cast, who).get(address).status_code == 403
