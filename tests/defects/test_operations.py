"""Anybody tells what is wrong on a page; the centre's editors settle it in time and say how."""

from typing import Any

import pytest

from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope, StaleVersion
from fenbo.defects import operations, queries
from fenbo.defects.models import Defect, DefectKind, DefectState
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.journal.queries import events_of
from fenbo.journal.verification import verify
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cast import NOON, Cast, hours


def reported(**changes: Any) -> Defect:
    given = {"page": "/about/", "kind": DefectKind.OLD, "text": "答复时限已经改了", **changes}
    return operations.report(**given, actor=Actor.public(), now=NOON)


def settled(cast: Cast, defect: Defect, **changes: Any) -> Defect:
    given = {"mended": True, "outcome": "已按新规定改正。", "actor": cast.editor, **changes}
    return operations.settle(defect_id=defect.pk, now=NOON + hours(1), **given)


def test_the_centres_editors_are_told_and_have_a_day(cast: Cast) -> None:
    defect = reported()
    assert defect.due_at == NOON + hours(24)
    notice = Notice.objects.get(topic=Topic.DEFECT_REPORTED)
    assert (notice.unit, notice.duty, notice.subject) == (cast.unit["centre"], Duty.EDIT, defect.pk)


def test_the_journal_records_both_moves_and_nothing_that_was_written(cast: Cast) -> None:
    defect = reported(text="王小明的电话13897210001还在页面上", kind=DefectKind.PRIVATE)
    settled(cast, defect)
    events = events_of(defect.pk)
    assert [event.move for event in events] == [operations.REPORT, operations.SETTLE]
    assert [event.facts for event in events] == [{"kind": "defect_private"}, {"outcome": "defect_mended"}]
    assert verify().first_bad is None


def test_only_the_centres_editors_see_them(cast: Cast) -> None:
    defect = reported()
    assert list(queries.open_defects(cast.editor)) == [defect]
    for other in (cast.unit_editor, cast.agent, cast.outsider, Actor.public()):
        assert not queries.open_defects(other)
        with pytest.raises(OutOfScope):
            settled(cast, defect, actor=other)


def test_what_was_settled_says_how_and_cannot_be_settled_again(cast: Cast) -> None:
    defect = settled(cast, reported(), mended=False, outcome="时限没有变。")
    assert (defect.state, defect.settled_by) == (DefectState.REFUSED, cast.staff["editor"])
    assert not queries.open_defects(cast.editor)
    assert list(queries.settled_defects(cast.editor)) == [defect]
    with pytest.raises(IllegalMove):
        settled(cast, defect)


def test_an_old_page_is_told_so(cast: Cast) -> None:
    with pytest.raises(StaleVersion):
        settled(cast, reported(), version=7)


def test_the_same_report_again_is_the_one_that_is_there(cast: Cast) -> None:
    assert reported() == reported()
    assert Notice.objects.filter(topic=Topic.DEFECT_REPORTED).count() == 1
    assert reported(page="/privacy/") != reported()


def test_a_flood_about_one_page_is_stopped(cast: Cast) -> None:
    for number in range(operations.MOST_OPEN):
        reported(text=f"第{number}处")
    with pytest.raises(InvalidInput):
        reported(text="又一处")
    reported(page="/privacy/")


WRONG = [
    ({"page": ""}, "page"),
    ({"page": "https://elsewhere.example/"}, "page"),
    ({"page": "//elsewhere.example/"}, "page"),
    ({"page": "/\\elsewhere.example"}, "page"),
    ({"page": "javascript:alert(1)"}, "page"),
    ({"page": "/" + "x" * 300}, "page"),
    ({"kind": "nonsense"}, "kind"),
    ({"text": "  "}, "text"),
    ({"text": "\u202e\x00"}, "text"),
    ({"text": "长" * 501}, "text"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_cannot_be_read_is_refused_at_its_field(cast: Cast, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reported(**changes)
    assert refusal.value.field == field
    assert not Defect.objects.exists()
