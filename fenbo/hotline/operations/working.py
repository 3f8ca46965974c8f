"""What an agent does with a call: takes it, holds it, ends it, and says what it came to."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.cases.operations.texts import optional
from fenbo.catalogue.queries import category_codes
from fenbo.core.errors import IllegalMove, InvalidInput, Refused
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.hotline import queries, scope
from fenbo.hotline.conferring import other
from fenbo.hotline.models import OVER, Call, CallOutcome, CallState, Presence, Service, Session
from fenbo.hotline.operations import seats
from fenbo.hotline.simulated import Simulated
from fenbo.hotline.switch.asterisk.adapter import Asterisk
from fenbo.hotline.switch.interface import Switch, SwitchAway
from fenbo.journal import operations as journal

SWITCHES: Mapping[str, type[Switch]] = {one.name: one for one in (Asterisk, Simulated)}


class Unreachable(Refused):
    """The telephone platform did not do it."""

    status = 409
    message = gettext_lazy("话务平台没有应答，请再试一次；通话本身不受影响。")


class Command(StrEnum):
    ANSWER = "answer"
    HOLD = "hold"
    RESUME = "resume"
    HANG_UP = "hang_up"


# In which state of the call each of them makes sense.
FITS: Mapping[Command, tuple[CallState, ...]] = {
    Command.ANSWER: (CallState.RINGING,),
    Command.HOLD: (CallState.TALKING,),
    Command.RESUME: (CallState.HELD,),
    Command.HANG_UP: (CallState.TALKING, CallState.HELD),
}


def command(*, what: Command, call_id: UUID, actor: Actor) -> None:
    """Tell the platform; that it was done is heard from it. No lock is held while it is asked."""
    session = queries.session_of(actor)
    call = queries.call_at(session) if session else None
    if call is None or call.pk != call_id or call.state not in FITS[what]:
        raise IllegalMove(_("这通电话的状态已经变化。"))
    switch = SWITCHES[call.switch]()
    try:
        match what:
            case Command.ANSWER:
                switch.answer(call.call_id, seat=call.seat_id or "")
            case Command.HOLD:
                switch.hold(call.call_id)
            case Command.RESUME:
                if other(call):
                    switch.part(call.call_id)
                switch.resume(call.call_id)
            case Command.HANG_UP:
                switch.hang_up(call.call_id)
    except SwitchAway as reason:
        raise Unreachable from reason


@transaction.atomic
def pass_to_emergency(*, call_id: UUID, service: str, note: str = "", actor: Actor, now: datetime) -> Call:
    """Pass the caller on to 110, 119 or 120. What was typed stays with the call as a note; the journal has to whom.

    It is written down before the platform is asked: if that refuses, nothing is, and the caller is still the agent's.
    """
    note = optional(note, field="note", most=500)
    if service not in Service.values:
        raise InvalidInput(_("请选择 110、119 或 120。"), field="service")
    call = scope.lock_call(call_id, actor=actor)
    if call.staff_id != actor.staff_id or call.state not in FITS[Command.HANG_UP]:
        raise IllegalMove(_("这通电话的状态已经变化。"))
    call.note = note or call.note
    event = compose(call, EMERGENCY, actor=actor, at=now, facts={"to": service})
    journal.append([event], now=now)
    call.save()
    try:
        SWITCHES[call.switch]().pass_out(call.call_id, to=service)
    except SwitchAway as reason:
        raise Unreachable from reason
    return call


EMERGENCY = "emergency_passed"


def be(*, presence: Presence, reason: str = "", actor: Actor, now: datetime) -> Session:
    """Ready, on a break, wrapping up. Asterisk hears of it from its follower, the simulated line at once."""
    session = seats.set_presence(presence=presence, reason=reason, actor=actor, now=now)
    Simulated().arrange(queries.arrangement(now))
    return session


def call_in(*, line: str, phone: str, actor: Actor) -> str:
    """A simulated caller, for trying and training."""
    scope.require_agent(actor)
    phone = "".join(filter(str.isdecimal, phone))
    if not 5 <= len(phone) <= 20:
        raise InvalidInput(_("电话号码不对，请只填数字，例如手机号 11 位。"), field="phone")
    try:
        return Simulated().call_in(line=line, phone=phone)
    except SwitchAway as reason:
        raise InvalidInput(_("没有这条线路。"), field="line") from reason


@transaction.atomic
def link_case(*, call_id: str, case_id: UUID, actor: Actor) -> bool:
    """The agent's call became this case, while it goes on or afterwards; False for anybody else's call."""
    rows = scope.visible_calls(actor).select_for_update(of=("self",), no_key=True)
    free = rows.filter(Q(case=None) | Q(asks_after=True), staff=actor.staff_id, call_id=call_id)
    call = free.first() if call_id else None
    if call is None or call.answered_at is None:
        return False
    call.case_id, call.asks_after = case_id, False
    if call.state in OVER:
        call.outcome = CallOutcome.WORK_ORDER
    call.save(update_fields=["case", "asks_after", "outcome"])
    return True


@transaction.atomic
def ask_after(*, call_id: str, case_id: UUID, actor: Actor) -> bool:
    """The agent's caller asked what has become of the case; False for anybody else's call, or one that has a case."""
    rows = scope.visible_calls(actor).select_for_update(of=("self",), no_key=True)
    call = rows.filter(call_id=call_id, staff=actor.staff_id, case=None).first() if call_id else None
    if call is None or call.answered_at is None:
        return False
    call.case_id, call.asks_after = case_id, True
    if call.state in OVER:
        call.outcome = CallOutcome.ASKED_AFTER
    call.save(update_fields=["case", "asks_after", "outcome"])
    return True


@transaction.atomic
def conclude(
    *,
    call_id: UUID,
    outcome: str = "",
    category: str | None = None,
    note: str = "",
    basis: str = "",
    actor: Actor,
    now: datetime,
) -> Call:
    """Say what a call came to, once nobody speaks any more. Where a case came of it, that is its outcome.

    `basis` names what a caller who was answered at once was answered from. Raises InvalidInput where topic or outcome
    are missing or unknown, IllegalMove for a call that was wrapped up before or still goes on.
    """
    call = scope.lock_call(call_id, actor=actor)
    note = optional(note, field="note", most=500)
    if category and category not in category_codes():
        raise InvalidInput(_("没有这个分类，请重新选择。"), field="category")
    if (
        call.staff_id != actor.staff_id
        or call.answered_at is None
        or call.state not in OVER
        or call.wrapped_at
    ):
        raise IllegalMove(_("这通电话的状态已经变化。"))
    if call.outcome == CallOutcome.ANSWERED:
        _say_outcome(call, outcome, category, basis)
    call.category_id, call.note, call.wrapped_at = category, note or call.note, now
    facts = {"outcome": str(call.outcome), **({"basis": call.basis} if call.basis else {})}
    journal.append([compose(call, CONCLUDED, actor=actor, at=now, facts=facts)], now=now)
    call.save()
    return call


CONCLUDED = "call_concluded"
SAID = (CallOutcome.ANSWERED_AT_ONCE, CallOutcome.NO_MATTER)


def _say_outcome(call: Call, outcome: str, category: str | None, basis: str) -> None:
    if outcome not in SAID:
        raise InvalidInput(_("请选择这通来电的结果。"), field="outcome")
    if outcome == CallOutcome.ANSWERED_AT_ONCE:
        if not category:
            raise InvalidInput(_("当场答复的，请选择来电问的是哪一类。"), field="category")
        call.basis = basis[:500]
    call.outcome = CallOutcome(outcome)


def end_wrap_ups(*, now: datetime) -> int:
    """Who has wrapped up long enough is ready again, and is rung for who waits; returns how many."""
    ended = seats.end_wrap_ups(now=now)
    if ended:
        Simulated().arrange(queries.arrangement(now))
    return ended
