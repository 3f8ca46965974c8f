"""After an import everybody finds every public case by its own words."""

from pathlib import Path

import pytest

from fenbo.cases.lifecycle import Move
from fenbo.importing.mapping import Rules
from fenbo.importing.operations import Checked, take
from fenbo.importing.tables import Unreadable
from fenbo.importing.verification import phrase_of, verify
from fenbo.publication.models import Publication
from tests.importing.makers import NOW, csv_file

pytestmark = pytest.mark.usefixtures("seeded")


def test_every_public_row_is_found_by_a_phrase_and_the_counts_agree(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    take(path, Rules(), Checked(), now=NOW)
    found = verify(path, Rules(), now=NOW)
    assert (found.rows, found.cases, found.answered, found.public) == (3, 3, 2, 2)
    assert (found.searched, found.found, found.missing) == (2, 2, [])
    assert found.moves == {Move.RECEIVE: 3, Move.CLOSE: 2, Move.PUBLISH: 2}
    assert found.holds
    assert "found by public search for a phrase of the text: 2 / 2" in "\n".join(found.lines())


def test_a_row_that_the_search_does_not_show_is_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    take(path, Rules(), Checked(), now=NOW)
    Publication.objects.filter(question__contains="公租房").update(words=None)
    Publication.objects.filter(question__contains="公共租赁").update(words=None)
    found = verify(path, Rules(), now=NOW)
    assert not found.holds
    assert [row for row, _phrase in found.missing] == [3]
    assert any("row 3 is not found" in line for line in found.lines())


def test_a_file_that_is_only_half_in_does_not_hold(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    take(path, Rules(), Checked(bad={2}), now=NOW)
    found = verify(path, Rules(), now=NOW)
    assert (found.rows, found.cases, found.holds) == (3, 2, False)


def test_a_file_that_was_never_imported_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="never imported"):
        verify(csv_file(tmp_path), Rules(), now=NOW)


def test_the_phrase_is_what_everybody_may_read() -> None:
    assert phrase_of("我叫王小明，电话13897210001，路灯坏了半个月没人修。") == "路灯坏了半个月没人修"
    assert phrase_of("OK!") == ""


def test_a_text_without_a_purely_chinese_stretch_is_asked_for_as_it_stands() -> None:
    assert phrase_of("Wi-Fi：5G套餐降速，电话13897210001") == "5G套餐降速"
