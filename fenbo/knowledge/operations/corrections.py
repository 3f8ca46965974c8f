"""What agents and the public found wrong: proposed by anyone, settled by the owner in time."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.queries import limit_for
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.knowledge import scope
from fenbo.knowledge.lifecycle import PUBLIC, Move
from fenbo.knowledge.models import Correction, CorrectionState, Entry
from fenbo.knowledge.turn import turn
from fenbo.notices.topics import Topic
from fenbo.workdays.calendar import due_at
from fenbo.workdays.queries import calendar

# A wrong answer that everybody reads is as urgent as a case: it gets the same time.
HOP = Hop.ANSWER
# More than this about one entry at once says the same, or is mischief; the owner looks at the entry anyway.
MOST_OPEN = 20


def propose(*, entry_id: UUID, text: str, actor: Actor, now: datetime) -> Correction:
    """Tell the owner what is wrong in the version in force; the clock of an answer runs from now."""
    text = wanted(text, field="text", most=500)
    readable = Entry.objects.filter(state__in=PUBLIC).select_related("current")
    with turn(readable, entry_id, actor=actor, now=now) as mine:
        beside = mine.row.corrections.filter(state=CorrectionState.OPEN)
        if same := beside.filter(text=text).first():
            return same
        if beside.count() >= MOST_OPEN:
            raise InvalidInput(_("这一条已经收到很多意见，正在处理，请过些时候再看。"))
        limit = limit_for(HOP, None, None, now.astimezone(SHANGHAI).date())
        assert mine.row.current is not None  # the database keeps every readable entry so
        correction = Correction.objects.create(
            entry=mine.row,
            about=mine.row.current,
            text=text,
            from_public=not actor.is_staff,
            proposed_by_id=actor.staff_id,
            proposed_at=now,
            due_at=due_at(limit, now, calendar()),
        )
        mine.make(Move.PROPOSE_CORRECTION, number=mine.row.current.number)
        mine.tell(Topic.CORRECTION_PROPOSED, Duty.EDIT, mine.row.owner_id, centre_id())
        return correction


def settle(*, correction_id: int, accepted: bool, outcome: str, actor: Actor, now: datetime) -> Correction:
    """Close a correction with what came of it."""
    outcome = wanted(outcome, field="outcome", most=300)
    entry_id = Correction.objects.filter(pk=correction_id).values_list("entry_id", flat=True).first()
    if entry_id is None:
        raise OutOfScope
    with turn(scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now) as mine:
        correction = mine.row.corrections.get(pk=correction_id)
        if correction.state != CorrectionState.OPEN:
            raise InvalidInput(_("这条意见已经处理过了。"))
        correction.state = CorrectionState.ACCEPTED if accepted else CorrectionState.REFUSED
        correction.outcome, correction.settled_at, correction.settled_by_id = outcome, now, actor.staff_id
        mine.make(Move.SETTLE_CORRECTION, outcome=str(correction.state))
        correction.save()
        return correction
