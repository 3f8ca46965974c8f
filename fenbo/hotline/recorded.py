"""Reads about recordings and about how calls were scored."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Count, QuerySet

from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.hotline import scope
from fenbo.hotline.models import Criterion, Recording, Sample, SampleState
from fenbo.hotline.operations import recordings as operations
from fenbo.journal.queries import Event, events_of

# A player asks for the sound again and again while one listening lasts.
LISTENING = timedelta(hours=1)
SALT = "fenbo.hotline.listening"


def recordings(
    actor: Actor, *, since: date | None = None, until: date | None = None, seat: str = "", who: str = ""
) -> QuerySet[Recording]:
    """What the actor may hear, to be ordered by `made_at`: of these days in China, a seat, a part of a name."""
    rows = scope.visible_recordings(actor).select_related("call__staff", "call__queue", "call__case")
    if since:
        rows = rows.filter(made_at__gte=datetime.combine(since, time(), SHANGHAI))
    if until:
        rows = rows.filter(made_at__lt=datetime.combine(until, time(), SHANGHAI) + timedelta(days=1))
    if seat:
        rows = rows.filter(call__seat=seat)
    if who:
        rows = rows.filter(call__staff__full_name__icontains=who)
    return rows


def recording(call_id: UUID, actor: Actor) -> Recording:
    """The call's; raises OutOfScope where there is none for this actor."""
    found = (
        scope.visible_recordings(actor)
        .select_related(
            "attachment", "call__staff", "call__queue", "call__line", "call__case", "call__sample"
        )
        .filter(call=call_id)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def heard(call_id: UUID) -> list[Event]:
    """What the journal has about the recording: who listened, held it, let it go."""
    moves = (operations.LISTENED, operations.HELD, operations.LET_GO)
    return list(events_of(call_id).filter(move__in=moves))


def ticket(call_id: UUID, actor: Actor) -> str:
    """What lets a player fetch the sound for as long as one listening lasts; good for this actor and this call alone."""
    return signing.dumps([str(call_id), actor.staff_id], salt=SALT)


def admits(given: str, call_id: UUID, actor: Actor) -> bool:
    """Whether a ticket was made for this actor's listening to this call, and still holds."""
    try:
        return bool(signing.loads(given, salt=SALT, max_age=LISTENING) == [str(call_id), actor.staff_id])
    except signing.BadSignature:
        return False


def samples(actor: Actor, state: SampleState | None = None) -> QuerySet[Sample]:
    """The actor's, to be ordered by `drawn_at`."""
    rows = scope.visible_samples(actor).select_related("call", "staff", "scored_by")
    return rows.filter(state=state) if state else rows


def count_samples(actor: Actor) -> dict[str, int]:
    """How many there are in each state."""
    return dict(scope.visible_samples(actor).values_list("state").annotate(number=Count("pk")))


def to_score(actor: Actor) -> int:
    """What waits for somebody who leads: calls to score, appeals to decide."""
    if not scope.leads(actor):
        return 0
    return scope.visible_samples(actor).filter(state__in=(SampleState.DRAWN, SampleState.APPEALED)).count()


def sample(sample_id: UUID, actor: Actor) -> Sample:
    """One of them with its marks; raises OutOfScope."""
    rows = scope.visible_samples(actor).select_related("call__queue", "staff", "scored_by", "decided_by")
    found = rows.prefetch_related("marks").filter(pk=sample_id).first()
    if found is None:
        raise OutOfScope
    return found


def is_recorded(call_id: UUID) -> bool:
    """Whether its sound is still there."""
    return Recording.objects.filter(call=call_id).exists()


def card() -> list[Criterion]:
    """The score card as it is now."""
    return list(Criterion.objects.filter(is_active=True))
