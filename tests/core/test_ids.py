"""Numbers that people read over the telephone, codes that they copy by hand, keys that machines sort by."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fenbo.core import ids

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
numbers = st.builds(ids.public_number, days, st.integers(0, 999_999))


def test_a_number_is_day_serial_and_check_digit() -> None:
    number = ids.public_number(date(2020, 3, 9), 127)
    assert number[:12] == "200309000127"
    assert len(number) == 13
    assert ids.show_public_number(number) == f"200309-000127-{number[-1]}"


@given(numbers)
def test_what_is_shown_can_be_read_back(number: str) -> None:
    assert ids.read_public_number(number) == number
    assert ids.read_public_number(ids.show_public_number(number)) == number


@given(numbers, st.integers(0, 12), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(number: str, at: int, digit: str) -> None:
    assume(number[at] != digit)
    assert ids.read_public_number(number[:at] + digit + number[at + 1 :]) is None


@given(numbers)
def test_a_missing_or_repeated_digit_is_noticed(number: str) -> None:
    assert ids.read_public_number(number[:-1]) is None
    assert ids.read_public_number(number + number[-1]) is None


@pytest.mark.parametrize(
    "form", ["{0} {1} {2}", "{0}—{1}－{2}", " {0}-{1}-{2} ", "{0}\t{1}\n{2}", "{0}{1}{2}"]
)
def test_blanks_and_dashes_of_every_kind_do_not_matter(form: str) -> None:
    number = ids.public_number(date(2020, 3, 9), 127)
    assert ids.read_public_number(form.format(number[:6], number[6:12], number[12:])) == number


def test_full_width_digits_are_digits() -> None:
    number = ids.public_number(date(2020, 3, 9), 127)
    assert ids.read_public_number(number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})) == number


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    read = ids.read_public_number(text)
    assert read is None or len(read) == 13
    ids.read_query_code(text)


def test_serials_go_round_after_a_million() -> None:
    day = date(2020, 3, 9)
    assert ids.public_number(day, 1_000_000) == ids.public_number(day, 0)


def test_a_query_code_has_no_letters_that_look_alike() -> None:
    codes = [ids.new_query_code() for _ in range(500)]
    assert len(set(codes)) == 500
    assert not set("01ILOU") & set("".join(codes))
    assert {len(code) for code in codes} == {8}


@pytest.mark.parametrize("typed", ["abcd2345", "ABCD-2345", " abcd 2345 ", "ＡＢＣＤ２３４５"])
def test_a_query_code_is_read_however_it_is_typed(typed: str) -> None:
    assert ids.read_query_code(typed) == "ABCD2345"


def test_keys_are_unique_and_in_order_of_time() -> None:
    keys = [ids.new_id() for _ in range(1000)]
    assert all(isinstance(key, UUID) and key.version == 7 for key in keys)
    assert len(set(keys)) == 1000
    assert keys == sorted(keys)
