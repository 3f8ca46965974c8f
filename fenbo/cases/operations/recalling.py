"""Taking back what one's own unit gave on (撤回转派、协办)."""

from datetime import datetime
from uuid import UUID

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import WorkOrder
from fenbo.cases.operations.orders import beneath, cancel, open_orders
from fenbo.cases.operations.texts import wanted
from fenbo.cases.operations.turn import order_turn
from fenbo.cases.operations.units import check_not_lead
from fenbo.core.errors import IllegalMove
from fenbo.directory.actors import Actor


def take_back(
    *, order_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """Cancel a child's or co-unit's order, with all that was given on from it. The centre recalls its lead instead."""
    reason = wanted(reason, field="reason", most=500)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.CANCEL_ORDER, mine.case, order)
        check_not_lead(order)
        still_open = open_orders(mine.case)
        if order.pk not in {one.pk for one in still_open}:
            raise IllegalMove
        for helper in beneath(order, still_open):
            cancel(mine, helper, reason)
        cancel(mine, order, reason)
        return order
