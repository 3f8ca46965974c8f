"""What publication does when a case moves: proposed when it closes, taken down when it is handled again."""

from datetime import datetime

from fenbo.cases.lifecycle import Move
from fenbo.directory.actors import Actor
from fenbo.journal.consumers import subscribe
from fenbo.journal.queries import Event
from fenbo.publication import operations


def propose(event: Event, _now: datetime) -> None:
    operations.propose_after(case_id=event.stream, by=event.actor_id, actor=Actor.system(), now=event.at)


def take_down(event: Event, _now: datetime) -> None:
    operations.take_down_for_new_round(case_id=event.stream, actor=Actor.system(), now=event.at)


def register() -> None:
    subscribe("publication.propose", Move.CLOSE, reaction=propose)
    subscribe("publication.take_down", Move.SECOND_HANDLING, Move.REOPEN, reaction=take_down)
