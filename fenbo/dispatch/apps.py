from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fenbo.journal.queries import Event


class DispatchConfig(AppConfig):
    name = "fenbo.dispatch"
    verbose_name = _("分拨")

    def ready(self) -> None:
        from fenbo.cases.lifecycle import Move
        from fenbo.journal.consumers import subscribe

        # Whatever brings a case into the queue, or changes what the advice was drawn from.
        moves = (Move.RECEIVE, Move.SPLIT, Move.REOPEN, Move.CORRECT)
        subscribe("dispatch.advise", *moves, reaction=lambda event, now: _advise(event.stream, now))
        subscribe("dispatch.taken", Move.DISPATCH, reaction=lambda event, now: _note(event))


def _advise(case_id: UUID, now: datetime) -> None:
    from fenbo.dispatch.automatic import dispatch_if_sure
    from fenbo.dispatch.operations import advise

    advise(case_id=case_id, now=now)
    dispatch_if_sure(case_id=case_id, now=now)


def _note(event: "Event") -> None:
    from fenbo.directory.actors import ActorKind
    from fenbo.dispatch.operations import note_taken

    if event.actor_kind == ActorKind.STAFF:
        note_taken(case_id=event.stream, now=event.at)
