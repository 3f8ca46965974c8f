"""What several operations do with work orders (工单)."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import OPEN_ORDERS, Move
from fenbo.cases.models import Case, Clock, Reply, ReplyKind, ReplyState, WorkOrder, WorkOrderRole
from fenbo.cases.operations.turn import Turn
from fenbo.catalogue.hops import Hop
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.directory.queries import valid_on
from fenbo.notices.topics import Topic

# What answers the requester: an ordinary case has the first clock, a complex one the other two.
ANSWERING = (Hop.ANSWER, Hop.INTERIM, Hop.FINAL)


def find_unit(mine: Turn, unit_id: int, *, field: str, abroad: bool = False) -> Unit:
    """A unit that exists on this day and may hold work orders; InvalidInput names the form's field.

    Another province's hotline does not work in this system, so it counts only where `abroad` says so.
    """
    day = mine.now.astimezone(SHANGHAI).date()
    unable = [UnitKind.CENTRE] if abroad else [UnitKind.CENTRE, UnitKind.OTHER_HOTLINE]
    unit = Unit.objects.filter(valid_on(day), pk=unit_id).exclude(kind__in=unable).first()
    if unit is None:
        raise InvalidInput(_("没有这个承办单位，或它已经停用。"), field=field)
    return unit


def give(
    mine: Turn,
    unit: Unit,
    *,
    given_by: Unit,
    role: WorkOrderRole,
    instruction: str = "",
    parent: WorkOrder | None = None,
    field: str = "unit",
) -> WorkOrder:
    """Give the case to a unit, start its clocks and tell it. The caller has recorded the move that does so."""
    if mine.case.orders.filter(unit=unit, state__in=OPEN_ORDERS).exists():
        raise InvalidInput(_("“%(unit)s”手里已经有这件诉求的工单。") % {"unit": unit}, field=field)
    order = WorkOrder.objects.create(
        case=mine.case,
        parent=parent,
        unit=unit,
        given_by=given_by,
        role=role,
        round=mine.case.round,
        instruction=instruction,
        given_at=mine.now,
    )
    if unit.kind != UnitKind.OTHER_HOTLINE:
        mine.start_clock(Hop.SIGN_IN, unit.pk, order)
    start_answering(mine, order)
    mine.tell(unit.pk, Duty.HANDLE, Topic.ORDER_GIVEN, instruction)
    return order


def start_answering(mine: Turn, order: WorkOrder) -> None:
    """Run the clocks within which this order's unit must reply; never beyond the one who waits for it."""
    ceiling = due_of(order.parent) if order.parent else None
    if not mine.case.is_complex:
        mine.start_clock(Hop.ANSWER, order.unit_id, order, at_most=ceiling)
        return
    if order.parent is None and order.role == WorkOrderRole.LEAD:
        mine.start_clock(Hop.INTERIM, order.unit_id, order)
    mine.start_clock(Hop.FINAL, order.unit_id, order, at_most=ceiling)


def due_of(order: WorkOrder) -> datetime | None:
    """When this order's reply is due, or None when no such clock runs."""
    clock = Clock.objects.filter(order=order, stopped_at=None, hop__in=(Hop.ANSWER, Hop.FINAL)).first()
    return clock.due_at if clock else None


def open_orders(case: Case, *extra: Q) -> list[WorkOrder]:
    """The case's orders that still wait for something, the lead's first."""
    orders = case.orders.filter(*extra, state__in=OPEN_ORDERS).select_related("unit", "given_by", "parent")
    return sorted(
        orders, key=lambda order: (order.role != "lead", order.parent_id is not None, order.given_at)
    )


def cancel_orders(mine: Turn, reason: str) -> None:
    """Take back every open order of the case, with its clocks; what was to be reviewed is so no more."""
    for order in open_orders(mine.case):
        cancel(mine, order, reason)
    mine.stop_clocks(Hop.REVIEW)


def cancel(mine: Turn, order: WorkOrder, reason: str) -> None:
    """Take back one open order and tell its unit."""
    mine.follow_order(order, Move.CANCEL_ORDER, reason=reason)
    close(mine, order)
    mine.tell(order.unit_id, Duty.HANDLE, Topic.ORDER_CANCELLED, reason)


def close(mine: Turn, order: WorkOrder) -> None:
    """Save an order whose last move has been made, and stop its clocks."""
    order.ended_at = mine.now
    order.save(update_fields=["state", "ended_at"])
    mine.stop_clocks(order=order)


def lead_order(case: Case) -> WorkOrder | None:
    """The centre's open order for the lead unit."""
    return next((o for o in open_orders(case) if o.role == WorkOrderRole.LEAD and o.parent_id is None), None)


def beneath(order: WorkOrder, orders: list[WorkOrder]) -> list[WorkOrder]:
    """Of these orders, the ones that were given on from this one, at any depth."""
    found: list[WorkOrder] = []
    parents = {order.pk}
    while fresh := [o for o in orders if o.parent_id in parents and o not in found]:
        found += fresh
        parents |= {o.pk for o in fresh}
    return found


def submitted_reply(order: WorkOrder, kind: ReplyKind = ReplyKind.FINAL) -> Reply | None:
    """The reply that waits for a decision."""
    replies = order.replies.filter(state=ReplyState.SUBMITTED, kind=kind)
    return replies.order_by("-written_at").first()


def judge_reply(reply: Reply, state: ReplyState, remark: str = "") -> None:
    reply.state, reply.remark = state, remark[:500]
    reply.save(update_fields=["state", "remark"])
