"""Those who lead take part in a call: they listen, whisper to the agent, speak with both, or take the caller over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.core.errors import IllegalMove
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.hotline import queries, scope
from fenbo.hotline.models import Call, CallState
from fenbo.hotline.operations.working import SWITCHES, Unreachable
from fenbo.hotline.switch.interface import Ear, SwitchAway
from fenbo.journal import operations as journal

# In the journal stands what was asked for. That the telephone was lifted is told by the platform, as a call event.
ASKED: Mapping[Ear, str] = {
    Ear.LISTEN: "call_listened",
    Ear.WHISPER: "call_whispered",
    Ear.BARGE: "call_barged",
}
TAKEN = "call_taken_over"
SPOKEN = (CallState.TALKING, CallState.HELD)


def attend(*, call_id: UUID, how: Ear, actor: Actor, now: datetime) -> Call:
    """Ring the leader's own seat; once lifted, they take part. Raises IllegalMove where nobody speaks."""
    seat, call = _asked(call_id, ASKED[how], actor, now)
    try:
        SWITCHES[call.switch]().attend(call.call_id, seat=seat, how=how)
    except SwitchAway as reason:
        raise Unreachable from reason
    return call


def take_over(*, call_id: UUID, actor: Actor, now: datetime) -> Call:
    """The caller is passed to the leader's own seat; the agent wraps up."""
    seat, call = _asked(call_id, TAKEN, actor, now)
    try:
        SWITCHES[call.switch]().take_over(call.call_id, seat=seat)
    except SwitchAway as reason:
        raise Unreachable from reason
    return call


def leave(*, call_id: UUID, actor: Actor) -> None:
    """End one's part in the call; it goes on without."""
    scope.require_leader(actor)
    session, call = queries.session_of(actor), queries.call_of(actor, str(call_id))
    if session is None or call is None:
        raise IllegalMove(_("这通电话的状态已经变化。"))
    try:
        SWITCHES[call.switch]().leave(call.call_id, seat=session.seat_id)
    except SwitchAway as reason:
        raise Unreachable from reason


@transaction.atomic
def _asked(call_id: UUID, move: str, actor: Actor, now: datetime) -> tuple[str, Call]:
    """Who may, where they sit, and the journal; the lock is let go before the platform is asked."""
    scope.require_leader(actor)
    session = queries.session_of(actor)
    if session is None:
        raise IllegalMove(_("请先签入一个席位，电话会打到那里。"))
    call = scope.lock_call(call_id, actor=actor)
    if call.state not in SPOKEN or call.switch not in SWITCHES:
        raise IllegalMove(_("这通电话的状态已经变化。"))
    if call.seat_id == session.seat_id:
        raise IllegalMove(_("这是您自己的通话。"))
    facts = {"agent": call.staff_id, "seat": call.seat_id}
    journal.append([compose(call, move, actor=actor, at=now, facts=facts)], now=now)
    call.save(update_fields=["version", "chain"])
    return session.seat_id, call
