"""Reads about work orders for the units that handle them. Every list costs the same number of queries."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from fenbo.cases import scope
from fenbo.cases.lifecycle import OPEN_ORDERS, OrderState
from fenbo.cases.models import (
    Answer,
    CaseNote,
    Clock,
    ContactNote,
    Extension,
    Reply,
    ReplyState,
    ReturnRequest,
    Supplement,
    WorkOrder,
)
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty

# Orders without a running clock come after all that have one.
NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


class Tray(StrEnum):
    """What an order waits for."""

    TO_DO = "todo"
    HELPERS = "helpers"
    RETURNS = "returns"
    REPLIED = "replied"
    DONE = "done"


STATES: Mapping[Tray, tuple[OrderState, ...]] = {
    Tray.TO_DO: (OrderState.GIVEN, OrderState.SIGNED),
    Tray.HELPERS: OPEN_ORDERS,
    Tray.RETURNS: (OrderState.RETURN_ASKED,),
    Tray.REPLIED: (OrderState.REPLIED,),
    Tray.DONE: (OrderState.DONE,),
}


def inbox(actor: Actor, tray: Tray) -> QuerySet[WorkOrder]:
    """The orders of the actor's own units in that tray; of helpers, those that these units have given on.

    Each row has `time_left_until`, the first limit that runs out (`NEVER` without one), and `is_paused`. Page what
    is still to do by `time_left_until`, the rest by `given_at`.
    """
    running = Clock.objects.filter(order=OuterRef("pk"), stopped_at=None)
    first = running.filter(paused_at=None).order_by().values("order").annotate(first=Min("due_at"))
    return (
        _at(actor, tray)
        .filter(state__in=STATES[tray])
        .select_related("case__category", "case__region", "unit", "given_by")
        .defer("case__content", "case__words", "case__query_code")
        .annotate(
            time_left_until=Coalesce(
                Subquery(first.values("first")), Value(NEVER), output_field=DateTimeField()
            ),
            is_paused=Exists(running.filter(paused_at__isnull=False)),
            clock_started_at=Subquery(
                running.filter(paused_at=None).order_by("due_at", "pk").values("started_at")[:1]
            ),
        )
    )


def _at(actor: Actor, tray: Tray) -> QuerySet[WorkOrder]:
    own = actor.units_with(Duty.HANDLE)
    orders = scope.visible_orders(actor)
    return orders.filter(given_by__in=own) if tray == Tray.HELPERS else orders.filter(unit__in=own)


def count_trays(actor: Actor) -> dict[Tray, int]:
    """How many open orders lie in each tray; one query, which does not grow with what is done."""
    own = actor.units_with(Duty.HANDLE)
    mine = Q(unit__in=own)
    wanted = {
        Tray.TO_DO.value: Count("pk", mine & Q(state__in=STATES[Tray.TO_DO])),
        Tray.HELPERS.value: Count("pk", Q(given_by__in=own)),
        Tray.RETURNS.value: Count("pk", mine & Q(state=OrderState.RETURN_ASKED)),
        Tray.REPLIED.value: Count("pk", mine & Q(state=OrderState.REPLIED)),
    }
    open_orders = scope.visible_orders(actor).filter(mine | Q(given_by__in=own), state__in=OPEN_ORDERS)
    counts: dict[str, int] = open_orders.aggregate(**wanted)
    return {Tray(name): number for name, number in counts.items()}


def order_in_full(actor: Actor, order_id: UUID) -> WorkOrder:
    """One order with its case and everything that its page shows; raises OutOfScope.

    `case.orders` holds all live orders of the case: the page shows those that `helpers_of` picks.
    """
    orders = WorkOrder.objects.exclude(state__in=scope.GONE).select_related("unit", "given_by", "parent")
    replies = Reply.objects.order_by("written_at", "id")
    found = (
        scope.visible_orders(actor)
        .filter(pk=order_id)
        .select_related(
            "unit",
            "given_by",
            "parent",
            "case__requester",
            "case__category",
            "case__region",
            "case__lead_unit",
        )
        .prefetch_related(
            Prefetch("replies", replies),
            Prefetch(
                "return_requests", ReturnRequest.objects.select_related("suggested_unit").order_by("asked_at")
            ),
            Prefetch("extensions", Extension.objects.order_by("asked_at")),
            Prefetch("contacts", ContactNote.objects.order_by("at", "id")),
            Prefetch("measures", CaseNote.objects.order_by("written_at", "id")),
            Prefetch("clocks", Clock.objects.filter(stopped_at=None).order_by("due_at", "id")),
            Prefetch("case__orders", orders.order_by("given_at", "id")),
            Prefetch("case__orders__replies", replies.exclude(state=ReplyState.DRAFT)),
            Prefetch("case__orders__return_requests", ReturnRequest.objects.select_related("suggested_unit")),
            Prefetch("case__orders__clocks", Clock.objects.filter(stopped_at=None).order_by("due_at", "id")),
            Prefetch("case__supplements", Supplement.objects.order_by("id")),
            Prefetch("case__answers", Answer.objects.select_related("unit").order_by("issued_at", "id")),
            Prefetch("case__notes", CaseNote.objects.filter(is_decision=True).order_by("-written_at", "-id")),
        )
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def helpers_of(order: WorkOrder) -> list[WorkOrder]:
    """Who has to reply before this order can be: those it was given on to, and for the lead the co-units too."""
    everyone = [one for one in order.case.orders.all() if one.pk != order.pk and one.round == order.round]
    if order.role == "lead" and order.parent_id is None:
        return everyone
    found: list[WorkOrder] = []
    keys = {order.pk}
    while fresh := [one for one in everyone if one.parent_id in keys and one not in found]:
        found += fresh
        keys |= {one.pk for one in fresh}
    return found
