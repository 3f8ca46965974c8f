"""The table of moves, the grants, and the journal agree."""

import itertools

import pytest

from fenbo.core.errors import IllegalMove
from fenbo.journal.queries import events_of
from fenbo.knowledge import scope
from fenbo.knowledge.lifecycle import (
    MOVES,
    PUBLIC,
    START,
    EntryState,
    Move,
    PaperState,
    VersionState,
    advance,
    moves_from,
)
from tests.knowledge.stage import Library

STATES = [*EntryState, *VersionState, *PaperState]


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_reached(state: str) -> None:
    first = {EntryState.UNPUBLISHED, PaperState.DRAFT}
    assert state in first or any(to == state and source != state for (source, _move), to in MOVES.items())


@pytest.mark.parametrize("move", Move)
def test_every_move_leads_somewhere_and_has_a_grant(move: Move) -> None:
    assert move in scope.GRANTS
    assert any(made == move for _state, made in MOVES)


@pytest.mark.parametrize("state", [START, *STATES])
@pytest.mark.parametrize("move", Move)
def test_what_the_table_does_not_have_is_refused(state: str, move: Move) -> None:
    if (state, move) in MOVES:
        assert advance(state, move) == MOVES[(state, move)]
    else:
        with pytest.raises(IllegalMove):
            advance(state, move)


def test_what_the_public_reads_went_past_a_second_person() -> None:
    for (source, move), to in MOVES.items():
        if to in (*PUBLIC, PaperState.LIVE) and source not in (*PUBLIC, PaperState.LIVE):
            assert move == Move.GO_LIVE
            assert source != VersionState.DRAFT
    assert Move.APPROVE not in moves_from(VersionState.DRAFT)
    assert Move.GO_LIVE not in moves_from(PaperState.DRAFT)


def test_every_move_of_an_entry_stands_in_its_chain(library: Library) -> None:
    entry = library.entry()
    events = list(events_of(entry.pk))
    assert [event.move for event in events] == [Move.WRITE, Move.SUBMIT, Move.APPROVE, Move.GO_LIVE]
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert all(later.prev_hash == earlier.hash for earlier, later in itertools.pairwise(events))
    entry.refresh_from_db()
    assert (entry.version, bytes(entry.chain)) == (4, bytes(events[-1].hash))
