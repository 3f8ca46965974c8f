"""What a handling unit does with its work order (办理)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import (
    CaseNote,
    ContactNote,
    Reply,
    ReplyKind,
    ReplyOutcome,
    ReplyState,
    Ruling,
    WorkOrder,
    WorkOrderRole,
)
from fenbo.cases.operations.orders import (
    ANSWERING,
    beneath,
    close,
    find_unit,
    give,
    judge_reply,
    open_orders,
    start_answering,
    submitted_reply,
)
from fenbo.cases.operations.texts import clean, optional, wanted
from fenbo.cases.operations.turn import Turn, order_turn
from fenbo.cases.scope import units_below
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.notices.topics import Topic

# Groups bring departments together, so they pass an order to any unit; all others only down their own line.
GROUPS = (UnitKind.SPECIAL_GROUP, UnitKind.SUPPORT_GROUP)


def sign_in(*, order_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> WorkOrder:
    """Take the order over (签收); the case counts as in hand when its lead does so."""
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        mine.make_order(order, Move.SIGN_IN)
        take_over(mine, order)
        order.save(update_fields=["state", "signed_at"])
        if is_lead(order) and mine.case.state == CaseState.DISPATCHED:
            mine.make(Move.START, order, unit=str(order.unit))
        return order


def take_over(mine: Turn, order: WorkOrder) -> None:
    """The order is its unit's from now on, who must get in touch; the caller saves the order."""
    order.signed_at = mine.now
    mine.stop_clocks(Hop.SIGN_IN, order=order)
    if mine.case.requester.phone and not order.contacted_at:
        mine.start_clock(Hop.CONTACT, order.unit_id, order)


def contact(
    *, order_id: UUID, reached: bool, text: str, actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """Note a talk with the requester, or the attempt; the clock stops when they were reached."""
    text = wanted(text, field="text", most=1000)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        mine.make_order(order, Move.CONTACT, reached=reached)
        ContactNote.objects.create(order=order, at=now, reached=reached, text=text, written_by=actor.name)
        if reached:
            mine.stop_clocks(Hop.CONTACT, order=order)
            order.contacted_at = order.contacted_at or now
            order.save(update_fields=["contacted_at"])
        return order


def note_measure(
    *, order_id: UUID, text: str, actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """Note what the unit has done on the way (办理措施): a visit, a meeting, a payment ordered. Only staff read it."""
    text = wanted(text, field="text", most=1000)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        mine.make(Move.NOTE, order, unit=str(order.unit))
        if order.state != OrderState.SIGNED:
            raise IllegalMove
        CaseNote.objects.create(case=mine.case, order=order, text=text, written_by=actor.name, written_at=now)
        return order


def delegate(
    *,
    order_id: UUID,
    unit_id: int,
    instruction: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Pass the work down to a unit of one's own line: a child order with clocks of its own (转派)."""
    instruction = optional(instruction, field="instruction", most=1000)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.DELEGATE, mine.case, order)
        unit = find_unit(mine, unit_id, field="unit")
        check_line(order.unit, unit)
        return pass_on(mine, order, unit, Move.DELEGATE, WorkOrderRole.LEAD, instruction)


def check_line(giver: Unit, unit: Unit) -> None:
    """InvalidInput when the unit is not beneath the giver."""
    below = units_below(frozenset({giver.pk})) - {giver.pk}
    if giver.kind not in GROUPS and unit.pk not in below:
        message = _("“%(unit)s”不是本单位的下级，不能转派。如不属本单位职责，请申请退单。")
        raise InvalidInput(message % {"unit": unit}, field="unit")


def ask_co_unit(
    *,
    order_id: UUID,
    unit_id: int,
    instruction: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Ask any other unit to do its part; this unit stays the one that replies (请协办)."""
    instruction = optional(instruction, field="instruction", most=1000)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.ASK_CO_UNIT, mine.case, order)
        unit = find_unit(mine, unit_id, field="unit")
        return pass_on(mine, order, unit, Move.ASK_CO_UNIT, WorkOrderRole.CO, instruction)


def pass_on(
    mine: Turn, order: WorkOrder, unit: Unit, move: Move, role: WorkOrderRole, instruction: str
) -> WorkOrder:
    """Record the move and give the child order."""
    mine.make_order(order, move, to_unit=str(unit), from_unit=str(order.unit), instruction=instruction)
    return give(mine, unit, given_by=order.unit, role=role, instruction=instruction, parent=order)


def save_reply_draft(
    *,
    order_id: UUID,
    text: str,
    basis: str = "",
    outcome: ReplyOutcome | None = None,
    kind: ReplyKind = ReplyKind.FINAL,
    actor: Actor,
    now: datetime,
) -> Reply:
    """Keep what has been written so far. It is nobody's move yet, so nothing is recorded."""
    with order_turn(order_id, actor=actor, now=now) as (mine, order):
        scope.require(actor, Move.REPLY_ORDER, mine.case, order)
        values = {
            "text": clean(text, lines=True)[:20_000],
            "basis": clean(basis)[:500],
            "outcome": outcome or "",
            "written_by": actor.name,
            "written_at": now,
        }
        draft, _created = Reply.objects.update_or_create(
            order=order, kind=kind, state=ReplyState.DRAFT, defaults=values
        )
        return draft


def reply(
    *,
    order_id: UUID,
    text: str,
    basis: str = "",
    outcome: ReplyOutcome | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Submit the final reply: the lead's goes to review, a child's or co-unit's to whoever waits for it.

    Refused while an order that was given on from it, or for the lead any co-unit's, has not been replied to.
    """
    text, basis = wanted(text, field="text"), optional(basis, field="basis")
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.REPLY_ORDER, mine.case, order)
        settle_helpers(mine, order)
        mine.make_order(order, Move.REPLY_ORDER, basis=basis)
        order.replied_at = now
        order.save(update_fields=["state", "replied_at"])
        mine.stop_clocks(order=order)
        replace_interim(order, _("已由最终回复代替"))
        drop_extension(order, now)
        write_reply(order, ReplyKind.FINAL, text, basis, actor, now, outcome)
        if is_lead(order):
            mine.make(Move.REPLY, order, unit=str(order.unit))
            send_to_review(mine)
        elif order.parent is not None:
            mine.tell(order.given_by_id, Duty.HANDLE, Topic.CO_ORDER_DONE)
        return order


def replace_interim(order: WorkOrder, remark: str) -> None:
    """An interim reply that the centre has not passed on yet is out of date."""
    for older in order.replies.filter(state=ReplyState.SUBMITTED, kind=ReplyKind.INTERIM):
        judge_reply(older, ReplyState.SENT_BACK, remark)


def drop_extension(order: WorkOrder, now: datetime) -> None:
    """Who has replied needs no more time."""
    pending = order.extensions.filter(ruling=Ruling.PENDING)
    pending.update(ruling=Ruling.REFUSED, ruled_at=now, remark=_("已回复，无需延期"))


def settle_helpers(mine: Turn, order: WorkOrder) -> None:
    """Nobody replies over the heads of those asked: InvalidInput names who has not replied yet."""
    others = [other for other in open_orders(mine.case) if other.pk != order.pk]
    helpers = others if is_lead(order) else beneath(order, others)
    missing = [str(other.unit) for other in helpers if other.state != OrderState.REPLIED]
    if missing:
        message = _("还有单位没有回复：%(units)s。请等它们回复，或先撤回。")
        raise InvalidInput(message % {"units": "、".join(missing)})
    for helper in helpers:
        accept(mine, helper)


def accept(mine: Turn, order: WorkOrder) -> None:
    """A reply is taken up by whoever asked for it."""
    mine.follow_order(order, Move.ACCEPT_REPLY)
    close(mine, order)
    if submitted := submitted_reply(order):
        judge_reply(submitted, ReplyState.ACCEPTED)


def write_reply(
    order: WorkOrder,
    kind: ReplyKind,
    text: str,
    basis: str,
    actor: Actor,
    now: datetime,
    outcome: ReplyOutcome | None = None,
) -> Reply:
    """The draft becomes the submitted reply, or a new one is written."""
    told = {"text": text, "basis": basis, "outcome": outcome or ""}
    written, _created = Reply.objects.update_or_create(
        order=order,
        kind=kind,
        state=ReplyState.DRAFT,
        defaults={**told, "written_by": actor.name, "written_at": now},
    )
    judge_reply(written, ReplyState.SUBMITTED)
    return written


def send_to_review(mine: Turn) -> None:
    """The centre has a reply to look at; only one such clock runs, whatever the reply's kind."""
    mine.stop_clocks(Hop.REVIEW)
    mine.start_clock(Hop.REVIEW, scope.centre_id())
    mine.tell(scope.centre_id(), Duty.REVIEW, Topic.REPLY_TO_REVIEW)


def reply_interim(
    *,
    order_id: UUID,
    text: str,
    basis: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Tell how far it has come; the case stays with the unit (阶段回复)."""
    text, basis = wanted(text, field="text"), optional(basis, field="basis")
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.REPLY_INTERIM, mine.case, order)
        if not is_lead(order):
            raise InvalidInput(_("只有主办单位作阶段回复，协办单位和下级请直接回复。"))
        mine.make_order(order, Move.REPLY_INTERIM)
        mine.stop_clocks(Hop.INTERIM, order=order)
        replace_interim(order, _("已由新的阶段回复代替"))
        write_reply(order, ReplyKind.INTERIM, text, basis, actor, now)
        send_to_review(mine)
        return order


def accept_reply(*, order_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> WorkOrder:
    """Take up the reply of a unit that was asked by one's own; the centre's lead is reviewed instead."""
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.ACCEPT_REPLY, mine.case, order)
        check_not_lead(order)
        accept(mine, order)
        return order


def send_back_reply(
    *, order_id: UUID, remark: str, actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """Give a child's or co-unit's reply back to be done again, with clocks of its own."""
    remark = wanted(remark, field="remark", most=500)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.SEND_BACK_ORDER, mine.case, order)
        check_not_lead(order)
        back_to_unit(mine, order, remark)
        return order


def back_to_unit(mine: Turn, order: WorkOrder, remark: str) -> None:
    """The order is its unit's again."""
    mine.follow_order(order, Move.SEND_BACK_ORDER, remark=remark)
    order.save(update_fields=["state"])
    if submitted := submitted_reply(order):
        judge_reply(submitted, ReplyState.SENT_BACK, remark)
    mine.stop_clocks(*ANSWERING, order=order)
    start_answering(mine, order)
    mine.tell(order.unit_id, Duty.HANDLE, Topic.REPLY_SENT_BACK, remark)


def is_lead(order: WorkOrder) -> bool:
    """Whether this is the centre's order for the lead unit, whose reply becomes the answer."""
    return order.role == WorkOrderRole.LEAD and order.parent_id is None


def check_not_lead(order: WorkOrder) -> None:
    if is_lead(order):
        raise InvalidInput(_("主办单位的回复由分拨中心审核。"))
