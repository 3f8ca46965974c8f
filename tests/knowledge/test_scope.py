"""Who may do what: role by move."""

import pytest

from fenbo.directory.actors import Actor
from fenbo.knowledge import queries, scope
from fenbo.knowledge.lifecycle import Move
from fenbo.knowledge.models import Entry
from tests.cast import Cast
from tests.knowledge.stage import Library

EDITOR = {Move.WRITE, Move.SUBMIT, Move.SEND_BACK, Move.APPROVE, Move.GO_LIVE, Move.REPLACE, Move.RETIRE}
EDITOR |= {Move.SETTLE_CORRECTION}
REVIEWER = {Move.SEND_BACK, Move.APPROVE, Move.GO_LIVE, Move.REPLACE}
EVERYBODY = {Move.PROPOSE_CORRECTION}
ALLOWED = {
    "editor": EDITOR | EVERYBODY | {Move.CITE, Move.ASSIGN},
    "owner": EDITOR | EVERYBODY | {Move.CITE},
    "reviewer": REVIEWER | EVERYBODY | {Move.CITE},
    "stranger": EVERYBODY | {Move.CITE},
    "agent": EVERYBODY | {Move.CITE},
    "handler": EVERYBODY | {Move.CITE},
    "supervisor": EVERYBODY,
    "outsider": EVERYBODY,
}


@pytest.mark.parametrize("who", ALLOWED)
@pytest.mark.parametrize("move", Move)
def test_a_role_may_make_exactly_its_moves(cast: Cast, who: str, move: Move) -> None:
    assert scope.may(getattr(cast, who), move, cast.unit["justice"].pk) == (move in ALLOWED[who])


def test_the_public_may_only_say_what_is_wrong(cast: Cast) -> None:
    allowed = {move for move in Move if scope.may(Actor.public(), move, cast.unit["justice"].pk)}
    assert allowed == EVERYBODY


@pytest.mark.parametrize(
    ("who", "sees"),
    [("editor", 2), ("reviewer", 2), ("owner", 1), ("stranger", 1), ("agent", 0), ("outsider", 0)],
)
def test_a_desk_shows_its_own(cast: Cast, library: Library, who: str, sees: int) -> None:
    library.draft(owner="justice")
    library.draft(owner="commerce")
    assert scope.editable(getattr(cast, who), Entry.objects.all()).count() == sees
    assert queries.desk_entries(getattr(cast, who)).count() == sees
