"""Personal data at rest: encrypted, findable by who holds the key, and carried over to new keys."""

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fenbo.core import secrets
from fenbo.directory.models import Staff

PHONE = "13897210001"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts)
def test_what_was_hidden_can_be_read(text: str) -> None:
    assert secrets.decrypt(secrets.encrypt(text)) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert secrets.encrypt(PHONE) != secrets.encrypt(PHONE)
    assert PHONE.encode() not in secrets.encrypt(PHONE)


def test_a_forged_token_is_refused() -> None:
    token = bytearray(secrets.encrypt(PHONE))
    token[20] ^= 1
    with pytest.raises(InvalidToken):
        secrets.decrypt(bytes(token))


def test_new_keys_write_and_old_keys_still_read(settings: Settings) -> None:
    settings.FIELD_KEYS = ["old"]
    old = secrets.encrypt(PHONE)
    settings.FIELD_KEYS = ["new", "old"]
    assert secrets.decrypt(old) == PHONE
    fresh, rotated = secrets.encrypt(PHONE), secrets.rotate(old)
    settings.FIELD_KEYS = ["new"]
    assert secrets.decrypt(fresh) == secrets.decrypt(rotated) == PHONE
    with pytest.raises(InvalidToken):
        secrets.decrypt(old)


@given(texts, texts)
def test_the_blind_index_is_equal_for_equal_texts_only(one: str, other: str) -> None:
    assert (secrets.blind_index(one) == secrets.blind_index(other)) is (one == other)


def test_the_blind_index_has_a_key_of_its_own(settings: Settings) -> None:
    index = secrets.blind_index(PHONE)
    settings.FIELD_KEYS = ["other"]
    assert secrets.blind_index(PHONE) == index
    settings.BLIND_INDEX_KEY = "other"
    assert secrets.blind_index(PHONE) != index
    assert len(index) == 16


def stored(person: Staff) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM directory_staff WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_field_is_hidden_in_the_database_and_plain_in_python() -> None:
    person = Staff.objects.create(username="clerk", phone=PHONE)
    assert secrets.decrypt(stored(person)) == PHONE
    assert PHONE.encode() not in stored(person)
    person.refresh_from_db()
    assert person.phone == PHONE
    assert Staff.objects.values_list("phone", flat=True).get() == PHONE


@pytest.mark.django_db
def test_nothing_stays_nothing() -> None:
    person = Staff.objects.create(username="clerk")
    assert stored(person) == b""
    person.refresh_from_db()
    assert person.phone == ""


@pytest.mark.django_db
def test_every_way_of_writing_hides_it() -> None:
    (made,) = Staff.objects.bulk_create([Staff(username="made", phone=PHONE)])
    assert secrets.decrypt(stored(made)) == PHONE
    Staff.objects.update(phone="13897210002")
    assert secrets.decrypt(stored(made)) == "13897210002"
    made.phone = "13897210003"
    Staff.objects.bulk_update([made], ["phone"])
    assert secrets.decrypt(stored(made)) == "13897210003"
    made.phone = "13897210004"
    made.save(update_fields=["phone"])
    assert secrets.decrypt(stored(made)) == "13897210004"
