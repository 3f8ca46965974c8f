"""Personal data are shown for a reason that stays in the record, and are encrypted anew when the keys change."""

from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from pytest_django import Settings

from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, Requester
from fenbo.cases.operations import privacy
from fenbo.cases.operations.intake import Who
from fenbo.cases.queries import search
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.models import Staff
from fenbo.journal.queries import events_of
from tests.cases.making import PHONE, Stage, last_event, moves_of


def reveal(stage: Stage, case: Case, reason: str = "回电核实", by: str = "agent1") -> privacy.Revealed:
    return privacy.reveal(case_id=case.pk, reason=reason, actor=stage.person(by), now=stage.now)


def test_who_asked_to_see_and_why_stays_in_the_journal(stage: Stage) -> None:
    case = stage.received(who=Who(name="王小明", phone=PHONE, email="wang@example.cn"))
    told = reveal(stage, case)
    assert (told.name, told.phone, told.email, told.id_number) == ("王小明", PHONE, "wang@example.cn", "")
    event = last_event(case)
    assert (event.move, event.facts) == (Move.REVEAL, {"reason": "回电核实"})
    assert (event.actor_name, event.actor_id) == ("分拨中心 马晓兰", stage.person("agent1").staff_id)


def test_every_look_is_recorded(stage: Stage) -> None:
    case = stage.received()
    for _ in range(3):
        reveal(stage, case)
    assert moves_of(case).count(Move.REVEAL) == 3


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "字" * 201])
def test_without_a_reason_nothing_is_shown(reason: str, stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(InvalidInput) as refusal:
        reveal(stage, case, reason)
    assert refusal.value.field == "reason"
    assert Move.REVEAL not in moves_of(case)


@pytest.mark.parametrize("username", ["editor1", "leader1", "supervisor1"])
def test_who_need_not_call_need_not_see(username: str, stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(MissingDuty):
        reveal(stage, case, by=username)
    assert Move.REVEAL not in moves_of(case)


def test_a_unit_sees_the_requester_of_its_own_order_only(stage: Stage) -> None:
    order = stage.signed()
    told = privacy.reveal(
        case_id=order.case_id, reason="联系诉求人", actor=stage.handler(order), now=stage.now
    )
    assert told.phone == PHONE
    with pytest.raises(OutOfScope):
        privacy.reveal(
            case_id=order.case_id, reason="联系诉求人", actor=stage.handler("commerce"), now=stage.now
        )


def test_the_requesters_own_page_never_reveals(stage: Stage) -> None:
    case = stage.received()
    with pytest.raises(MissingDuty):
        privacy.reveal(case_id=case.pk, reason="看看", actor=stage.requester(case), now=stage.now)


def test_a_draft_is_open_to_its_writer_without_revealing(stage: Stage) -> None:
    with pytest.raises(IllegalMove):
        reveal(stage, stage.in_state(CaseState.DRAFT))


def test_no_event_ever_holds_personal_data(stage: Stage) -> None:
    case = stage.closed(who=Who(name="王小明", phone=PHONE))
    reveal(stage, case)
    told = str(list(events_of(case.pk).values("facts", "actor_name", "on_behalf_of")))
    assert PHONE not in told
    assert "王小明" not in told


# Keys that change.


def tokens() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, phone FROM cases_requester")
        return {key: bytes(token) for key, token in cursor.fetchall()}


def rotate(keys: Settings, first: str) -> None:
    keys.FIELD_KEYS = [first, *keys.FIELD_KEYS]


def phones() -> set[str]:
    return set(Requester.objects.values_list("phone", flat=True))


def test_after_the_rotation_the_old_key_is_not_needed(stage: Stage, settings: Settings) -> None:
    cases = [stage.received(who=Who(phone=f"1389721000{n}")) for n in range(5)]
    Staff.objects.filter(username="agent1").update(phone="13900000001")
    codes = {case.query_code for case in cases}
    old, before = settings.FIELD_KEYS[0], tokens()
    rotate(settings, "a new key")
    assert len(phones()) == 5, "while both are configured everything can be read"
    assert max(privacy.rotate_keys()) >= 10
    assert not set(before.values()) & set(tokens().values())
    settings.FIELD_KEYS = ["a new key"]
    assert phones() == {f"1389721000{n}" for n in range(5)}
    assert {case.query_code for case in Case.objects.all()} == codes
    assert Staff.objects.get(username="agent1").phone == "13900000001", "in every room"
    settings.FIELD_KEYS = [old]
    with pytest.raises(InvalidToken):
        phones()


def test_an_interrupted_rotation_leaves_everything_readable_and_is_begun_again(
    stage: Stage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        stage.received(who=Who(phone=f"1389721000{n}"))
    before = tokens()
    monkeypatch.setattr(privacy, "BATCH", 2)
    rotate(settings, "a new key")
    for _done in privacy.rotate_keys():
        changed = sum(token != before[key] for key, token in tokens().items())
        if 0 < changed < 5:
            break
    assert 0 < changed < 5
    assert len(phones()) == 5
    for _ in range(2):
        list(privacy.rotate_keys())
    settings.FIELD_KEYS = ["a new key"]
    assert len(phones()) == 5


def test_what_is_empty_stays_empty(stage: Stage, settings: Settings) -> None:
    stage.received(who=Who(is_anonymous=True))
    rotate(settings, "a new key")
    list(privacy.rotate_keys())
    assert set(tokens().values()) == {b""}


def test_look_up_by_phone_survives_the_rotation(stage: Stage, settings: Settings) -> None:
    case = stage.received()
    rotate(settings, "a new key")
    list(privacy.rotate_keys())
    assert list(search(stage.dispatcher, PHONE)) == [case]
