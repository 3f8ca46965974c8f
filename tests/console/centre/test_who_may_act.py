"""Who may act on a case at the centre, and what is told to everybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import CaseNote
from fenbo.cases.operations import handoff, merging
from fenbo.catalogue.kinds import Kind
from fenbo.console.centre.actions import ACTIONS, ORDER_ACTIONS
from fenbo.core.ids import new_id
from tests.cast import NOON, Cast
from tests.console.centre.test_actions import CHECKED, client, look, press, url
from tests.console.desks import desk

__all__ = ["client"]
ALL = [action.name for action in (*ACTIONS, *ORDER_ACTIONS)]


@pytest.mark.parametrize("name", ALL)
def test_no_action_reaches_a_case_out_of_scope(cast: Cast, client: Client, name: str) -> None:
    address = reverse("console:act", args=[new_id(), name])

    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", ["handler", "outsider"])
def test_no_action_is_open_to_who_does_not_work_at_the_centre(cast: Cast, name: str, who: str) -> None:
    case = cast.received()
    answer = desk(cast, who).post(url(case, name), {"version": case.version})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("who", "name", "values"),
    [
        ("agent", "dispatch", {"lead": "justice", "urgency": "ordinary"}),
        ("agent", "hand_off", {"unit": "南京12345", "letter": "请协助"}),
        ("publisher", "answer", {"text": "请到大厅办理"}),
        ("leader", "refuse", {"way": "court"}),
        ("caller", "complex", {"reason": "多部门"}),
        ("publisher", "dispatch", {"lead": "justice", "urgency": "ordinary"}),
    ],
)
def test_an_action_without_its_duty_is_refused_and_not_offered(
    cast: Cast, who: str, name: str, values: dict[str, str]
) -> None:
    case = cast.received()
    client = desk(cast, who)

    assert press(client, case, name, **values).status_code == 403
    assert client.get(url(case, name)).status_code == 403
    assert f'data-act="{name}"' not in look(client, case)
    assert cast.fresh(case).state == CaseState.RECEIVED


def test_an_action_that_does_not_exist_is_not_there(cast: Cast, client: Client) -> None:
    assert client.get(url(cast.received(), "explode")).status_code == 404


@pytest.mark.parametrize("name", ["issue", "recall", "split", "reopen", "bring_back", "send_back"])
def test_an_action_that_the_state_does_not_allow_changes_nothing(
    cast: Cast, client: Client, name: str
) -> None:
    case = cast.received()
    values = {"text": "甲", "remark": "甲", "reason": "甲", **CHECKED}
    answer = press(client, case, name, **values)

    assert answer.status_code in (409, 422)
    assert cast.fresh(case).state == CaseState.RECEIVED


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "😀" * 50, "\x00\x07控制符", "长" * 1200, " \n "]
)
def test_strange_notes_are_kept_clean_or_refused_in_words(cast: Cast, client: Client, text: str) -> None:
    case = cast.received()
    answer = press(client, case, "note", text=text)

    assert answer.status_code in (302, 422)
    page = look(client, case) if answer.status_code == 302 else answer.content.decode()
    assert "<script>alert" not in page
    assert "\x00" not in "".join(CaseNote.objects.values_list("text", flat=True))


def test_a_merge_across_secrecy_is_refused_with_the_reason_typed(cast: Cast, client: Client) -> None:
    secret, case = cast.received(kind=Kind.REPORT), cast.received()
    answer = press(client, case, "merge", into=secret.number, reason="同一事项，合并")

    assert answer.status_code == 422
    assert "保密的诉求或举报不能" in answer.content.decode()
    assert "同一事项，合并" in answer.content.decode()


def test_merged_members_are_listed_with_their_lead(cast: Cast, client: Client) -> None:
    lead, member = cast.received(title="主"), cast.received(title="从属的")
    merging.merge(case_id=member.pk, into=lead.pk, reason="同一", actor=cast.dispatcher, now=NOON)

    assert "从属的" in look(client, lead)
    assert str(lead) in look(client, member)


def test_what_is_handed_off_waits_for_its_answer(cast: Cast, client: Client) -> None:
    case = cast.received()
    handoff.hand_off(
        case_id=case.pk, unit_id=cast.unit["nanjing"].pk, letter="请", actor=cast.dispatcher, now=NOON
    )

    assert 'data-action="bring_back"' in look(client, case)
