"""Who sees what and who may make which move: the one place that decides it.

A grant is a duty and a relation between actor and case. Out of scope reads as "not found", in scope without the
grant as "not your duty". Tests walk the whole table, role by move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fenbo.cases.lifecycle import Move, OrderState
from fenbo.cases.models import Case, WorkOrder
from fenbo.core.errors import MissingDuty, OutOfScope
from fenbo.core.lapsing import Lapsing
from fenbo.directory import queries as directory
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty


class Relation(StrEnum):
    """How an actor stands to a case or work order."""

    CENTRE = "centre"  # the duty is held at the dispatch centre
    HOLDER = "holder"  # the duty is held at the unit that has the order
    GIVER = "giver"  # the duty is held at the unit that gave the order
    ABOVE = "above"  # the duty is held at a unit above the holder
    REQUESTER = "requester"  # the actor has opened the case as its requester
    ANYONE = "anyone"


class Action(StrEnum):
    """What is done with a case beside the moves."""

    READ = "read"
    READ_REQUESTER = "read_requester"
    READ_FILES = "read_files"
    READ_JOURNAL = "read_journal"
    READ_INTERNAL = "read_internal"
    ATTACH = "attach"


@dataclass(frozen=True, slots=True)
class Grant:
    relation: Relation
    duty: Duty | None = None


def _centre(*duties: Duty) -> tuple[Grant, ...]:
    return tuple(Grant(Relation.CENTRE, duty) for duty in duties)


D, R = Duty, Relation
HOLDER = Grant(R.HOLDER, D.HANDLE)
GIVER = Grant(R.GIVER, D.HANDLE)
REQUESTER = Grant(R.REQUESTER)
DISPATCHER = _centre(D.DISPATCH)
FLOOR = _centre(D.TAKE_IN, D.DISPATCH)
CENTRE_READERS = _centre(D.TAKE_IN, D.DISPATCH, D.REVIEW, D.PUBLISH, D.FOLLOW_UP, D.SUPERVISE, D.LEAD, D.EDIT)
UNIT_READERS = tuple(
    Grant(relation, duty)
    for relation in (R.HOLDER, R.GIVER, R.ABOVE)
    for duty in (D.HANDLE, D.SUPERVISE, D.LEAD)
)

GRANTS: Mapping[Move | Action, tuple[Grant, ...]] = {
    Action.READ: (*CENTRE_READERS, *_centre(D.AUDIT), *UNIT_READERS, REQUESTER),
    Action.READ_REQUESTER: (*_centre(D.TAKE_IN, D.DISPATCH, D.REVIEW, D.FOLLOW_UP, D.SUPERVISE), HOLDER),
    Action.READ_FILES: (*CENTRE_READERS, *UNIT_READERS, REQUESTER),
    Action.READ_JOURNAL: (*CENTRE_READERS, *_centre(D.AUDIT), *UNIT_READERS),
    Action.READ_INTERNAL: (*CENTRE_READERS, *UNIT_READERS),
    Action.ATTACH: (*FLOOR, HOLDER, REQUESTER),
    Move.DRAFT: FLOOR,
    Move.RECEIVE: (*FLOOR, Grant(R.ANYONE)),
    Move.DISCARD: FLOOR,
    Move.ANSWER_AT_ONCE: FLOOR,
    Move.NOT_ACCEPT: FLOOR,
    Move.ASK_INFO: (*FLOOR, HOLDER),
    Move.SUPPLY_INFO: (*FLOOR, REQUESTER),
    Move.LAPSE_INFO: (),
    Move.DISPATCH: DISPATCHER,
    Move.REDISPATCH: DISPATCHER,
    Move.RECALL: DISPATCHER,
    Move.START: (HOLDER,),
    Move.INTERIM: _centre(D.REVIEW, D.DISPATCH),
    Move.REPLY: (HOLDER,),
    Move.SEND_BACK: _centre(D.REVIEW, D.DISPATCH),
    Move.ISSUE: _centre(D.REVIEW, D.DISPATCH),
    Move.CLOSE: _centre(D.REVIEW, D.DISPATCH),
    Move.FOLLOW_UP: _centre(D.FOLLOW_UP),
    Move.RATE: (REQUESTER,),
    Move.SECOND_HANDLING: (*_centre(D.FOLLOW_UP, D.DISPATCH, D.SUPERVISE), REQUESTER),
    Move.HAND_OFF: DISPATCHER,
    Move.BRING_BACK: DISPATCHER,
    Move.MERGE: DISPATCHER,
    Move.SPLIT: DISPATCHER,
    Move.JOIN: DISPATCHER,
    Move.WITHDRAW: (*FLOOR, REQUESTER),
    Move.ARCHIVE: DISPATCHER,
    Move.REOPEN: _centre(D.DISPATCH, D.SUPERVISE),
    Move.CORRECT: FLOOR,
    Move.MARK_COMPLEX: DISPATCHER,
    Move.NOTE: (*_centre(D.TAKE_IN, D.DISPATCH, D.REVIEW, D.FOLLOW_UP, D.SUPERVISE, D.LEAD), HOLDER),
    Move.DECIDE: _centre(D.DISPATCH, D.LEAD),
    Move.REMIND: (*FLOOR, *_centre(D.SUPERVISE), REQUESTER),
    Move.SUPERVISE: _centre(D.SUPERVISE, D.LEAD),
    Move.REVEAL: (*_centre(D.TAKE_IN, D.DISPATCH, D.REVIEW, D.FOLLOW_UP), HOLDER),
    Move.ASK_MACHINE: (*_centre(D.TAKE_IN, D.DISPATCH, D.REVIEW), HOLDER),
    Move.SIGN_IN: (HOLDER,),
    Move.CONTACT: (HOLDER,),
    Move.DELEGATE: (HOLDER,),
    Move.ASK_CO_UNIT: (HOLDER,),
    Move.ASK_RETURN: (HOLDER,),
    Move.AGREE_RETURN: (*DISPATCHER, GIVER),
    Move.REFUSE_RETURN: (*DISPATCHER, GIVER),
    Move.ASK_EXTENSION: (HOLDER,),
    Move.GRANT_EXTENSION: DISPATCHER,
    Move.REFUSE_EXTENSION: DISPATCHER,
    Move.REPLY_INTERIM: (HOLDER,),
    Move.REPLY_ORDER: (HOLDER,),
    Move.SEND_BACK_ORDER: (*_centre(D.REVIEW, D.DISPATCH), GIVER),
    Move.ACCEPT_REPLY: (*_centre(D.REVIEW, D.DISPATCH), GIVER),
    Move.CANCEL_ORDER: (*DISPATCHER, GIVER),
    Move.PROPOSE: _centre(D.PUBLISH, D.REVIEW, D.DISPATCH),
    Move.PUBLISH: _centre(D.PUBLISH),
    Move.WITHHOLD: _centre(D.PUBLISH),
    Move.TAKE_DOWN: _centre(D.PUBLISH),
    Move.ASK_TAKE_DOWN: (REQUESTER,),
    Move.KEEP_PUBLIC: _centre(D.PUBLISH),
}
# The units that handle a report of wrongdoing or a confidential case never learn who brought it: neither by name nor
# by a voice, a face or a signature in what came with it.
BARRED_WHEN_SECRET: frozenset[Move | Action] = frozenset(
    {Action.READ_REQUESTER, Action.READ_FILES, Move.REVEAL, Move.ASK_MACHINE}
)
OF_UNITS = (Relation.HOLDER, Relation.GIVER, Relation.ABOVE)
# An order that was taken away is no longer its unit's to see.
GONE = (OrderState.RETURNED, OrderState.CANCELLED)

centre_id = Lapsing(lambda: directory.centre().pk)
_parents = Lapsing(lambda: directory.parents())


def units_below(unit_ids: frozenset[int]) -> frozenset[int]:
    """These units and all beneath them."""
    parents, found = _parents(), set(unit_ids)
    for unit_id in parents:
        chain: list[int] = []
        current: int | None = unit_id
        while current is not None and current not in found and current not in chain:
            chain.append(current)
            current = parents.get(current)
        if current in found:
            found.update(chain)
    return frozenset(found)


def sees_all_cases(actor: Actor) -> bool:
    if actor.kind == ActorKind.SYSTEM:
        return True
    return any(
        grant.duty and actor.has(grant.duty, centre_id())
        for grant in GRANTS[Action.READ]
        if grant.relation == R.CENTRE
    )


def _reading_units(actor: Actor) -> frozenset[int]:
    return actor.units_with(D.HANDLE) | actor.units_with(D.SUPERVISE) | actor.units_with(D.LEAD)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The only way to cases for lists, details, attachments, exports and boards."""
    cases = Case.objects.order_by()
    if sees_all_cases(actor):
        return cases
    if actor.is_staff:
        orders = _live_orders().filter(_at_or_given_by(_reading_units(actor)), case=OuterRef("pk"))
        return cases.filter(Exists(orders))
    return cases.filter(pk__in=actor.case_ids)


def visible_orders(actor: Actor) -> QuerySet[WorkOrder]:
    """The work orders of the actor's units and of those beneath, and those that the units gave on."""
    if sees_all_cases(actor):
        return WorkOrder.objects.order_by()
    if actor.is_staff:
        return _live_orders().filter(_at_or_given_by(_reading_units(actor)))
    return WorkOrder.objects.none()


def _live_orders() -> QuerySet[WorkOrder]:
    return WorkOrder.objects.order_by().exclude(state__in=GONE)


def _at_or_given_by(units: frozenset[int]) -> Q:
    return Q(unit_id__in=units_below(units)) | Q(given_by_id__in=units)


def lock_case(case_id: UUID, *, actor: Actor) -> Case:
    """The case, locked until the transaction ends; raises OutOfScope when the actor may not see it."""
    cases = visible_cases(actor).select_for_update(of=("self",), no_key=True).select_related("requester")
    case = cases.filter(pk=case_id).first()
    if case is None:
        raise OutOfScope
    return case


def may(actor: Actor, what: Move | Action, case: Case, order: WorkOrder | None = None) -> bool:
    """Whether one of the grants holds. Without an order, unit relations mean any live order of the case."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    for grant in GRANTS[what]:
        barred = what in BARRED_WHEN_SECRET and case.is_secret and grant.relation in OF_UNITS
        if not barred and _holds(grant, actor, case, order):
            return True
    return False


def require(actor: Actor, what: Move | Action, case: Case, order: WorkOrder | None = None) -> None:
    """Raises MissingDuty where `may` says no."""
    if not may(actor, what, case, order):
        raise MissingDuty


def _holds(grant: Grant, actor: Actor, case: Case, order: WorkOrder | None) -> bool:
    if grant.relation == R.ANYONE:
        return True
    if grant.relation == R.REQUESTER:
        return case.pk in actor.case_ids
    if grant.duty is None:
        return False
    if grant.relation == R.CENTRE:
        return actor.has(grant.duty, centre_id())
    units = actor.units_with(grant.duty)
    return bool(units) and any(_stands(grant.relation, units, found) for found in _orders(case, order))


def _orders(case: Case, order: WorkOrder | None) -> list[WorkOrder]:
    return [order] if order is not None else list(_live_orders().filter(case=case))


def _stands(relation: Relation, units: frozenset[int], order: WorkOrder) -> bool:
    if relation == R.HOLDER:
        return order.unit_id in units
    if relation == R.GIVER:
        return order.given_by_id in units
    return order.unit_id in units_below(units) - units
