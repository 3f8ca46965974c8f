"""What a follow-up does when the case moves: planned when it closes, dropped when it is handled again."""

from datetime import datetime

from fenbo.cases.lifecycle import Move
from fenbo.followup import operations
from fenbo.journal.consumers import subscribe
from fenbo.journal.queries import Event


def plan(event: Event, now: datetime) -> None:
    operations.plan(case_id=event.stream, now=event.at)


def overtake(event: Event, now: datetime) -> None:
    operations.overtake(case_id=event.stream, now=event.at)


def register() -> None:
    subscribe("followup.plan", Move.CLOSE, reaction=plan)
    subscribe("followup.overtake", Move.SECOND_HANDLING, Move.REOPEN, reaction=overtake)
