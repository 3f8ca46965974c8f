"""More time (延期): asked before the limit expires, once, for at most what the catalogue allows."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Clock, Extension, Ruling, WorkOrder
from fenbo.cases.operations.clocks import lengthen
from fenbo.cases.operations.orders import due_of
from fenbo.cases.operations.texts import optional, wanted
from fenbo.cases.operations.turn import Turn, order_turn
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.queries import limit_for
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.notices.topics import Topic


def ask_extension(
    *,
    order_id: UUID,
    working_days: int,
    reason: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Extension:
    """Ask the centre for more working days, before the time is up."""
    reason = wanted(reason, field="reason", most=500)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.ASK_EXTENSION, mine.case, order)
        most = most_days(mine)
        if not 1 <= working_days <= most:
            raise InvalidInput(_("延期应为 1 至 %(most)s 个工作日。") % {"most": most}, field="working_days")
        if order.extensions.exclude(ruling=Ruling.REFUSED).exists():
            raise InvalidInput(_("每张工单只能延期一次。"), field="working_days")
        clock = _final_clock(order)
        if clock is None or clock.due_at <= now:
            raise InvalidInput(_("时限已到，延期须在到期之前申请。"), field="working_days")
        if (ceiling := _ceiling(order)) and clock.due_at >= ceiling:
            message = _("时限不能超过上级工单，请由“%(unit)s”申请延期。")
            raise InvalidInput(message % {"unit": order.given_by}, field="working_days")
        mine.make_order(order, Move.ASK_EXTENSION, working_days=working_days, reason=reason)
        mine.start_clock(Hop.EXTENSION_DECISION, scope.centre_id(), order)
        mine.tell(scope.centre_id(), Duty.DISPATCH, Topic.EXTENSION_ASKED, reason)
        return Extension.objects.create(order=order, working_days=working_days, reason=reason, asked_at=now)


def most_days(mine: Turn) -> int:
    """How many working days one extension may add, for this case on this day."""
    day = mine.now.astimezone(SHANGHAI).date()
    return limit_for(Hop.EXTENSION, Kind(mine.case.kind), Urgency(mine.case.urgency), day).amount


def grant_extension(
    *, order_id: UUID, remark: str = "", actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """Give the working days that were asked for, on top of the limit; the requester is told the new one."""
    remark = optional(remark, field="remark")
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.GRANT_EXTENSION, mine.case, order)
        asked, clock = _pending(order), _final_clock(order)
        if clock is None:
            raise InvalidInput(_("这张工单没有在走的时限，无需延期。"))
        until = lengthen(clock, asked.working_days, at_most=_ceiling(order))
        mine.make_order(order, Move.GRANT_EXTENSION, working_days=asked.working_days, until=until.isoformat())
        _rule(mine, order, asked, Ruling.GRANTED, remark)
        return order


def refuse_extension(
    *, order_id: UUID, remark: str, actor: Actor, now: datetime, version: int | None = None
) -> WorkOrder:
    """The limit stands."""
    remark = wanted(remark, field="remark", most=500)
    with order_turn(order_id, actor=actor, now=now, version=version) as (mine, order):
        scope.require(actor, Move.REFUSE_EXTENSION, mine.case, order)
        asked = _pending(order)
        mine.make_order(order, Move.REFUSE_EXTENSION, remark=remark)
        _rule(mine, order, asked, Ruling.REFUSED, remark)
        return order


def _rule(mine: Turn, order: WorkOrder, asked: Extension, ruling: Ruling, remark: str) -> None:
    asked.ruling, asked.remark, asked.ruled_at = ruling, remark, mine.now
    asked.save(update_fields=["ruling", "remark", "ruled_at"])
    mine.stop_clocks(Hop.EXTENSION_DECISION, order=order)
    mine.tell(order.unit_id, Duty.HANDLE, Topic.EXTENSION_RULED, remark)


def _pending(order: WorkOrder) -> Extension:
    asked = order.extensions.filter(ruling=Ruling.PENDING).first()
    if asked is None:
        raise InvalidInput(_("没有待审批的延期申请。"))
    return asked


def _ceiling(order: WorkOrder) -> datetime | None:
    """When the unit that waits for this one must reply itself."""
    return due_of(order.parent) if order.parent else None


def _final_clock(order: WorkOrder) -> Clock | None:
    """The clock that an extension lengthens: the one within which the final reply is due."""
    return Clock.objects.filter(order=order, stopped_at=None, hop__in=(Hop.ANSWER, Hop.FINAL)).first()
