"""What is amber or red, who was reminded, what was ordered, and which cards are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from fenbo.cases import scope
from fenbo.cases.lifecycle import OPEN, OPEN_ORDERS
from fenbo.cases.models import Case, Clock, WorkOrder
from fenbo.cases.scope import units_below
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.supervision.models import (
    Card,
    Colour,
    Fault,
    FaultKind,
    Finding,
    Level,
    Recheck,
    Reminder,
    SupervisionOrder,
    SupervisionState,
)
from fenbo.supervision.operations.cards import OPEN_FAULTS
from fenbo.supervision.operations.warnings import NOBODYS
from fenbo.supervision.rules import MONTH_DAYS, MOST_AT_ONCE, colour_due

# Of a case, what no list shows; the query code is also dear to decrypt.
UNSHOWN = ("case__content", "case__words", "case__query_code")


def burning(actor: Actor, level: Level, now: datetime) -> QuerySet[Clock]:
    """The running clocks that are amber or red at this instant, of the units this actor watches; page by `due_at`."""
    clocks = Clock.objects.filter(stopped_at=None, paused_at=None, amber_at__lte=now).exclude(hop__in=NOBODYS)
    clocks = clocks.filter(due_at__lte=now) if level == Level.RED else clocks.filter(due_at__gt=now)
    return _watched(clocks, actor).select_related("case", "unit").defer(*UNSHOWN).order_by()


def count_burning(actor: Actor, now: datetime) -> dict[Level, int]:
    """How many clocks are amber and red; one query over those that run past their amber mark."""
    late = Q(due_at__lte=now)
    clocks = Clock.objects.filter(stopped_at=None, paused_at=None, amber_at__lte=now).exclude(hop__in=NOBODYS)
    counts = _watched(clocks, actor).aggregate(red=Count("pk", late), amber=Count("pk", ~late))
    return {Level(name): number for name, number in counts.items()}


@dataclass(frozen=True, slots=True)
class Load:
    """What one unit holds at this moment: open orders, and clocks of its that are amber or red."""

    unit: Unit
    open: int
    amber: int
    red: int


def loads(now: datetime) -> list[Load]:
    """Every unit that holds an open order, special groups first, then who has most; three queries."""
    orders = (
        WorkOrder.objects.filter(state__in=OPEN_ORDERS).order_by().values_list("unit").annotate(Count("pk"))
    )
    held = dict(orders)
    clocks = Clock.objects.filter(stopped_at=None, paused_at=None, amber_at__lte=now, unit__in=held)
    late = Q(due_at__lte=now)
    burnt = clocks.exclude(hop__in=NOBODYS).order_by().values_list("unit")
    marks = {
        unit: (amber, red)
        for unit, amber, red in burnt.annotate(amber=Count("pk", ~late), red=Count("pk", late))
    }
    units = Unit.objects.in_bulk(list(held))
    found = [Load(units[key], number, *marks.get(key, (0, 0))) for key, number in held.items()]
    return sorted(
        found, key=lambda load: (load.unit.kind != UnitKind.SPECIAL_GROUP, -load.open, str(load.unit))
    )


def _watched(clocks: QuerySet[Clock], actor: Actor) -> QuerySet[Clock]:
    if scope.sees_all_cases(actor):
        return clocks
    units = actor.units_with(Duty.SUPERVISE) | actor.units_with(Duty.LEAD)
    return clocks.filter(unit_id__in=units_below(units))


def reminded(case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many reminders each of these cases has had."""
    rows = (
        Reminder.objects.filter(case__in=list(case_ids)).order_by().values_list("case").annotate(Count("id"))
    )
    return dict(rows)


def asked_after(case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How often the requester of each of these cases has asked for it; once may have reached several units."""
    rows = Reminder.objects.filter(case__in=list(case_ids), by_requester=True).order_by()
    return dict(rows.values_list("case").annotate(Count("sent_at", distinct=True)))


@dataclass(frozen=True, slots=True)
class Asked:
    """An open case whose requester has asked for it, how often, and when last."""

    case: Case
    times: int
    last: datetime


def most_asked(actor: Actor, most: int) -> list[Asked]:
    """The open cases that this actor watches and whose requesters have asked most often; two queries."""
    rows = Reminder.objects.filter(by_requester=True, case__state__in=OPEN).order_by()
    if not scope.sees_all_cases(actor):
        units = actor.units_with(Duty.SUPERVISE) | actor.units_with(Duty.LEAD)
        rows = rows.filter(unit_id__in=units_below(units))
    counted = rows.values("case").annotate(times=Count("sent_at", distinct=True), last=Max("sent_at"))
    found = list(counted.order_by("-times", "-last")[:most])
    cases = Case.objects.select_related("lead_unit").defer("content", "words", "query_code")
    by_key = cases.in_bulk([row["case"] for row in found])
    return [Asked(by_key[row["case"]], row["times"], row["last"]) for row in found]


def reminders_of(case_id: UUID) -> QuerySet[Reminder]:
    """The case's reminders, newest first. Whoever calls has made sure that the reader may see the case."""
    return Reminder.objects.filter(case=case_id).select_related("unit").order_by("-sent_at", "-id")


def involved(case_id: UUID) -> list[tuple[int, str]]:
    """The units that can be supervised about the case: those that have had it, the latest first, and the centre."""
    orders = WorkOrder.objects.filter(case=case_id).select_related("unit").order_by("-given_at", "-id")
    units = {order.unit_id: str(order.unit) for order in orders}
    return [*units.items(), (scope.centre_id(), str(Unit.objects.get(pk=scope.centre_id())))]


def supervision_orders(actor: Actor, *states: SupervisionState) -> QuerySet[SupervisionOrder]:
    """The supervision orders that this actor may read; page by `due_at`."""
    orders = SupervisionOrder.objects.order_by().select_related("case", "unit").defer(*UNSHOWN)
    if states:
        orders = orders.filter(state__in=states)
    if scope.sees_all_cases(actor):
        return orders
    return orders.filter(case__in=scope.visible_cases(actor), unit__in=units_below(actor.unit_ids))


def of_case(actor: Actor, case_id: UUID) -> list[SupervisionOrder]:
    """The supervision orders about one case that this actor may read, the newest first."""
    return list(supervision_orders(actor).filter(case=case_id).order_by("-issued_at", "-id"))


def to_answer(actor: Actor, *, case_id: UUID | None = None) -> list[SupervisionOrder]:
    """What the actor's own units still have to account for, about one case or at all; the nearest date first."""
    units = actor.units_with(Duty.HANDLE)
    orders = supervision_orders(actor, SupervisionState.OPEN).filter(unit__in=units)
    if case_id is not None:
        orders = orders.filter(case=case_id)
    return list(orders.order_by("due_at", "id")[:MOST_AT_ONCE])


def supervision_order(order_id: UUID, actor: Actor) -> SupervisionOrder:
    """One of them; raises OutOfScope."""
    order = supervision_orders(actor).filter(pk=order_id).first()
    if order is None:
        raise OutOfScope
    return order


@dataclass(frozen=True, slots=True)
class CardDue:
    """A unit whose faults call for a card."""

    unit: Unit
    colour: Colour
    counts: tuple[tuple[FaultKind, int], ...]


def cards_due(now: datetime) -> list[CardDue]:
    """The units that have earned a card which nobody has shown yet, red before yellow; two queries."""
    rows = Fault.objects.filter(**OPEN_FAULTS).order_by().values_list("unit", "kind").annotate(Count("id"))
    counts: dict[int, dict[FaultKind, int]] = {}
    for unit_id, kind, number in rows:
        counts.setdefault(unit_id, {})[FaultKind(kind)] = number
    yellow, units = _yellow_cards(now), Unit.objects.in_bulk(list(counts))
    found = [
        CardDue(units[unit_id], colour, tuple(sorted(faults.items())))
        for unit_id, faults in counts.items()
        if (colour := colour_due(faults, yellow.get(unit_id, 0)))
    ]
    return sorted(found, key=lambda due: (due.colour != Colour.RED, str(due.unit)))


def _yellow_cards(now: datetime) -> dict[int, int]:
    since = now - timedelta(days=MONTH_DAYS)
    cards = Card.objects.filter(colour=Colour.YELLOW, given_at__gte=since, withdrawn_at=None)
    return dict(cards.order_by().values_list("unit").annotate(Count("id")))


def cards() -> QuerySet[Card]:
    """Every card shown; page by `given_at`, descending."""
    return Card.objects.select_related("unit").order_by()


def card(card_id: UUID) -> Card:
    """One of them; raises OutOfScope."""
    found = cards().filter(pk=card_id).first()
    if found is None:
        raise OutOfScope
    return found


def open_faults(unit_id: int) -> QuerySet[Fault]:
    """What a unit's next card would be for, oldest first."""
    return Fault.objects.filter(unit=unit_id, **OPEN_FAULTS).select_related("case").order_by("at", "pk")


def rechecks(*findings: Finding) -> QuerySet[Recheck]:
    """What was drawn to be looked at again, of these findings; page by `drawn_at`."""
    return (
        Recheck.objects.filter(finding__in=findings).select_related("case", "unit").defer(*UNSHOWN).order_by()
    )


def recheck(recheck_id: UUID) -> Recheck:
    """One of them; raises OutOfScope."""
    found = Recheck.objects.select_related("case", "unit").filter(pk=recheck_id).first()
    if found is None:
        raise OutOfScope
    return found


def count_rechecks() -> dict[Finding, int]:
    """How many were found to be what."""
    rows = dict(Recheck.objects.order_by().values_list("finding").annotate(Count("pk")))
    return {finding: rows.get(finding, 0) for finding in Finding}
