from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fenbo.journal.queries import Event


class ReplyCheckConfig(AppConfig):
    name = "fenbo.replycheck"
    verbose_name = _("回复检查")

    def ready(self) -> None:
        from fenbo.cases.lifecycle import Move
        from fenbo.journal.consumers import subscribe

        subscribe(
            "replycheck.judged", Move.ISSUE, Move.SEND_BACK, reaction=lambda event, now: _note_judged(event)
        )


def _note_judged(event: "Event") -> None:
    from fenbo.replycheck.operations import note_judged

    note_judged(case_id=event.stream, now=event.at)
