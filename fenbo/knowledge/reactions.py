"""What follows in this room when something below moves."""

from datetime import datetime

from fenbo.cases.lifecycle import Move as CaseMove
from fenbo.cases.scope import centre_id
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.journal.queries import Event
from fenbo.knowledge.models import Collection, Flag, Source
from fenbo.knowledge.turn import turn
from fenbo.notices.topics import Topic

FLAGS = {
    CaseMove.TAKE_DOWN: Flag.TAKEN_DOWN,
    CaseMove.WITHHOLD: Flag.TAKEN_DOWN,
    CaseMove.PROPOSE: Flag.CHANGED,
    CaseMove.PUBLISH: Flag.CHANGED,
}


def source_moved(event: Event, now: datetime) -> None:
    """Flag a published case that stands in collected answers, and tell the editors of those pages."""
    touched = Source.objects.filter(case=event.stream)
    pages = list(touched.order_by("collection").values_list("collection", flat=True))
    touched.update(flag=FLAGS[CaseMove(event.move)], flagged_at=now)
    for page in pages:
        with turn(Collection.objects.all(), page, actor=Actor.system(), now=now) as mine:
            mine.tell(Topic.SOURCE_MOVED, Duty.EDIT, mine.row.owner_id, centre_id())
