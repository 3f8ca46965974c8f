"""Reads about calls, seats and what a telephone platform ought to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncHour

from fenbo.core.clock import SHANGHAI
from fenbo.directory.actors import Actor
from fenbo.files.models import Attachment
from fenbo.hotline import phones, scope
from fenbo.hotline.hours import why_closed
from fenbo.hotline.models import (
    OVER,
    Block,
    Call,
    Callback,
    CallbackState,
    CallOutcome,
    CallState,
    Device,
    Happened,
    Line,
    Presence,
    Prompt,
    Said,
    Seat,
    Session,
)
from fenbo.hotline.switch.interface import SIMULATED, Arrangement, Member
from fenbo.workdays.queries import calendar

# GB/T 33358-2016: answered within fifteen seconds, and at least 95 of 100 connected.
PROMPT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that began by an instant: all, those somebody talked to, and those answered promptly."""

    total: int
    connected: int
    prompt: int

    @property
    def connect_rate(self) -> float | None:
        """Per cent, one decimal; None before the first call."""
        return round(100 * self.connected / self.total, 1) if self.total else None

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(self.total + other.total, self.connected + other.connected, self.prompt + other.prompt)


def count_calls(at: datetime) -> Calls:
    """One query. Who hung up before the queue, or was told that the line is closed, asked nobody to answer."""
    return _counted(Q(began_at__lte=at))


def calls_between(since: datetime, until: datetime) -> Calls:
    """The same of the calls that began in [since, until)."""
    return _counted(Q(began_at__gte=since, began_at__lt=until))


def calls_by_hour(since: datetime, until: datetime) -> dict[tuple[date, int], int]:
    """How many calls reached the queue in each hour of each day, China's; those of which something came already."""
    over = Call.objects.exclude(outcome__in=(CallOutcome.GOING_ON, CallOutcome.NOT_QUEUED)).order_by()
    hour = TruncHour("began_at", tzinfo=SHANGHAI)
    rows = over.filter(began_at__gte=since, began_at__lt=until).values_list(hour).annotate(Count("pk"))
    return {(at.date(), at.hour): number for at, number in rows}


def _counted(within: Q) -> Calls:
    connected = ~Q(outcome=CallOutcome.ABANDONED)
    over = Call.objects.exclude(outcome__in=(CallOutcome.GOING_ON, CallOutcome.NOT_QUEUED))
    counted = over.filter(within).aggregate(
        total=Count("id"),
        connected=Count("id", filter=connected),
        prompt=Count("id", filter=connected & Q(rang_seconds__lte=PROMPT_SECONDS)),
    )
    return Calls(**counted)


def going_on() -> QuerySet[Call]:
    """The calls that have not ended, to be ordered by `began_at`."""
    return Call.objects.exclude(state=CallState.ENDED).select_related("line", "queue", "seat", "staff")


def at_seats() -> QuerySet[Call]:
    """The calls that ring or are spoken at a seat."""
    return Call.objects.filter(state__in=(CallState.RINGING, CallState.TALKING, CallState.HELD)).exclude(
        seat=None
    )


def call_at(session: Session) -> Call | None:
    """The call at the session's seat; of several that ring there, the first that came."""
    calls = at_seats().filter(seat=session.seat_id).select_related("line", "queue", "case")
    return calls.order_by("began_at", "id").first()


def lost_caller(session: Session) -> Call | None:
    """Whom the agent spoke with when their telephone was gone, and who still waits."""
    waiting = Call.objects.filter(staff=session.staff_id, state=CallState.WAITING).order_by(
        "-began_at", "-id"
    )
    call = waiting.first()
    moves = (Happened.LOST, Happened.TRANSFERRED)
    last = call.events.filter(happened__in=moves).order_by("-at", "-id").first() if call else None
    return call if last and (last.happened, last.seat) == (Happened.LOST, session.seat_id) else None


# Whoever wraps nothing up for so long will not do it any more.
SHIFT = timedelta(hours=12)


def to_conclude(actor: Actor, now: datetime) -> Call | None:
    """The agent's last call that is over and that they have not wrapped up."""
    if actor.staff_id is None:
        return None
    mine = Call.objects.filter(
        staff=actor.staff_id, began_at__gt=now - SHIFT, state__in=OVER, wrapped_at=None
    )
    rows = mine.exclude(answered_at=None).select_related("line", "case__category")
    return rows.order_by("-began_at", "-id").first()


def count_waiting() -> int:
    """How many callers nobody speaks to yet."""
    return Call.objects.filter(state__in=(CallState.WAITING, CallState.RINGING)).count()


def free_seats() -> list[Seat]:
    """Where nobody sits."""
    taken = Session.objects.filter(ended_at=None).values("seat")
    return list(Seat.objects.filter(is_active=True).exclude(pk__in=taken).order_by("number"))


def lines() -> list[Line]:
    """The numbers that can be dialled."""
    return list(Line.objects.filter(is_active=True).order_by("number"))


def call_of(actor: Actor, call_id: str) -> Call | None:
    """One of the calls that the actor sees, by its key as an address has it; None for anything else."""
    try:
        key = UUID(call_id)
    except ValueError:
        return None
    return scope.visible_calls(actor).filter(pk=key).first()


def session_of(actor: Actor) -> Session | None:
    """Where the agent sits now."""
    if actor.staff_id is None:
        return None
    return Session.objects.filter(staff_id=actor.staff_id, ended_at=None).select_related("seat").first()


def due_callbacks(actor: Actor) -> QuerySet[Callback]:
    """Whom any agent may call back, to be ordered by `created_at`."""
    due = Callback.objects.filter(state=CallbackState.DUE).select_related("call")
    return due if scope.is_agent(actor) or scope.leads(actor) else due.none()


def blocks(actor: Actor, now: datetime) -> QuerySet[Block]:
    """The numbers that are not put through now."""
    live = Block.objects.filter(lifted_at=None, ends_at__gt=now).order_by("ends_at", "id")
    return live if scope.leads(actor) else live.none()


def arrangement(now: datetime) -> Arrangement:
    """How a telephone platform ought to be set up now; a fixed number of queries."""
    lines = Line.objects.filter(is_active=True).order_by("number")
    barred = Block.objects.filter(lifted_at=None, begins_at__lte=now, ends_at__gt=now).order_by("id")
    shut = {line.number: why for line in lines if (why := why_closed(line, now, calendar()))}
    prompts = Prompt.objects.order_by().values_list("said", "speech", "text", "recording")
    return Arrangement(
        members=_members(),
        phones=_phones(),
        closed=frozenset(shut),
        holiday=frozenset(number for number, why in shut.items() if why == Said.HOLIDAY),
        barred=frozenset(row.phone for row in barred),
        prompts=frozenset((said, speech, text, str(sound or "")) for said, speech, text, sound in prompts),
    )


def prompts(actor: Actor) -> list[Prompt]:
    """What callers hear; nothing for those who do not lead."""
    rows = Prompt.objects.order_by("said", "speech")
    return list(rows) if scope.leads(actor) else []


def recording_of(prompt: Prompt) -> Attachment | None:
    """What is played in the place of the machine's voice."""
    return Attachment.objects.filter(pk=prompt.recording).first() if prompt.recording else None


def _phones() -> frozenset[tuple[str, str]]:
    sessions = Session.objects.filter(ended_at=None, seat__is_active=True, seat__device=Device.BROWSER)
    return frozenset((session.seat_id, phones.key_of(session)) for session in sessions.order_by("id"))


def _members() -> frozenset[Member]:
    """Everybody who sits at a seat, for each of its queues; whoever is not ready is paused."""
    sessions = Session.objects.filter(ended_at=None, seat__is_active=True).order_by("id")
    rows: Sequence[tuple[str, str, str]] = list(
        sessions.exclude(seat__queues=None).values_list("seat__queues__slug", "seat_id", "presence")
    )
    # Who speaks on a simulated line is not free for a real caller either.
    busy = set(at_seats().filter(switch=SIMULATED).values_list("seat_id", flat=True))
    return frozenset(
        Member(queue, seat, presence != Presence.READY or seat in busy) for queue, seat, presence in rows
    )
