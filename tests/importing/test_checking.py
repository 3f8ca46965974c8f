"""Every row is looked at before anything is written, and everything wrong with it is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.clock import SHANGHAI
from fenbo.directory.models import Unit
from fenbo.importing import mapping
from fenbo.importing.checking import BadRow, Checker, Problem, Record
from fenbo.importing.directory import Directory
from fenbo.importing.mapping import Rules
from fenbo.importing.operations import check
from fenbo.importing.tables import Line
from tests.importing.makers import HEADER, NOW, ROWS, changed, csv_file

pytestmark = pytest.mark.usefixtures("seeded")
NO_RULES = Rules()
SHORT = ("text", "received_at")


def record(
    cells: Sequence[str | datetime], header: Sequence[str] = HEADER, rules: Rules = NO_RULES
) -> Record:
    places = mapping.places(list(header), rules)
    checker = Checker(list(header), places, rules, Directory.load(), NOW)
    return checker.record(Line(2, list(cells)))


def problems(
    cells: Sequence[str | datetime], header: Sequence[str] = HEADER, rules: Rules = NO_RULES
) -> list[Problem]:
    with pytest.raises(BadRow) as bad:
        record(cells, header, rules)
    return bad.value.problems


def with_column(name: str, value: str, rules: Rules = NO_RULES) -> Record:
    return record(
        ["路灯坏了半个月", "2019-04-24", value, "已修好", "2019-05-01"],
        [*SHORT, name, "reply", "replied_at"],
        rules,
    )


def reason(name: str, value: str, rules: Rules = NO_RULES) -> str:
    header = [*SHORT, name, "reply", "replied_at"]
    [problem] = problems(["路灯坏了半个月", "2019-04-24", value, "已修好", "2019-05-01"], header, rules)
    assert problem.column == name
    return problem.reason


def test_a_good_row_becomes_a_record() -> None:
    found = record(ROWS[0])
    assert found.received_at == datetime(2019, 4, 24, 16, 3, 40, tzinfo=SHANGHAI)
    assert found.replied_at == datetime(2019, 5, 9, 9, 49, tzinfo=SHANGHAI)
    assert (found.kind, found.urgency, found.is_public) == (Kind.HELP, Urgency.ORDINARY, True)
    assert found.texts["origin"] == "71"


def test_a_row_without_a_reply_is_a_case_that_is_still_open() -> None:
    found = record(ROWS[2])
    assert (found.replied_at, found.unit) == (None, "")


def test_the_unit_is_the_one_that_the_reply_names_first() -> None:
    assert record(ROWS[0]).unit == "housing"
    assert with_column("unit", "").unit == "general-office"


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("省公安厅", "public-security"),
        ("青海省教育厅", "education"),
        ("xining", "xining"),
        ("西宁市", "xining"),
    ],
)
def test_a_unit_is_known_by_any_of_its_names(said: str, slug: str) -> None:
    assert with_column("unit", said).unit == slug


def test_an_unknown_unit_is_mapped_or_told() -> None:
    assert "map it in [values.unit]" in reason("unit", "火星办")
    assert with_column("unit", "火星办", Rules(values={"unit": {"火星办": "science"}})).unit == "science"
    assert with_column("unit", "", Rules(defaults={"unit": "justice"})).unit == "justice"


def test_a_unit_must_have_existed_on_that_day() -> None:
    Unit.objects.filter(slug="science").update(valid_from=date(2019, 6, 1))
    assert "did not exist on 2019-04-24" in reason("unit", "science")


@pytest.mark.parametrize(
    ("said", "code"), [("630103", "630103"), ("城中区", "630103"), ("同仁县", "632301"), ("", None)]
)
def test_a_region_is_known_by_code_and_by_old_and_new_names(said: str, code: str | None) -> None:
    assert with_column("region", said).region == code


def test_an_unknown_region_or_category_is_told_or_mapped() -> None:
    assert "map it in [values.region]" in reason("region", "A市")
    assert with_column("region", "A市", Rules(values={"region": {"A市": "630100"}})).region == "630100"
    assert "map it in [values.category]" in reason("category", "城乡建设")
    assert (
        with_column("category", "城乡建设", Rules(values={"category": {"城乡建设": "0902"}})).category
        == "0902"
    )
    assert with_column("category", "消费纠纷").category == "0907"


def test_a_kind_is_known_by_its_word() -> None:
    assert with_column("kind", "投诉").kind == Kind.COMPLAINT
    assert with_column("kind", "praise").kind == Kind.PRAISE
    assert "none of" in reason("kind", "闲聊")


def test_yes_and_no_are_understood_and_nothing_else() -> None:
    assert with_column("publish", "否").is_public is False
    assert with_column("publish", "", Rules(defaults={"publish": "0"})).is_public is False
    assert "neither yes nor no" in reason("publish", "也许")


@pytest.mark.parametrize(
    ("cell", "value", "column", "told"),
    [
        ("received_at", "", "received_at", "not a date"),
        ("received_at", "2019-02-30", "received_at", "not a date"),
        ("received_at", "2030-01-01", "received_at", "in the future"),
        ("received_at", "1900-01-01", "received_at", "before 1990"),
        ("replied_at", "2019-01-01", "replied_at", "earlier than received_at"),
        ("replied_at", "", "replied_at", "without its time"),
        ("replied_at", "不详", "replied_at", "not a date"),
        ("reply", "", "reply", "without a reply"),
        ("text", "", "text", "shorter than 5"),
        ("text", "太短", "text", "shorter than 5"),
        ("text", "长" * 20_001, "text", "20001 characters, at most 20000"),
        ("reply", "长" * 20_001, "reply", "at most 20000"),
        ("title", "长" * 121, "title", "at most 120"),
        ("id", "9" * 65, "id", "at most 64"),
    ],
)
def test_each_mistake_is_told_in_its_column(cell: str, value: str, column: str, told: str) -> None:
    [problem] = problems([str(each) for each in changed(0, **{cell: value})[0]])
    assert (problem.row, problem.column) == (2, column)
    assert told in problem.reason
    assert len(problem.value) <= 60


def test_all_mistakes_of_a_row_are_told_at_once() -> None:
    found = problems(["1", "标题", "昨天", "短", "答", "明天"])
    assert [problem.column for problem in found] == ["text", "received_at", "replied_at"]


def test_a_row_of_another_width_is_told() -> None:
    [problem] = problems(["1", "2"])
    assert problem.reason == "2 cells, but the header has 6"


def test_control_characters_and_formulas_are_only_text() -> None:
    found = record(["7", "=cmd|' /C calc'!A0", "2019-04-24", "@SUM(1+1)\x00\u202e 路灯坏了", "", ""])
    assert found.texts["title"] == "=cmd|' /C calc'!A0"
    assert found.texts["content"] == "@SUM(1+1) 路灯坏了"


def test_a_telephone_number_must_be_one() -> None:
    assert with_column("phone", "138 9721 0001").texts["phone"] == "13897210001"
    assert reason("phone", "保密") == "not a telephone number"


def test_a_repetition_names_the_first_row(tmp_path: Path) -> None:
    again = [*ROWS, ROWS[0], ("72", *ROWS[0][1:])]
    found = check(csv_file(tmp_path, again), Rules(), now=NOW)
    assert [(problem.row, problem.reason) for problem in found.problems] == [
        (5, "the whole row is a repetition of row 2"),
        (6, "id “72” is a repetition of row 3"),
    ]


def test_the_same_words_at_another_time_are_no_repetition() -> None:
    first = record(ROWS[0])
    assert first.digest != replace(first, received_at=NOW).digest
    assert first.digest == replace(first, row=99).digest
