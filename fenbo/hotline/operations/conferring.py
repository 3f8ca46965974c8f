"""What an agent does with a call and a third one: passes the caller on, asks somebody meanwhile, speaks with both."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.hotline import queries, scope
from fenbo.hotline.conferring import Other, Target, other, targets
from fenbo.hotline.models import Call, CallState
from fenbo.hotline.operations.working import SWITCHES, Unreachable
from fenbo.hotline.switch.interface import Switch, SwitchAway
from fenbo.journal import operations as journal

TRANSFERRED, CONSULTED = "call_transferred", "call_consulted"
JOINED, HANDED_OVER = "call_joined", "call_handed_over"
SPOKEN = (CallState.TALKING, CallState.HELD)


def transfer(*, call_id: UUID, to: str, actor: Actor, now: datetime) -> Call:
    """Pass the caller to another seat, or to a queue, whose next they are; the agent wraps up.

    A seat that does not lift loses nobody: the caller comes to the head of the queue.
    """
    seat, target = _chosen(to, actor, now)
    if target.group is not None:
        raise InvalidInput(_("保障组不接诉求人的电话，请选会商。"), field="to")
    call = _asked(call_id, TRANSFERRED, {"from_seat": seat, "to": target.key}, actor, now)
    if target.seat:
        _tell(call, lambda switch: switch.take_over(call.call_id, seat=target.seat))
    else:
        _tell(call, lambda switch: switch.transfer(call.call_id, to=target.queue))
    return call


def consult(*, call_id: UUID, to: str, actor: Actor, now: datetime) -> Call:
    """Ring somebody at a seat, or on watch for a support group; the caller waits with music and hears neither."""
    seat, target = _chosen(to, actor, now)
    if target.queue:
        raise InvalidInput(_("请选一个席位或保障组来会商。"), field="to")
    call = _asked(call_id, CONSULTED, {"seat": seat, "to": target.key}, actor, now)
    group = "" if target.group is None else str(target.group)
    whom = {"at": target.seat, "number": target.number, "group": group}
    _tell(call, lambda switch: switch.consult(call.call_id, seat=seat, **whom))
    return call


def join(*, call_id: UUID, actor: Actor, now: datetime) -> Call:
    """All three hear each other. Raises IllegalMove where nobody is asked."""
    third = _third(call_id, actor)
    call = _asked(call_id, JOINED, {"with": third.seat or third.name}, actor, now)
    _tell(call, lambda switch: switch.join(call.call_id))
    return call


def part(*, call_id: UUID, actor: Actor) -> Call:
    """Let go whoever was asked; nothing of the call changes, so nothing is journalled."""
    call = _mine(call_id, actor)
    _tell(call, lambda switch: switch.part(call.call_id))
    return call


def hand_over(*, call_id: UUID, actor: Actor, now: datetime) -> Call:
    """Whoever was asked, at their seat, goes on with the caller; the agent wraps up."""
    third = _third(call_id, actor)
    if not third.seat:
        raise IllegalMove(_("只能转给席位上的同事。"))
    call = _asked(call_id, HANDED_OVER, {"to": third.seat}, actor, now)
    _tell(call, lambda switch: switch.hand_over(call.call_id, seat=third.seat))
    return call


def _chosen(to: str, actor: Actor, now: datetime) -> tuple[str, Target]:
    """Where the agent sits, and whom they chose; who has got up or begun to speak meanwhile is no choice any more."""
    scope.require_agent(actor)
    session = queries.session_of(actor)
    if session is None:
        raise IllegalMove(_("您还没有签入席位。"))
    for target in targets(session, now):
        if target.key == to:
            return session.seat_id, target
    raise InvalidInput(_("这里现在接不了电话，请重新选择。"), field="to")


def _mine(call_id: UUID, actor: Actor) -> Call:
    scope.require_agent(actor)
    call = queries.call_of(actor, str(call_id))
    if call is None or not _speaks(call, actor):
        raise IllegalMove(_("这通电话的状态已经变化。"))
    return call


def _speaks(call: Call, actor: Actor) -> bool:
    return call.staff_id == actor.staff_id and call.state in SPOKEN and call.switch in SWITCHES


def _third(call_id: UUID, actor: Actor) -> Other:
    third = other(_mine(call_id, actor))
    if third is None or not third.is_there:
        raise IllegalMove(_("会商已经结束。"))
    return third


@transaction.atomic
def _asked(call_id: UUID, move: str, facts: dict[str, str], actor: Actor, now: datetime) -> Call:
    """In the journal stands what was asked for; the lock is let go before the platform is asked."""
    call = scope.lock_call(call_id, actor=actor)
    if not _speaks(call, actor):
        raise IllegalMove(_("这通电话的状态已经变化。"))
    journal.append([compose(call, move, actor=actor, at=now, facts=facts)], now=now)
    call.save(update_fields=["version", "chain"])
    return call


def _tell(call: Call, what: Callable[[Switch], None]) -> None:
    try:
        what(SWITCHES[call.switch]())
    except SwitchAway as reason:
        raise Unreachable from reason
