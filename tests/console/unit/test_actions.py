"""The table of a unit's actions: what each state offers to whom, and that every action is a move of the table."""

import pytest

from fenbo.cases import inbox
from fenbo.cases.lifecycle import MOVES, OrderState
from fenbo.cases.models import WorkOrder
from fenbo.cases.operations import centre, extensions, returns, units
from fenbo.cases.scope import GRANTS, Relation
from fenbo.console.unit.actions import BY_NAME, GIVEN_ON, OWN, Action, awaited, draft_of, open_actions
from tests.cast import NOON, Cast

ALL_SIGNED = ["reply", "contact", "measure", "interim", "delegate", "co-unit", "ask", "extend", "return"]


def names(cast: Cast, order: WorkOrder, who: str = "handler") -> list[str]:
    actor = getattr(cast, who)
    return [action.name for action in open_actions(inbox.order_in_full(actor, order.pk), actor)]


def test_names_and_keys_are_used_once() -> None:
    assert len(BY_NAME) == len(OWN) + len(GIVEN_ON)
    keys = [action.key for action in OWN if action.key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("action", [*OWN, *GIVEN_ON], ids=lambda action: action.name)
def test_every_action_is_a_move_that_units_are_granted(action: Action) -> None:
    relations = {grant.relation for grant in GRANTS[action.move]}
    wanted = Relation.HOLDER if action in OWN else Relation.GIVER

    assert any(move == action.move for _state, move in MOVES)
    assert wanted in relations
    assert str(action.label)
    assert str(action.done).endswith(("。", "定。"))


def test_a_fresh_order_can_be_taken_or_said_not_to_be_ours(cast: Cast) -> None:
    assert names(cast, cast.dispatched()) == ["sign-in", "return"]


def test_a_signed_order_offers_everything(cast: Cast) -> None:
    assert names(cast, cast.signed()) == ALL_SIGNED


def test_a_helper_makes_no_interim_reply(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    helper = order.case.orders.get(unit=cast.unit["commerce"])
    units.sign_in(order_id=helper.pk, actor=cast.neighbour, now=NOON)

    assert "interim" not in names(cast, helper, "neighbour")


def test_more_time_is_offered_once(cast: Cast) -> None:
    order = cast.signed()
    extensions.ask_extension(
        order_id=order.pk, working_days=2, reason="等待鉴定", actor=cast.handler, now=NOON
    )

    assert "extend" not in names(cast, order)


def test_more_time_that_was_refused_may_be_asked_for_again(cast: Cast) -> None:
    order = cast.signed()
    extensions.ask_extension(
        order_id=order.pk, working_days=2, reason="等待鉴定", actor=cast.handler, now=NOON
    )
    extensions.refuse_extension(order_id=order.pk, remark="请抓紧", actor=cast.dispatcher, now=NOON)

    assert "extend" in names(cast, order)


def test_one_question_at_a_time(cast: Cast) -> None:
    order = cast.signed()
    centre.ask_info(
        case_id=order.case_id, question="合同呢？", order_id=order.pk, actor=cast.handler, now=NOON
    )

    assert "ask" not in names(cast, order)


@pytest.mark.parametrize("brought", ["replied", "returned"])
def test_what_waits_for_others_offers_nothing(cast: Cast, brought: str) -> None:
    order = cast.replied() if brought == "replied" else cast.signed()
    if brought == "returned":
        returns.ask_return(order_id=order.pk, reason="不属职责", actor=cast.handler, now=NOON)

    assert names(cast, order) == []


def test_a_helper_is_judged_by_who_asked_it(cast: Cast) -> None:
    order = cast.signed()
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)
    child = order.children.get()
    assert names(cast, child) == ["take-back"]

    units.sign_in(order_id=child.pk, actor=cast.beneath, now=NOON)
    units.reply(order_id=child.pk, text="已核实。", actor=cast.beneath, now=NOON)
    assert names(cast, child) == ["accept", "send-back", "take-back"]
    assert names(cast, child, "beneath") == []


def test_a_helpers_return_is_ruled_by_who_asked_it(cast: Cast) -> None:
    order = cast.signed()
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)
    child = order.children.get()
    returns.ask_return(order_id=child.pk, reason="不属职责", actor=cast.beneath, now=NOON)

    assert names(cast, child) == ["agree-return", "refuse-return", "take-back"]


def test_the_first_thing_awaited_is_shown(cast: Cast) -> None:
    for order, first in ((cast.dispatched(), "sign-in"), (cast.signed(), "reply")):
        actor = cast.handler
        action = awaited(open_actions(inbox.order_in_full(actor, order.pk), actor))
        assert action is not None
        assert action.name == first
    assert awaited([]) is None


def test_a_supervisor_of_the_unit_only_reads(cast: Cast) -> None:
    assert names(cast, cast.signed(), "overseer") == []


def test_the_form_goes_on_where_its_writer_stopped(cast: Cast) -> None:
    order = cast.signed()
    assert draft_of(inbox.order_in_full(cast.handler, order.pk)) == {}
    for text in ("第一稿", "第二稿"):
        units.save_reply_draft(order_id=order.pk, text=text, basis="条例", actor=cast.handler, now=NOON)

    assert draft_of(inbox.order_in_full(cast.handler, order.pk)) == {
        "text": "第二稿",
        "basis": "条例",
        "outcome": "",
    }
    assert WorkOrder.objects.get(pk=order.pk).state == OrderState.SIGNED


def test_helpers_are_those_who_must_reply_first(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)
    lead = inbox.order_in_full(cast.handler, order.pk)
    assert {str(one.unit) for one in inbox.helpers_of(lead)} == {"省商务厅", "省监狱管理局"}

    helper = order.case.orders.get(unit=cast.unit["commerce"])
    assert inbox.helpers_of(inbox.order_in_full(cast.neighbour, helper.pk)) == []
    child = inbox.order_in_full(cast.beneath, order.children.get().pk)
    assert inbox.helpers_of(child) == []
