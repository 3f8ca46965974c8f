"""Reads about calls, seats and what a telephone platform ought to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fenbo.directory.actors import Actor
from fenbo.hotline import scope
from fenbo.hotline.hours import is_open
from fenbo.hotline.models import (
    Block,
    Call,
    Callback,
    CallbackState,
    CallOutcome,
    CallState,
    Line,
    Presence,
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


def count_calls(at: datetime) -> Calls:
    """One query. Who hung up before the queue, or was told that the line is closed, asked nobody to answer."""
    connected = ~Q(outcome=CallOutcome.ABANDONED)
    over = Call.objects.exclude(outcome__in=(CallOutcome.GOING_ON, CallOutcome.NOT_QUEUED))
    counted = over.filter(began_at__lte=at).aggregate(
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


def to_conclude(actor: Actor) -> Call | None:
    """The agent's last call, as long as nothing is said of it."""
    if actor.staff_id is None:
        return None
    last = (
        Call.objects.filter(staff=actor.staff_id).select_related("line").order_by("-began_at", "-id").first()
    )
    return last if last and last.outcome == CallOutcome.ANSWERED else None


def count_waiting() -> int:
    """How many callers nobody speaks to yet."""
    return Call.objects.filter(state__in=(CallState.WAITING, CallState.RINGING)).count()


def free_seats() -> list[str]:
    """Where nobody sits."""
    taken = Session.objects.filter(ended_at=None).values("seat")
    return list(
        Seat.objects.filter(is_active=True)
        .exclude(pk__in=taken)
        .order_by("number")
        .values_list("pk", flat=True)
    )


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
    return Arrangement(
        members=_members(),
        closed=frozenset(line.number for line in lines if not is_open(line, now, calendar())),
        barred=frozenset(row.phone for row in barred),
    )


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
