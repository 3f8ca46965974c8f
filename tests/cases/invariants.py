"""What holds for every case after every step, whatever was done to it."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch

from fenbo.cases.lifecycle import (
    AT_UNITS,
    MOVES,
    OPEN,
    OPEN_ORDERS,
    SETTLING,
    START,
    UNSETTLING,
    CaseState,
    Move,
    OrderState,
)
from fenbo.cases.models import Case, Clock, ReplyKind, ReplyState, WorkOrder, WorkOrderRole
from fenbo.cases.operations.orders import ANSWERING
from fenbo.catalogue.hops import Hop
from fenbo.journal.models import Event
from fenbo.journal.verification import verify

ROOMS = ("cases_", "journal_event", "journal_unsealed", "notices_", "procrastinate_jobs")
WAITING_FOR_REQUESTER = (CaseState.INFO_WANTED, CaseState.INFO_WANTED_IN_HAND)
TO_BE_REPLIED_TO = (OrderState.GIVEN, OrderState.SIGNED, OrderState.RETURN_ASKED)
AT_CENTRE = (CaseState.RECEIVED, CaseState.INFO_WANTED)


def tables() -> list[str]:
    """Where an operation on cases may write."""
    names = connection.introspection.table_names()
    return sorted(name for name in names if name.startswith(ROOMS))


def everything_written(names: list[str]) -> dict[str, str]:
    """A fingerprint of every row of these tables."""
    parts = [
        f"SELECT '{name}', count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
        f" FROM {name} t"
        for name in names
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def look_at_everything() -> list[Case]:
    """Every case with all that is checked, in a number of queries that does not grow."""
    clocks = Clock.objects.select_related("order").prefetch_related("pauses").order_by("id")
    found = Case.objects.select_related("lead_case", "requester").prefetch_related(
        "orders__replies", Prefetch("clocks", clocks)
    )
    return list(found.order_by("pk"))


def check_all(cases: list[Case]) -> None:
    """Raises AssertionError and says which case breaks what."""
    assert verify().first_bad is None
    events: dict[UUID, list[Event]] = {case.pk: [] for case in cases}
    for event in Event.objects.filter(stream__in=events).order_by("stream", "seq"):
        events[event.stream].append(event)
    for case in cases:
        told = (case, case.state, [event.move for event in events[case.pk]])
        for broken in (
            *journal(case, events[case.pk]),
            *orders(case),
            *clocks(case),
            *merging(case),
            *pauses(case),
        ):
            raise AssertionError((broken, *told))
    check_counts(cases, [event for found in events.values() for event in found])


def check_counts(cases: list[Case], events: list[Event]) -> None:
    """The number of settled cases is what the journal says: settling moves less unsettling ones."""
    settled = sum(case.settled_at is not None for case in cases)
    moves = [event.move for event in events]
    assert settled == sum(map(moves.count, SETTLING)) - sum(map(moves.count, UNSETTLING))
    assert sum(case.received_at is not None for case in cases) == moves.count(Move.RECEIVE)


def journal(case: Case, events: list[Event]) -> Iterator[str]:
    if case.version != len(events):
        yield f"version {case.version}, but {len(events)} events"
    if events and bytes(case.chain) != bytes(events[-1].hash):
        yield "the chain does not end with the last event"
    state, replayed = replay(events)
    if state != case.state:
        yield f"the events lead to {state}"
    for order in case.orders.all():
        if replayed.get(str(order.pk), OrderState.GIVEN) != order.state:
            yield f"{order}, but the events lead to {replayed.get(str(order.pk))}"


def replay(events: list[Event]) -> tuple[str, dict[str, str]]:
    """The states of the case and of its orders, by the table alone."""
    state: str = START
    orders: dict[str, str] = {}
    for event in events:
        move = Move(event.move)
        if "order" in event.facts:
            key = event.facts["order"]
            orders[key] = MOVES[(orders.get(key, OrderState.GIVEN), move)]
        else:
            state = MOVES[(state, move)]
    return state, orders


def orders(case: Case) -> Iterator[str]:
    found = [order for order in case.orders.all() if order.state in OPEN_ORDERS]
    leads = [order for order in found if order.parent_id is None and order.role == WorkOrderRole.LEAD]
    with_units = case.state in (
        *AT_UNITS,
        CaseState.INFO_WANTED_IN_HAND,
        CaseState.REPLIED,
        CaseState.HANDED_OFF,
    )
    if len(leads) != with_units:
        yield f"{len(leads)} open lead orders"
    if found and not with_units:
        yield f"open orders {found}"
    if leads and case.lead_unit_id != leads[0].unit_id:
        yield "the lead unit is not the one that has the lead order"
    if case.state == CaseState.REPLIED and [order.state for order in found] != [OrderState.REPLIED]:
        yield f"to be reviewed while others still have {found}"
    parents = {order.pk for order in found}
    for order in found:
        if order.parent_id and order.parent_id not in parents:
            yield f"{order} waits for nobody"


def clocks(case: Case) -> Iterator[str]:
    running = [clock for clock in case.clocks.all() if clock.stopped_at is None]
    hops = [clock.hop for clock in running]
    if case.state in OPEN and not running:
        yield "nobody is burning the time of an open case"
    if case.state not in OPEN and running:
        yield f"clocks run on a case that is not open: {hops}"
    if (Hop.DISPATCH in hops) != (case.state in AT_CENTRE):
        yield f"the dispatch clock does not tell whether the centre has to dispatch: {hops}"
    if (Hop.MORE_INFO in hops) != (case.state in WAITING_FOR_REQUESTER):
        yield f"the requester's clock does not tell whether something was asked: {hops}"
    if (Hop.REVIEW in hops) != waits_for_review(case):
        yield f"the review clock does not tell whether there is something to review: {hops}"
    yield from clocks_of_orders(case, running)


def clocks_of_orders(case: Case, running: list[Clock]) -> Iterator[str]:
    for clock in running:
        yield from clock_of_order(clock, clock.order)
        if not clock.started_at <= clock.amber_at <= clock.due_at:
            yield f"{clock.hop}: amber is not between start and end"
    timed = {clock.order_id for clock in running if clock.hop in ANSWERING}
    for order in case.orders.all():
        if order.state in TO_BE_REPLIED_TO and order.pk not in timed:
            yield f"no clock for the reply of {order}"


def waits_for_review(case: Case) -> bool:
    submitted = any(
        (reply.kind, reply.state) == (ReplyKind.INTERIM, ReplyState.SUBMITTED)
        for order in case.orders.all()
        if order.state in OPEN_ORDERS
        for reply in order.replies.all()
    )
    return case.state == CaseState.REPLIED or submitted


def clock_of_order(clock: Clock, order: WorkOrder | None) -> Iterator[str]:
    if order is None:
        return
    if order.state not in TO_BE_REPLIED_TO:
        yield f"{clock.hop} runs for {order}"
    if (clock.hop == Hop.SIGN_IN) and order.signed_at is not None:
        yield f"the sign-in clock of {order} runs on"
    if (clock.hop == Hop.RETURN_DECISION) and order.state != OrderState.RETURN_ASKED:
        yield f"nobody has to decide on {order}"


def pauses(case: Case) -> Iterator[str]:
    """Time stands still while the requester is asked, and for an order while its return is being decided."""
    for clock in case.clocks.all():
        asked = case.state in WAITING_FOR_REQUESTER and clock.hop != Hop.MORE_INFO
        returning = clock.order is not None and clock.order.state == OrderState.RETURN_ASKED
        stands = asked or (returning and clock.hop != Hop.RETURN_DECISION)
        if clock.stopped_at is None and stands != (clock.paused_at is not None):
            yield f"{clock.hop} of {clock.order} {'runs' if stands else 'stands still'}"
        last = clock.started_at
        for pause in sorted(clock.pauses.all(), key=lambda pause: pause.paused_at):
            if not last <= pause.paused_at <= pause.resumed_at:
                yield f"pauses of {clock.hop} overlap"
            last = pause.resumed_at


def merging(case: Case) -> Iterator[str]:
    if case.state == CaseState.MERGED:
        lead = case.lead_case
        if lead is None or lead.state not in OPEN:
            yield "follows a case that will not be answered"
        elif lead.lead_case_id is not None and lead.state == CaseState.MERGED:
            yield "follows a follower"
