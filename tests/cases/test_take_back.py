"""Taking back what one's own unit gave on."""

import pytest

from fenbo.cases import inbox
from fenbo.cases.inbox import Tray
from fenbo.cases.lifecycle import Move, OrderState
from fenbo.cases.models import Clock, WorkOrder
from fenbo.cases.operations import units
from fenbo.cases.operations.recalling import take_back
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.models import Unit
from fenbo.journal import queries as journal
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cast import NOON, Cast, cast

__all__ = ["cast"]


def pass_on(order: WorkOrder, unit: Unit, actor: Actor) -> WorkOrder:
    units.ask_co_unit(order_id=order.pk, unit_id=unit.pk, actor=actor, now=NOON)
    return order.case.orders.get(unit=unit)


def test_it_is_its_units_no_more_and_its_clocks_stop(cast: Cast) -> None:
    child = pass_on(cast.signed(), cast.unit["prisons"], cast.handler)
    take_back(order_id=child.pk, reason="本厅直接答复", actor=cast.handler, now=NOON)

    child.refresh_from_db()
    assert (child.state, child.ended_at) == (OrderState.CANCELLED, NOON)
    assert not Clock.objects.filter(order=child, stopped_at=None).exists()
    assert not inbox.inbox(cast.beneath, Tray.TO_DO).exists()
    told = Notice.objects.get(topic=Topic.ORDER_CANCELLED)
    assert (told.unit, told.text) == (cast.unit["prisons"], "本厅直接答复")
    event = journal.events_of(child.case_id).last()
    assert event is not None
    assert (event.move, event.facts["reason"]) == (Move.CANCEL_ORDER, "本厅直接答复")


def test_what_was_given_on_from_it_goes_with_it(cast: Cast) -> None:
    child = pass_on(cast.signed(), cast.unit["prisons"], cast.handler)
    units.sign_in(order_id=child.pk, actor=cast.beneath, now=NOON)
    grandchild = pass_on(child, cast.unit["commerce"], cast.beneath)

    take_back(order_id=child.pk, reason="派错", actor=cast.handler, now=NOON)
    grandchild.refresh_from_db()
    assert grandchild.state == OrderState.CANCELLED


def test_the_one_who_waited_for_it_can_reply(cast: Cast) -> None:
    order = cast.signed()
    child = pass_on(order, cast.unit["prisons"], cast.handler)
    with pytest.raises(InvalidInput, match="省监狱管理局"):
        units.reply(order_id=order.pk, text="已核实。", actor=cast.handler, now=NOON)

    take_back(order_id=child.pk, reason="派错", actor=cast.handler, now=NOON)
    units.reply(order_id=order.pk, text="已核实。", actor=cast.handler, now=NOON)


def test_only_who_gave_it_or_a_dispatcher_takes_it_back(cast: Cast) -> None:
    child = pass_on(cast.signed(), cast.unit["prisons"], cast.handler)

    with pytest.raises(MissingDuty):
        take_back(order_id=child.pk, reason="不要", actor=cast.beneath, now=NOON)
    with pytest.raises(OutOfScope):
        take_back(order_id=child.pk, reason="不要", actor=cast.neighbour, now=NOON)
    take_back(order_id=child.pk, reason="派错", actor=cast.dispatcher, now=NOON)


def test_the_leads_order_is_recalled_by_the_centre_and_not_taken_back(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        take_back(order_id=cast.signed().pk, reason="派错", actor=cast.dispatcher, now=NOON)


def test_what_is_over_is_not_taken_back(cast: Cast) -> None:
    child = pass_on(cast.signed(), cast.unit["prisons"], cast.handler)
    units.sign_in(order_id=child.pk, actor=cast.beneath, now=NOON)
    units.reply(order_id=child.pk, text="已核实。", actor=cast.beneath, now=NOON)
    units.accept_reply(order_id=child.pk, actor=cast.handler, now=NOON)

    with pytest.raises(IllegalMove):
        take_back(order_id=child.pk, reason="派错", actor=cast.handler, now=NOON)


def test_a_reason_is_wanted(cast: Cast) -> None:
    child = pass_on(cast.signed(), cast.unit["prisons"], cast.handler)
    with pytest.raises(InvalidInput) as refused:
        take_back(order_id=child.pk, reason=" ", actor=cast.handler, now=NOON)
    assert refused.value.field == "reason"
