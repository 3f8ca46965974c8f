"""An entry: written, read by a second person, in force, replaced, retired."""

from typing import Any

import pytest

from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope, StaleVersion
from fenbo.journal.queries import events_of
from fenbo.knowledge import queries
from fenbo.knowledge.lifecycle import EntryState, Move, VersionState
from fenbo.knowledge.models import Entry, Item, Version
from fenbo.knowledge.operations import entries
from fenbo.knowledge.turn import SecondPersonWanted
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cast import NOON, Cast
from tests.knowledge.stage import TODAY, Library, days, wording


def test_a_draft_is_nobodys_to_read_but_the_editors(library: Library) -> None:
    entry = library.draft()
    assert entry.state == EntryState.UNPUBLISHED
    assert not Item.objects.exists()
    with pytest.raises(OutOfScope):
        queries.public_entry(entry.slug)


def test_the_address_is_the_questions_pinyin(library: Library) -> None:
    first, again = library.draft(), library.draft()
    assert first.slug == "zheng-fu-xiang-mu-tuo-qian-gong-cheng-kuan-zen-me-yao"
    assert again.slug == f"{first.slug}-2"


def test_an_approved_entry_can_be_read_and_found(library: Library) -> None:
    entry = library.entry()
    shown = queries.public_entry(entry.slug)
    assert shown.current is not None
    assert shown.current.number == 1
    assert Item.objects.get().title == "政府项目拖欠工程款怎么要"


def test_its_author_cannot_be_the_second_person(cast: Cast, library: Library) -> None:
    entry = library.submitted()
    with pytest.raises(SecondPersonWanted):
        entries.approve(entry_id=entry.pk, actor=cast.editor, now=NOON)
    assert Version.objects.get().state == VersionState.IN_REVIEW


def test_who_changed_it_last_is_its_author(cast: Cast, library: Library) -> None:
    entry = library.draft()
    entries.write(entry_id=entry.pk, wording=wording(answer="换一种说法。"), actor=cast.second, now=NOON)
    entries.submit(entry_id=entry.pk, actor=cast.editor, now=NOON)
    with pytest.raises(SecondPersonWanted):
        entries.approve(entry_id=entry.pk, actor=cast.second, now=NOON)
    assert entries.approve(entry_id=entry.pk, actor=cast.editor, now=NOON).state == EntryState.LIVE


def test_a_draft_that_was_not_submitted_cannot_be_approved(cast: Cast, library: Library) -> None:
    with pytest.raises(IllegalMove):
        entries.approve(entry_id=library.draft().pk, actor=cast.second, now=NOON)


def test_the_centres_reviewer_may_be_the_second_person_but_writes_nothing(
    cast: Cast, library: Library
) -> None:
    entry = library.submitted()
    assert entries.approve(entry_id=entry.pk, actor=cast.reviewer, now=NOON).state == EntryState.LIVE
    with pytest.raises(MissingDuty):
        entries.write(entry_id=entry.pk, wording=wording(), actor=cast.reviewer, now=NOON)


def test_a_new_version_replaces_the_old_one_which_stays_readable(library: Library) -> None:
    entry = library.entry()
    library.revised(entry, answer="新的答复。")
    states = dict(entry.versions.values_list("number", "state"))
    assert states == {1: VersionState.SUPERSEDED, 2: VersionState.CURRENT}
    assert queries.public_version(entry.slug, 1).answer.startswith("准备合同")
    assert queries.public_entry(entry.slug).current.answer == "新的答复。"  # type: ignore[union-attr]
    assert Item.objects.get().body == "新的答复。"


def test_the_version_in_force_stays_while_the_next_is_written(cast: Cast, library: Library) -> None:
    entry = library.entry()
    entries.write(entry_id=entry.pk, wording=wording(answer="还没写好"), actor=cast.editor, now=NOON)
    assert queries.public_entry(entry.slug).current.number == 1  # type: ignore[union-attr]
    with pytest.raises(OutOfScope):
        queries.public_version(entry.slug, 2)


def test_the_journal_keeps_a_fingerprint_of_every_version_in_force(library: Library) -> None:
    entry = library.entry()
    approved = events_of(entry.pk).get(move=Move.APPROVE)
    assert approved.facts["digest"] == entries.digest(Version.objects.get())
    assert approved.facts["second_person"].endswith("second同志")


def test_sent_back_it_tells_the_author_why(cast: Cast, library: Library) -> None:
    entry = library.submitted()
    entries.send_back(entry_id=entry.pk, remark="依据写错了", actor=cast.second, now=NOON)
    version = Version.objects.get()
    assert (version.state, version.remark) == (VersionState.DRAFT, "依据写错了")


def test_submitting_tells_those_who_may_review(cast: Cast, library: Library) -> None:
    entry = library.submitted()
    told = Notice.objects.filter(topic=Topic.TEXT_TO_REVIEW, subject=entry.pk)
    assert {(n.unit.slug, n.duty) for n in told} == {
        ("justice", "edit"), ("centre", "edit"), ("centre", "review"),
    }  # fmt: skip


def test_a_retired_entry_is_not_found_but_its_versions_are(cast: Cast, library: Library) -> None:
    entry = library.entry()
    entries.retire(entry_id=entry.pk, reason="政策已废止", actor=cast.owner, now=NOON)
    assert not Item.objects.exists()
    with pytest.raises(OutOfScope):
        queries.public_entry(entry.slug)
    assert queries.public_version(entry.slug, 1).number == 1


def test_a_new_version_brings_a_retired_entry_back(cast: Cast, library: Library) -> None:
    entry = library.entry()
    entries.retire(entry_id=entry.pk, reason="暂停", actor=cast.editor, now=NOON)
    assert library.revised(entry).state == EntryState.LIVE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "长" * 121}, "question"),
        ({"answer": ""}, "answer"),
        ({"basis": ""}, "basis"),
        ({"valid_to": TODAY - days(1)}, "valid_to"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    cast: Cast, library: Library, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        library.draft(**changes)
    assert refused.value.field == field
    assert not Entry.objects.exists()


def test_what_has_ended_already_is_not_put_in_force(cast: Cast, library: Library) -> None:
    entry = library.submitted(valid_from=TODAY - days(9), valid_to=TODAY - days(1))
    with pytest.raises(InvalidInput):
        entries.approve(entry_id=entry.pk, actor=cast.second, now=NOON)


def test_who_was_slower_is_told_so(cast: Cast, library: Library) -> None:
    entry = library.draft()
    with pytest.raises(StaleVersion):
        entries.submit(entry_id=entry.pk, actor=cast.editor, now=NOON, version=0)


def test_another_unit_can_be_made_to_answer_for_it_by_the_centre_only(cast: Cast, library: Library) -> None:
    entry = library.entry()
    with pytest.raises(MissingDuty):
        entries.assign(entry_id=entry.pk, owner=cast.unit["commerce"].pk, actor=cast.owner, now=NOON)
    entries.assign(entry_id=entry.pk, owner=cast.unit["commerce"].pk, actor=cast.editor, now=NOON)
    with pytest.raises(OutOfScope):
        queries.desk_entry(cast.owner, entry.pk)
    assert queries.desk_entry(cast.stranger, entry.pk).pk == entry.pk
