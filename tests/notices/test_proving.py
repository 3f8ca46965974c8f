"""A telephone is proved by a code that lasts five minutes and five tries, and few of which are sent."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from fenbo.core.errors import InvalidInput
from fenbo.notices import proving
from fenbo.notices.models import By, Message, Proof
from fenbo.notices.proving import TooManyCodes
from tests.cast import NOON, PHONE

pytestmark = pytest.mark.django_db


def sent(phone: str = PHONE, minutes: float = 0) -> tuple[Proof, str]:
    proof = proving.send_code(phone=phone, now=NOON + timedelta(minutes=minutes))
    return proof, json.loads(Message.objects.get(subject=proof.pk).values)["code"]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_whoever_says_the_code_has_the_telephone_once() -> None:
    proof, code = sent()
    assert proving.prove(proof_id=proof.pk, code=code, now=NOON) == PHONE
    with pytest.raises(InvalidInput):
        proving.prove(proof_id=proof.pk, code=code, now=NOON)


def test_it_goes_by_short_message_at_any_hour() -> None:
    proof = proving.send_code(phone=PHONE, now=NOON + timedelta(hours=12))
    [way] = Message.objects.get(subject=proof.pk).ways.all()
    assert (way.by, way.to, way.next_try_at) == (By.SMS, PHONE, NOON + timedelta(hours=12))


def test_neither_the_code_nor_the_telephone_can_be_read_in_the_database() -> None:
    _proof, code = sent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, index, code FROM notices_proof")
        kept = b"".join(map(bytes, cursor.fetchone()))
    assert code.encode() not in kept
    assert PHONE.encode() not in kept


def test_the_sixth_try_proves_nothing_even_if_it_is_right() -> None:
    proof, code = sent()
    for _try in range(proving.MOST_TRIES):
        with pytest.raises(InvalidInput):
            proving.prove(proof_id=proof.pk, code=wrong(code), now=NOON)
    with pytest.raises(InvalidInput):
        proving.prove(proof_id=proof.pk, code=code, now=NOON)


@pytest.mark.parametrize(("minutes", "is_valid"), [(5, True), (5.1, False)])
def test_it_lasts_five_minutes(minutes: float, is_valid: bool) -> None:
    proof, code = sent()
    now = NOON + timedelta(minutes=minutes)
    if is_valid:
        assert proving.prove(proof_id=proof.pk, code=code, now=now) == PHONE
    else:
        with pytest.raises(InvalidInput):
            proving.prove(proof_id=proof.pk, code=code, now=now)


def test_the_code_of_one_proves_no_other() -> None:
    (mine, _), (_theirs, code) = sent(), sent("13897210002")
    with pytest.raises(InvalidInput):
        proving.prove(proof_id=mine.pk, code=code if code != _ else wrong(code), now=NOON)
    with pytest.raises(InvalidInput):
        proving.prove(proof_id=uuid4(), code=code, now=NOON)


@pytest.mark.parametrize(("minutes", "most"), [(0.5, 1), (2, 5), (70, 10)])
def test_a_telephone_gets_few(minutes: float, most: int) -> None:
    for number in range(most):
        sent(minutes=number * minutes)
    with pytest.raises(TooManyCodes):
        sent(minutes=most * minutes)
    sent("13897210002", minutes=most * minutes)


@pytest.mark.parametrize("phone", ["", "0971-6101234", "1389721000", "12345678901"])
def test_only_a_mobile_number_gets_one(phone: str) -> None:
    with pytest.raises(InvalidInput):
        proving.send_code(phone=phone, now=NOON)
    assert not Message.objects.exists()


def test_nothing_is_left_of_it_on_the_next_day(settings: Settings) -> None:
    sent()
    assert proving.forget(now=NOON + timedelta(hours=23)) == 0
    assert proving.forget(now=NOON + timedelta(hours=25)) == 1
    assert not Message.objects.exists()
