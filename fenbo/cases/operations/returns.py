"""“Not ours” (退单): asked by a unit, decided by whoever gave the order. The requester sees who and where next."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import ReturnRequest, Ruling, WorkOrder, WorkOrderRole
from fenbo.cases.operations.centre import back_to_queue, give_all
from fenbo.cases.operations.clocks import pause, resume
from fenbo.cases.operations.orders import beneath, cancel, cancel_orders, close, find_unit, give, open_orders
from fenbo.cases.operations.texts import optional, wanted
from fenbo.cases.operations.turn import Turn, order_turn
from fenbo.cases.operations.units import check_line, is_lead, take_over
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.notices.topics import Topic


def ask_return(
    *,
    order_id: UUID,
    reason: str,
    suggested_unit: int | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> ReturnRequest:
    """Say that the order is not this unit's, why, and whose it may be. Its clocks stand still until decided."""
    reason = wanted(reason, field="reason", most=500)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.ASK_RETURN, mine.case, order)
        better = _better(mine, order, suggested_unit) if suggested_unit else None
        mine.make_order(
            order,
            Move.ASK_RETURN,
            from_unit=str(order.unit),
            to_unit=str(better or ""),
            reason=reason,
        )
        order.save(update_fields=["state"])
        pause(mine, order=order)
        mine.start_clock(Hop.RETURN_DECISION, order.given_by_id, order)
        at_centre = order.given_by_id == scope.centre_id()
        duty = Duty.DISPATCH if at_centre else Duty.HANDLE
        mine.tell(order.given_by_id, duty, Topic.RETURN_ASKED, reason)
        return ReturnRequest.objects.create(order=order, reason=reason, asked_at=now, suggested_unit=better)


def _better(mine: Turn, order: WorkOrder, unit_id: int) -> Unit:
    """Whose it may be; also what only another province can answer."""
    if unit_id == order.unit_id:
        raise InvalidInput(_("建议的单位不能是本单位。"), field="suggested_unit")
    return find_unit(mine, unit_id, field="suggested_unit", abroad=True)


def agree_return(
    *,
    order_id: UUID,
    next_unit: int | None = None,
    remark: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> WorkOrder | None:
    """Agree, and say in the same breath who has it next; returns the new order.

    Without a next unit the lead's case goes back to the centre's queue, and a helper's part is dropped.
    """
    remark = optional(remark, field="remark")
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.AGREE_RETURN, mine.case, order)
        asked = _pending(order)
        unit = find_unit(mine, next_unit, field="next_unit") if next_unit else None
        if unit is not None and unit.pk == order.unit_id:
            raise InvalidInput(_("不能再派给退单的单位。"), field="next_unit")
        if unit is not None and order.parent is not None and order.role == WorkOrderRole.LEAD:
            check_line(order.given_by, unit)
        went_to = str(unit) if unit else ""
        mine.make_order(
            order,
            Move.AGREE_RETURN,
            from_unit=str(order.unit),
            to_unit=went_to,
            reason=asked.reason,
            remark=remark,
        )
        close(mine, order)
        _rule(asked, Ruling.GRANTED, remark, now, unit)
        return _next(mine, order, unit, asked.reason)


def _next(mine: Turn, order: WorkOrder, unit: Unit | None, reason: str) -> WorkOrder | None:
    """Where the work goes now that this unit has given it up."""
    if is_lead(order):
        if unit is None:
            mine.make(Move.RECALL, from_unit=str(order.unit), reason=reason)
            back_to_queue(mine, reason)
            return None
        mine.make(Move.REDISPATCH, from_unit=str(order.unit), to_unit=str(unit), reason=reason)
        cancel_orders(mine, reason)
        return give_all(mine, unit, [], order.instruction)
    for helper in beneath(order, open_orders(mine.case)):
        cancel(mine, helper, reason)
    if unit is None:
        return None
    return give(
        mine,
        unit,
        given_by=order.given_by,
        role=WorkOrderRole(order.role),
        instruction=order.instruction,
        parent=order.parent,
        field="next_unit",
    )


def refuse_return(
    *, order_id: UUID, remark: str, actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """It is theirs after all: the order goes on, signed in, with the time that was left."""
    remark = wanted(remark, field="remark", most=500)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.REFUSE_RETURN, mine.case, order)
        asked = _pending(order)
        mine.make_order(order, Move.REFUSE_RETURN, remark=remark, to_unit=str(order.unit))
        mine.stop_clocks(Hop.RETURN_DECISION, order=order)
        if order.signed_at is None:
            take_over(mine, order)
        order.save(update_fields=["state", "signed_at"])
        resume(mine, order)
        _rule(asked, Ruling.REFUSED, remark, now, None)
        if is_lead(order) and mine.case.state == CaseState.DISPATCHED:
            mine.follow(Move.START, unit=str(order.unit))
        mine.tell(order.unit_id, Duty.HANDLE, Topic.RETURN_REFUSED, remark)
        return order


def _pending(order: WorkOrder) -> ReturnRequest:
    asked = order.return_requests.filter(ruling=Ruling.PENDING).first()
    if asked is None:
        raise InvalidInput(_("没有待裁定的退单。"))
    return asked


def _rule(asked: ReturnRequest, ruling: Ruling, remark: str, now: datetime, unit: Unit | None) -> None:
    asked.ruling, asked.remark, asked.ruled_at, asked.went_to = ruling, remark, now, unit
    asked.save(update_fields=["ruling", "remark", "ruled_at", "went_to"])
