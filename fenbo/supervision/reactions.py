"""What supervision takes from the journal."""

from datetime import datetime

from fenbo.cases.lifecycle import Move
from fenbo.journal.consumers import subscribe
from fenbo.journal.queries import Event
from fenbo.supervision.operations import cards


def note_dissatisfaction(event: Event, now: datetime) -> None:
    if event.facts.get("reached"):
        satisfied = bool(event.facts.get("satisfied"))
        cards.note_dissatisfaction(case_id=event.stream, event_id=event.pk, satisfied=satisfied, now=event.at)


def register() -> None:
    subscribe("supervision.dissatisfaction", Move.FOLLOW_UP, reaction=note_dissatisfaction)
