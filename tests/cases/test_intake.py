"""Taking in: what cannot be right is refused in the field's words, and what is received is there, whole and once."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, Channel, Clock, Identity, Requester
from fenbo.cases.operations import intake
from fenbo.cases.operations.intake import LONGEST, WHO_LONGEST, Who
from fenbo.cases.queries import search
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.core.ids import read_public_number, show_public_number
from fenbo.core.secrets import blind_index
from fenbo.directory.actors import Actor
from fenbo.journal.models import Event
from tests.cases.making import CONTENT, PHONE, Stage, last_event, moves_of, running

ID_NUMBER = "11010519491231002X"
FIRM_CODE = "91110000600037341L"


def submit(stage: Stage, **about: Any) -> Case:
    return stage.received(**about)


def refused(stage: Stage, **about: Any) -> InvalidInput:
    """What is said to somebody who brings this; nothing is left behind."""
    with pytest.raises(InvalidInput) as refusal:
        submit(stage, **about)
    assert not Case.objects.exists()
    assert not Requester.objects.exists()
    assert not Event.objects.exists()
    return refusal.value


# What is refused.


@pytest.mark.parametrize(
    "content", ["", "   ", "\n\n\t", "没事", "\x00\x01\x02\x03\x04\x05", "\u200b" * 9, "\ud800" * 9]
)
def test_a_request_without_content_is_refused(content: str, stage: Stage) -> None:
    refusal = refused(stage, content=content)
    assert refusal.field == "content"
    assert "至少五个字" in str(refusal.message)


def test_a_megabyte_of_text_is_refused_with_its_length(stage: Stage) -> None:
    refusal = refused(stage, content="字" * 1_000_000)
    assert refusal.field == "content"
    assert "20000" in str(refusal.message)
    assert "1000000" in str(refusal.message)


@pytest.mark.parametrize(("field", "most"), LONGEST.items())
def test_an_over_long_text_names_its_field(field: str, most: int, stage: Stage) -> None:
    assert refused(stage, **{field: "长" * (most + 1)}).field == field
    assert getattr(submit(stage, **{field: "长" * most}), field) == "长" * most


def who(field: str, text: str) -> Who:
    given: dict[str, Any] = {field: text}
    return Who(**given)


@pytest.mark.parametrize(("field", "most"), WHO_LONGEST.items())
def test_an_over_long_word_about_oneself_names_its_field(field: str, most: int, stage: Stage) -> None:
    assert refused(stage, who=who(field, "长" * (most + 1))).field == field


@pytest.mark.parametrize("code", ["9999", "x", "0", "01 ", "０１０１", "'; DROP TABLE"])
def test_a_category_that_does_not_exist_is_refused(code: str, stage: Stage) -> None:
    assert refused(stage, category=code).field == "category"


@pytest.mark.parametrize("code", ["999999", "63", "６３０１００", "abc"])
def test_a_region_that_does_not_exist_is_refused(code: str, stage: Stage) -> None:
    assert refused(stage, region=code).field == "region"


@pytest.mark.parametrize("phone", ["12", "abc", "138972100010000000000000", "139-abc-1234", "+", "一三八"])
def test_a_telephone_number_that_cannot_be_one_is_refused(phone: str, stage: Stage) -> None:
    assert refused(stage, who=Who(phone=phone)).field == "phone"


@pytest.mark.parametrize("number", ["110105194912310021", "123", "11010519491331002X", "身份证"])
def test_an_identity_number_with_a_wrong_check_digit_is_refused(number: str, stage: Stage) -> None:
    assert refused(stage, who=Who(id_number=number)).field == "id_number"


@pytest.mark.parametrize("code", ["91110000600037341K", "91", "营业执照"])
def test_a_firm_code_with_a_wrong_check_digit_is_refused(code: str, stage: Stage) -> None:
    assert refused(stage, who=Who(firm_code=code)).field == "firm_code"


# What is kept, and how.


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("工地欠薪三个月了😀👨‍👩‍👧", "工地欠薪三个月了😀👨‍👩‍👧"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("工程款\x00没有\x07支付\x7f吗", "工程款没有支付吗"),
        ("工程款\u202e没有\u2066支付\u200f吗", "工程款没有支付吗"),
        ("工程款\ud83d没有支付吗", "工程款没有支付吗"),
        ("\ufeff工程款\u200b没有支付吗", "工程款没有支付吗"),
        ("<script>alert(1)</script>没有支付", "<script>alert(1)</script>没有支付"),
        ("  前后都有空格的内容  ", "前后都有空格的内容"),
        ("' OR 1=1; -- \\ % _ {{ x }}", "' OR 1=1; -- \\ % _ {{ x }}"),
        ("བོད་ཡིག་གི་ཞུ་ཡིག", "བོད་ཡིག་གི་ཞུ་ཡིག"),
    ],
)
def test_text_is_kept_as_text_without_what_nobody_can_read(typed: str, kept: str, stage: Stage) -> None:
    case = submit(stage, content=typed)
    case.refresh_from_db()
    assert case.content == kept


def test_what_one_types_in_a_single_line_stays_one(stage: Stage) -> None:
    assert submit(stage, title="工程款\n何时\t支付").title == "工程款 何时 支付"


def test_a_request_without_a_title_gets_the_beginning_of_its_content(stage: Stage) -> None:
    assert submit(stage, title="", content="很长的内容" * 30).title == ("很长的内容" * 30)[:40]


@pytest.mark.parametrize(
    "typed", ["13897210001", "138 9721 0001", "138-9721-0001", "１３８９７２１０００１", "(138)97210001"]
)
def test_a_telephone_number_is_found_however_it_was_written(typed: str, stage: Stage) -> None:
    case = submit(stage, who=Who(phone=typed))
    assert case.requester.phone == PHONE
    assert list(search(stage.dispatcher, PHONE)) == [case]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("id_number", "11010519491231002x", ID_NUMBER),
        ("id_number", "110105 19491231 002X", ID_NUMBER),
        ("firm_code", "9111 0000 6000 3734 1L", FIRM_CODE),
        ("firm_code", "91110000-600037341l", FIRM_CODE),
    ],
)
def test_the_same_number_is_kept_the_same_way(field: str, typed: str, kept: str, stage: Stage) -> None:
    kept_by = submit(stage, who=who(field, typed)).requester
    assert getattr(kept_by, field) == kept
    assert bytes(getattr(kept_by, f"{field}_index")) == blind_index(kept)


def test_of_an_anonymous_requester_nothing_is_kept(stage: Stage) -> None:
    case = submit(
        stage, who=Who(name="王小明", phone="not even a number", id_number=ID_NUMBER, is_anonymous=True)
    )
    who = Requester.objects.get(pk=case.requester_id)
    assert who.identity == Identity.ANONYMOUS
    assert not any((who.name, who.phone, who.id_number, bytes(who.phone_index), bytes(who.id_number_index)))


def test_who_was_verified_is_known_as_such(stage: Stage) -> None:
    assert submit(stage, who=Who(name="王小明", is_verified=True)).requester.identity == Identity.VERIFIED
    assert submit(stage, who=Who(name="王小明")).requester.identity == Identity.SELF_DECLARED


def test_personal_data_are_encrypted_where_they_lie(stage: Stage) -> None:
    who = Who(
        name="王小明",
        phone=PHONE,
        email="wang@example.cn",
        id_number=ID_NUMBER,
        firm_name="河湟建筑有限公司",
        firm_code=FIRM_CODE,
    )
    case = submit(stage, who=who)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, '|'), '') FROM \"{table}\" t")
            everything = cursor.fetchone()[0]
            for secret in (PHONE, "王小明", "wang@example.cn", ID_NUMBER, "河湟建筑", FIRM_CODE):
                assert secret not in everything, table
                assert secret.encode().hex() not in everything, table
            assert case.query_code not in everything
    kept = Requester.objects.get(pk=case.requester_id)
    assert (kept.name, kept.phone, kept.id_number) == ("王小明", PHONE, ID_NUMBER)


def test_two_cases_of_one_phone_share_a_blind_index_and_no_cipher_text(stage: Stage) -> None:
    for _ in range(2):
        submit(stage)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT phone_index), count(DISTINCT phone), count(*) FROM cases_requester"
        )
        assert cursor.fetchone() == (1, 2, 2)


# What stands when it is received.


def test_a_received_case_has_its_number_its_record_its_clock_and_its_jobs(stage: Stage) -> None:
    case = submit(stage)
    assert case.state == CaseState.RECEIVED
    assert case.received_at == stage.now
    assert moves_of(case) == [Move.RECEIVE]
    assert last_event(case).facts == {"channel": Channel.WEBSITE, "kind": Kind.HELP}
    [clock] = running(case)
    assert (clock.hop, clock.unit) == (Hop.DISPATCH, stage.unit("centre"))
    assert jobs() == [("journal.consume", "dispatch.advise")]


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args->>'consumer' FROM procrastinate_jobs ORDER BY id")
        return list(cursor.fetchall())


def test_when_the_transaction_fails_nothing_of_it_is_left(stage: Stage) -> None:
    with transaction.atomic():
        submit(stage)
        transaction.set_rollback(True)
    assert not Case.objects.exists()
    assert not Requester.objects.exists()
    assert not Event.objects.exists()
    assert not Clock.objects.exists()
    assert jobs() == []


def test_numbers_are_unique_tell_the_day_and_carry_a_check_digit(stage: Stage) -> None:
    cases = [submit(stage) for _ in range(20)]
    assert len({case.number for case in cases}) == 20
    for case in cases:
        assert case.number.startswith("200309")
        assert read_public_number(show_public_number(case.number)) == case.number
        wrong = case.number[:-1] + str((int(case.number[-1]) + 1) % 10)
        assert read_public_number(wrong) is None


def test_the_day_of_a_number_is_that_of_xining(stage: Stage) -> None:
    stage.later(hours=12, minutes=1)
    assert submit(stage).number.startswith("200310"), "one minute past midnight"


def test_query_codes_are_secret_and_can_be_read_aloud(stage: Stage) -> None:
    codes = {submit(stage).query_code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch("[2-9A-HJKMNP-TV-Z]{8}", code) for code in codes)


def test_the_same_submission_key_gives_the_same_case(stage: Stage) -> None:
    key = uuid4()
    request = stage.request()
    first, again = (
        intake.submit(request=request, actor=Actor.public(), now=stage.now, submission_key=key)
        for _ in range(2)
    )
    assert first == again
    assert Case.objects.count() == Requester.objects.count() == Event.objects.count() == 1


def test_a_case_is_received_in_a_fixed_number_of_queries(stage: Stage) -> None:
    submit(stage)
    with CaptureQueriesContext(connection) as queries:
        submit(stage, category="0101", region="630100")
    assert len(queries) <= 12, [query["sql"][:80] for query in queries]


# Drafts of agents.


def test_a_draft_is_kept_as_it_is_and_no_clock_runs(stage: Stage) -> None:
    draft = stage.draft(content="喂", title="", who=Who(name="王", phone="138"))
    draft.refresh_from_db()
    assert (draft.state, draft.content, draft.received_at) == (CaseState.DRAFT, "喂", None)
    assert Requester.objects.get(pk=draft.requester_id).phone == "138"
    assert not running(draft)
    assert jobs() == []


def test_even_a_draft_keeps_nothing_that_cannot_be_stored(stage: Stage) -> None:
    draft = stage.draft(who=Who(name="王\x00小\ud800明", phone="1\u202e38"))
    who = Requester.objects.get(pk=draft.requester_id)
    assert (who.name, who.phone) == ("王小明", "138")
    with pytest.raises(InvalidInput) as refusal:
        stage.draft(who=Who(name="长" * 61))
    assert refusal.value.field == "name"


def test_a_submitted_draft_is_received_then_with_its_final_text(stage: Stage) -> None:
    draft = stage.draft(content="喂", who=Who())
    stage.later(minutes=5)
    request = stage.request(category="0101", region="630102", occurred_on=date(2020, 3, 8))
    case = intake.submit_draft(case_id=draft.pk, request=request, actor=stage.person("agent1"), now=stage.now)
    case.refresh_from_db()
    assert (case.state, case.content, case.received_at) == (CaseState.RECEIVED, CONTENT, stage.now)
    assert (case.category_id, case.region_id) == ("0101", "630102")
    assert Requester.objects.get(pk=case.requester_id).phone == PHONE
    assert Requester.objects.count() == 1
    assert moves_of(case) == [Move.DRAFT, Move.RECEIVE]
    assert [clock.started_at for clock in running(case, Hop.DISPATCH)] == [stage.now]
    assert list(search(stage.dispatcher, "工程款")) == [case]


def test_a_draft_that_is_not_complete_stays_a_draft(stage: Stage) -> None:
    draft = stage.draft()
    with pytest.raises(InvalidInput):
        intake.submit_draft(
            case_id=draft.pk,
            request=stage.request(content=""),
            actor=stage.person("agent1"),
            now=stage.now,
        )
    draft.refresh_from_db()
    assert draft.state == CaseState.DRAFT


def test_a_draft_is_submitted_once(stage: Stage) -> None:
    draft, agent = stage.draft(), stage.person("agent1")
    intake.submit_draft(case_id=draft.pk, request=stage.request(), actor=agent, now=stage.now)
    with pytest.raises(IllegalMove):
        intake.submit_draft(case_id=draft.pk, request=stage.request(), actor=agent, now=stage.now)


def test_a_discarded_draft_was_never_received(stage: Stage) -> None:
    draft = intake.discard_draft(case_id=stage.draft().pk, actor=stage.person("agent1"), now=stage.now)
    assert draft.state == CaseState.WITHDRAWN
    assert draft.received_at is None
    assert draft.settled_at is None
    assert Move.RECEIVE not in moves_of(draft)


def test_drafts_are_for_those_who_take_in(stage: Stage) -> None:
    with pytest.raises(MissingDuty):
        intake.save_draft(request=stage.request(), actor=stage.handler("justice"), now=stage.now)
    with pytest.raises(OutOfScope):
        intake.discard_draft(case_id=stage.draft().pk, actor=stage.handler("justice"), now=stage.now)
