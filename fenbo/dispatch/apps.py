from datetime import datetime
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "fenbo.dispatch"
    verbose_name = _("分拨")

    def ready(self) -> None:
        from fenbo.cases.lifecycle import Move
        from fenbo.journal.consumers import subscribe

        # Whatever brings a case into the queue, or changes what the advice was drawn from.
        moves = (Move.RECEIVE, Move.SPLIT, Move.REOPEN, Move.CORRECT)
        subscribe("dispatch.advise", *moves, reaction=lambda event, now: _advise(event.stream, now))
        subscribe("dispatch.taken", Move.DISPATCH, reaction=lambda event, now: _note(event.stream, event.at))


def _advise(case_id: UUID, now: datetime) -> None:
    from fenbo.dispatch.operations import advise

    advise(case_id=case_id, now=now)


def _note(case_id: UUID, at: datetime) -> None:
    from fenbo.dispatch.operations import note_taken

    note_taken(case_id=case_id, now=at)
