"""Whatever number is private, however it is written and whatever stands around it, it is cut; others stay."""

import string
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from fenbo.core.ids import show_public_number
from fenbo.publication.marks import Mark
from fenbo.publication.redaction import find, left_over, redact
from fenbo.publication.rules.numbers import PLATE_HEADS

BEFORE = st.sampled_from(["", "我的电话是", "请联系：", "（", "工程款没付，", "谢谢!", "姓名王小明 "])
AFTER = st.sampled_from(["", "。", "，急", "）", "谢谢", " 请回电", "\n"])
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
FIRM_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = ["630102", "632801", "110105", "510107", "659001"]


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def plain(text: str, _gap: str) -> str:
    return text


def wide(text: str, _gap: str) -> str:
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in string.digits + string.ascii_letters})


def spaced(text: str, gap: str) -> str:
    return gap.join(text[at : at + 4] for at in range(0, len(text), 4))


def spelt(text: str, _gap: str) -> str:
    return text.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))


def shown(text: str, gap: str) -> str:
    return gap.join(text)


GAPS = st.sampled_from([" ", "-", "　", "·", " -"])
MOBILES = st.builds("1{}{}".format, st.sampled_from("3456789"), digits(9))
LANDLINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["0970", "0971", "0972", "0973", "0974", "0975", "0976", "0977", "0979", "010", "021"]),
    st.sampled_from("2345678"),
    digits(6),
)
BIRTHDAYS = st.dates(date(1930, 1, 1), date(2020, 1, 1))


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from(CODES)) + f"{draw(BIRTHDAYS):%Y%m%d}" + draw(digits(3))
    return body + ric.calc_check_digit(body + "0")


@st.composite
def old_id_numbers(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(CODES)) + f"{draw(BIRTHDAYS):%y%m%d}" + draw(digits(3))


@st.composite
def cards(draw: st.DrawFn) -> str:
    body = "62" + draw(digits(draw(st.integers(10, 16))))
    return body + luhn.calc_check_digit(body)


@st.composite
def firm_codes(draw: st.DrawFn) -> str:
    body = "91" + draw(st.sampled_from(CODES)) + draw(st.text(FIRM_LETTERS, min_size=9, max_size=9))
    return body + uscc.calc_check_digit(body + "0")


@st.composite
def plates(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(PLATE_HEADS)) + draw(st.sampled_from(PLATE_LETTERS))
    ordinary = st.builds("{}{}".format, digits(4), st.sampled_from(PLATE_LETTERS + string.digits))
    small = st.builds("{}{}{}".format, st.sampled_from("DF"), st.sampled_from(PLATE_LETTERS), digits(4))
    large = st.builds("{}{}".format, digits(5), st.sampled_from("DF"))
    return head + draw(st.one_of(ordinary, small, large))


@given(BEFORE, MOBILES, AFTER, st.sampled_from([plain, wide, spaced, spelt, shown]), GAPS)
def test_any_mobile_in_any_writing_is_cut(before, number, after, write, gap) -> None:  # type: ignore[no-untyped-def]
    _is_cut(before + write(number, gap) + after, write(number, gap), {Mark.MOBILE})


@given(BEFORE, LANDLINES, AFTER, st.sampled_from([plain, wide, spelt]), GAPS)
def test_any_landline_is_cut(before, number, after, write, gap) -> None:  # type: ignore[no-untyped-def]
    _is_cut(before + write(number, gap) + after, write(number, gap), {Mark.LANDLINE})


@given(
    BEFORE,
    st.one_of(id_numbers(), old_id_numbers()),
    AFTER,
    st.sampled_from([plain, wide, spaced, shown]),
    GAPS,
)
def test_any_identity_number_is_cut(before, number, after, write, gap) -> None:  # type: ignore[no-untyped-def]
    # A number of fifteen digits may be a card as well: cut it is.
    _is_cut(before + write(number, gap) + after, write(number, gap), {Mark.ID_NUMBER, Mark.BANK_CARD})


# Its second group begins like a mobile number.
@example("", "620013000000003", "", spaced, " ")
@given(BEFORE, cards(), AFTER, st.sampled_from([plain, wide, spaced, spelt]), GAPS)
def test_any_bank_card_is_cut(before, number, after, write, gap) -> None:  # type: ignore[no-untyped-def]
    _is_cut(before + write(number, gap) + after, write(number, gap), {Mark.BANK_CARD, Mark.ID_NUMBER})


@given(BEFORE, firm_codes(), AFTER, st.sampled_from([plain, wide, spaced]), GAPS)
def test_any_code_of_a_firm_is_cut(before, number, after, write, gap) -> None:  # type: ignore[no-untyped-def]
    _is_cut(before + write(number, gap) + after, write(number, gap), {Mark.FIRM_CODE, Mark.ID_NUMBER})


@given(BEFORE, plates(), AFTER, st.sampled_from([plain, wide, str.lower]))
def test_any_plate_is_cut(before, number, after, write) -> None:  # type: ignore[no-untyped-def]
    written = write(number) if write is str.lower else write(number, "")
    _is_cut(before + written + after, written, {Mark.PLATE})


def _is_cut(text: str, number: str, marks: set[Mark]) -> None:
    found = [span for span in find(text) if span.mark in marks]
    assert any(number in text[span.start : span.end] for span in found), find(text)
    assert number not in redact(text)
    assert left_over(redact(text)) == []


AMOUNTS = st.builds("{}{}".format, st.integers(1, 10**15), st.sampled_from(["元", "万元", "亿元", " 元"]))
PAPERS = st.builds(
    "{}〔{}〕{}号".format,
    st.sampled_from(["青政办", "国办函", "青人社发"]),
    st.integers(1990, 2030),
    st.integers(1, 999),
)
ORDERS = st.builds("{}{}".format, st.sampled_from(["订单号", "合同编号：", "流水号", "案号"]), digits(16))
DAYS = st.dates(date(1949, 1, 1), date(2030, 1, 1)).map(lambda day: f"{day.year}年{day.month}月{day.day}日")
HOTLINES = st.sampled_from(["12345", "12329", "95598", "12333", "110", "4006012345"])
ROADS = st.builds(
    "{}{}高速K{}+{}".format,
    st.sampled_from("GS"),
    st.integers(1, 9999),
    st.integers(1, 3000),
    st.integers(100, 999),
)
SENTENCES = st.sampled_from(["拨打{}咨询。", "按{}办理，", "共计{}；", "见{}（全文）", "于{}起施行"])


@given(SENTENCES, st.one_of(AMOUNTS, PAPERS, ORDERS, DAYS, HOTLINES, ROADS))
def test_amounts_papers_days_hotlines_and_roads_stay(sentence: str, thing: str) -> None:
    text = sentence.format(thing)
    assert redact(text) == text


@given(st.integers(0, 10**6))
def test_the_public_number_of_a_case_stays_in_the_writing_of_the_pages(serial: int) -> None:
    text = f"诉求编号{show_public_number(f'2003{serial:08d}7')}，已合并。"
    assert redact(text) == text
