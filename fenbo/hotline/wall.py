"""What goes on at this moment: who sits where in what state, who speaks, and who waits how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from fenbo.directory.actors import Actor
from fenbo.hotline import queries, scope
from fenbo.hotline.models import Break, Call, CallEvent, CallState, Happened, Presence, Seat, Session
from fenbo.hotline.switch.interface import Ear

S, H = CallState, Happened


class Doing(StrEnum):
    """What somebody at a seat does, the call before what they said of themselves."""

    TALKING = "talking"
    HELD = "held"
    RINGING = "ringing"
    READY = "ready"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    LEADING = "leading"


@dataclass(frozen=True, slots=True)
class Place:
    """One seat at which somebody sits, or where a call is although nobody does."""

    seat: str
    session: Session | None
    call: Call | None
    doing: Doing
    since: datetime
    # The seats of those who take part in the call, and how.
    attended: tuple[tuple[str, Ear], ...] = ()


@dataclass(frozen=True, slots=True)
class Wall:
    now: datetime
    places: list[Place]
    empty: list[str]
    # The longest waiting first.
    waiting: list[Call]
    greeted: int

    @property
    def longest(self) -> datetime | None:
        """Since when the first of the waiting has waited."""
        return self.waiting[0].waiting_since if self.waiting else None

    def count(self, *doing: Doing) -> int:
        return sum(place.doing in doing for place in self.places)


def wall(actor: Actor, now: datetime) -> Wall:
    """For whoever leads the hotline; four queries however many seats and calls there are. Raises MissingDuty."""
    scope.require_leader(actor)
    calls = list(queries.going_on().order_by("began_at", "id"))
    sessions = {
        one.seat_id: one
        for one in Session.objects.filter(ended_at=None).select_related("staff").order_by("id")
    }
    told = _told([call.pk for call in calls])
    at_seat = {call.seat_id: call for call in reversed(calls) if call.seat_id and call.state in AT_A_SEAT}
    seats = list(Seat.objects.filter(is_active=True).order_by("number").values_list("pk", flat=True))
    taken = sorted({*sessions, *filter(None, at_seat)})
    waiting = [call for call in calls if call.state in (S.WAITING, S.RINGING)]
    return Wall(
        now=now,
        places=[_place(seat, sessions.get(seat), at_seat.get(seat), told) for seat in taken],
        empty=[seat for seat in seats if seat not in taken],
        waiting=sorted(waiting, key=lambda call: call.waiting_since),
        greeted=sum(call.state == S.GREETED for call in calls),
    )


AT_A_SEAT = (S.RINGING, S.TALKING, S.HELD)
OF_CALLS: Mapping[str, Doing] = {S.TALKING: Doing.TALKING, S.HELD: Doing.HELD, S.RINGING: Doing.RINGING}
OF_SESSIONS: Mapping[str, Doing] = {
    Presence.READY: Doing.READY,
    Presence.WRAP_UP: Doing.WRAP_UP,
    Presence.BREAK: Doing.BREAK,
}
# By what a call came into the state that it is in.
TURNS: Mapping[str, tuple[Happened, ...]] = {
    S.TALKING: (H.ANSWERED, H.RESUMED),
    S.HELD: (H.HELD,),
    S.RINGING: (H.RANG,),
}


Told = Mapping[UUID, list[tuple[str, datetime, str, str]]]


def _told(calls: list[UUID]) -> Told:
    """What happened to these calls, in order: what, when, at which seat, and more about it."""
    found: dict[UUID, list[tuple[str, datetime, str, str]]] = {call: [] for call in calls}
    rows = CallEvent.objects.filter(call__in=calls).order_by("at", "id")
    for call, happened, at, seat, detail in rows.values_list("call__id", "happened", "at", "seat", "detail"):
        found[call].append((happened, at, seat, detail))
    return found


def _place(seat: str, session: Session | None, call: Call | None, told: Told) -> Place:
    if call is not None:
        turns = TURNS[call.state]
        since = [at for happened, at, _seat, _detail in told[call.pk] if happened in turns]
        attended = tuple(_attended(told[call.pk]).items())
        return Place(seat, session, call, OF_CALLS[call.state], max(since, default=call.began_at), attended)
    assert session is not None
    doing = Doing.LEADING if session.reason == Break.LEADING else OF_SESSIONS[session.presence]
    return Place(seat, session, None, doing, session.since)


def _attended(events: list[tuple[str, datetime, str, str]]) -> dict[str, Ear]:
    """Who takes part now: whoever came and has not left since."""
    there: dict[str, Ear] = {}
    for happened, _at, seat, detail in events:
        if happened == H.ATTENDED and detail in list(Ear):
            there[seat] = Ear(detail)
        elif happened == H.LEFT:
            there.pop(seat, None)
    return there
