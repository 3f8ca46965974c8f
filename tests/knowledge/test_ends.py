"""Entries that end: their owners hear of it thirty days before."""

from fenbo.journal.queries import events_of
from fenbo.knowledge.lifecycle import EntryState, Move
from fenbo.knowledge.models import Item
from fenbo.knowledge.operations import entries
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cast import NOON
from tests.knowledge.stage import TODAY, Library, days


def warned() -> int:
    return entries.warn_of_ends(now=NOON)


def test_thirty_days_before_its_end_the_owner_is_warned_once(library: Library) -> None:
    entry = library.entry(valid_to=TODAY + days(30))
    assert warned() == 1
    assert warned() == 0
    entry.refresh_from_db()
    assert (entry.state, entry.warned_at) == (EntryState.EXPIRING, NOON)
    told = Notice.objects.filter(topic=Topic.TEXT_EXPIRING)
    assert {notice.unit.slug for notice in told} == {"justice", "centre"}


def test_with_more_time_than_that_nobody_is_warned(library: Library) -> None:
    library.entry(valid_to=TODAY + days(31))
    library.entry()
    assert warned() == 0


def test_an_expiring_entry_is_still_read(library: Library) -> None:
    library.entry(valid_to=TODAY + days(3))
    warned()
    assert Item.objects.count() == 1


def test_the_last_day_still_counts_and_the_day_after_retires_it(library: Library) -> None:
    entry = library.entry(valid_to=TODAY)
    assert entries.warn_of_ends(now=NOON) == 1
    assert entries.warn_of_ends(now=NOON + days(1)) == 1
    entry.refresh_from_db()
    assert entry.state == EntryState.RETIRED
    assert events_of(entry.pk).filter(move=Move.RETIRE, actor_kind="system").exists()
    assert not Item.objects.exists()


def test_a_longer_version_ends_the_warning(library: Library) -> None:
    entry = library.entry(valid_to=TODAY + days(3))
    warned()
    renewed = library.revised(entry, valid_to=TODAY + days(300))
    assert (renewed.state, renewed.warned_at) == (EntryState.LIVE, None)
    assert warned() == 0
