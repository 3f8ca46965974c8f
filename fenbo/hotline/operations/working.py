"""What an agent does with a call: takes it, holds it, ends it, and says what it came to."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.catalogue.queries import category_codes
from fenbo.core.errors import IllegalMove, InvalidInput, Refused
from fenbo.directory.actors import Actor
from fenbo.hotline import queries, scope
from fenbo.hotline.models import Call, CallOutcome, CallState, Presence, Session
from fenbo.hotline.operations import seats
from fenbo.hotline.simulated import Simulated
from fenbo.hotline.switch.asterisk.adapter import Asterisk
from fenbo.hotline.switch.interface import Switch, SwitchAway

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
                switch.resume(call.call_id)
            case Command.HANG_UP:
                switch.hang_up(call.call_id)
    except SwitchAway as reason:
        raise Unreachable from reason


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
    call = rows.filter(call_id=call_id, staff=actor.staff_id, case=None).first() if call_id else None
    if call is None or call.answered_at is None:
        return False
    call.case_id = case_id
    if call.state == CallState.ENDED:
        call.outcome = CallOutcome.WORK_ORDER
    call.save(update_fields=["case", "outcome"])
    return True


@transaction.atomic
def conclude(*, call_id: UUID, category: str, actor: Actor, now: datetime) -> Call:
    """The caller was answered at once; what it was about is kept for the figures, and the agent is ready again."""
    call = scope.lock_call(call_id, actor=actor)
    if category not in category_codes():
        raise InvalidInput(_("没有这个分类，请重新选择。"), field="category")
    if call.staff_id != actor.staff_id or call.outcome != CallOutcome.ANSWERED:
        raise IllegalMove(_("这通电话的状态已经变化。"))
    call.outcome, call.category_id = CallOutcome.ANSWERED_AT_ONCE, category
    call.save(update_fields=["outcome", "category"])
    return call
