"""What was found wrong: proposed by anybody, settled by the owner, with a clock."""

import pytest

from fenbo.core.errors import InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.journal.queries import events_of
from fenbo.knowledge import queries
from fenbo.knowledge.lifecycle import Move
from fenbo.knowledge.models import Correction, CorrectionState, Entry
from fenbo.knowledge.operations import corrections, entries
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cast import NOON, Cast, hours
from tests.knowledge.stage import Library


def proposed(entry: Entry, by: Actor | None = None, text: str = "电话号码不对") -> Correction:
    return corrections.propose(entry_id=entry.pk, text=text, actor=by or Actor.public(), now=NOON)


def test_the_public_can_say_what_is_wrong_and_the_owner_gets_a_day(cast: Cast, library: Library) -> None:
    correction = proposed(library.entry())
    assert correction.from_public
    assert correction.due_at == NOON + hours(24)
    told = Notice.objects.filter(topic=Topic.CORRECTION_PROPOSED)
    assert {notice.unit.slug for notice in told} == {"justice", "centre"}
    assert list(queries.corrections(cast.owner)) == [correction]
    assert not queries.corrections(cast.stranger)


def test_an_agent_is_named_and_the_version_that_was_read_too(cast: Cast, library: Library) -> None:
    entry = library.entry()
    correction = proposed(entry, cast.agent)
    assert (correction.proposed_by, correction.from_public) == (cast.staff["agent"], False)
    library.revised(entry, answer="改过的答复")
    correction.refresh_from_db()
    assert correction.about.number == 1


def test_the_journal_does_not_repeat_what_somebody_wrote(library: Library) -> None:
    entry = library.entry()
    proposed(entry, text="我叫王小明")
    event = events_of(entry.pk).get(move=Move.PROPOSE_CORRECTION)
    assert event.facts == {"number": 1}


def test_saying_the_same_twice_is_one_correction(library: Library) -> None:
    entry = library.entry()
    assert proposed(entry) == proposed(entry)
    assert Correction.objects.count() == 1


def test_a_flood_about_one_entry_is_stopped(library: Library) -> None:
    entry = library.entry()
    for number in range(corrections.MOST_OPEN):
        proposed(entry, text=f"第{number}处")
    with pytest.raises(InvalidInput):
        proposed(entry, text="又一处")


def test_what_nobody_can_read_nobody_can_correct(cast: Cast, library: Library) -> None:
    entry = library.entry()
    entries.retire(entry_id=entry.pk, reason="停用", actor=cast.editor, now=NOON)
    with pytest.raises(OutOfScope):
        proposed(entry)


@pytest.mark.parametrize(
    ("accepted", "state"), [(True, CorrectionState.ACCEPTED), (False, CorrectionState.REFUSED)]
)
def test_the_owner_settles_it_with_a_reason(
    cast: Cast, library: Library, accepted: bool, state: CorrectionState
) -> None:
    correction = proposed(library.entry())
    settled = corrections.settle(
        correction_id=correction.pk, accepted=accepted, outcome="已核对", actor=cast.owner, now=NOON
    )
    assert (settled.state, settled.outcome, settled.settled_by) == (state, "已核对", cast.staff["owner"])
    assert not queries.corrections(cast.owner)


def test_settled_is_settled(cast: Cast, library: Library) -> None:
    correction = proposed(library.entry())
    values = {"correction_id": correction.pk, "accepted": True, "outcome": "已改", "now": NOON}
    corrections.settle(**values, actor=cast.owner)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        corrections.settle(**values, actor=cast.owner)  # type: ignore[arg-type]


def test_neither_strangers_nor_reviewers_settle_it(cast: Cast, library: Library) -> None:
    correction = proposed(library.entry())
    values = {"correction_id": correction.pk, "accepted": True, "outcome": "已改", "now": NOON}
    with pytest.raises(OutOfScope):
        corrections.settle(**values, actor=cast.stranger)  # type: ignore[arg-type]
    with pytest.raises(MissingDuty):
        corrections.settle(**values, actor=cast.reviewer)  # type: ignore[arg-type]
