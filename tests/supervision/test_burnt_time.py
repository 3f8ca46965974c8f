"""Who burnt the time, and who was on time."""

from datetime import timedelta

from fenbo.cases.models import WorkOrder
from fenbo.cases.operations import centre, requester, review, units
from fenbo.catalogue.hops import Hop
from fenbo.supervision.burnt import Burnt, Punctuality, Spent, burnt, by_hop, by_unit, punctuality
from tests.cast import NOON, Cast, hours

AGES = (NOON - timedelta(days=1), NOON + timedelta(days=30))


def row(rows: list[Burnt], hop: Hop) -> Burnt:
    return next(one for one in rows if one.hop == hop)


def spent(rows: list[Burnt], hop: Hop) -> Spent:
    return row(rows, hop).spent


def test_each_hop_is_burnt_by_the_unit_that_had_it(cast: Cast) -> None:
    case = cast.received()
    at = NOON + hours(1)
    centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=at)
    order = case.orders.get()
    units.sign_in(order_id=order.pk, actor=cast.handler, now=at + hours(1))
    units.reply(order_id=order.pk, text="已核实。", actor=cast.handler, now=at + hours(30))
    review.issue(case_id=case.pk, actor=cast.dispatcher, now=at + hours(31))

    rows = burnt(*AGES)
    dispatching, signing, answering = row(rows, Hop.DISPATCH), row(rows, Hop.SIGN_IN), row(rows, Hop.ANSWER)
    assert (str(dispatching.unit), dispatching.spent) == ("分拨中心", Spent(1, hours(1), 1, hours(0.5)))
    assert (str(signing.unit), signing.spent) == ("省司法厅", Spent(1, hours(1), 0, hours(0)))
    assert answering.spent == Spent(1, hours(30), 1, hours(6))
    assert answering.spent.mean == hours(30)
    assert by_hop(rows)[0][0] == Hop.CONTACT, "nobody rang within four hours: that clock burnt most"
    [(first, most), *_others] = by_unit(rows)
    assert first == cast.unit["justice"]
    assert most == sum((one.spent for one in rows if one.unit == first), Spent())


def test_time_in_which_the_requester_was_asked_is_nobodys(cast: Cast) -> None:
    order = cast.signed()
    centre.ask_info(
        case_id=order.case_id, question="合同呢？", order_id=order.pk, actor=cast.handler, now=NOON + hours(1)
    )
    requester.supply_info(
        case_id=order.case_id, text="见附件", actor=cast.requester(order.case), now=NOON + hours(11)
    )
    units.reply(order_id=order.pk, text="已核实。", actor=cast.handler, now=NOON + hours(12))

    assert spent(burnt(*AGES), Hop.ANSWER) == Spent(1, hours(2), 0, hours(0))
    assert all(one.hop != Hop.MORE_INFO for one in burnt(*AGES))


def test_only_clocks_that_stopped_in_the_period_count(cast: Cast) -> None:
    cast.dispatched()

    assert len(burnt(*AGES)) == 1
    assert burnt(NOON + hours(1), NOON + hours(2)) == []


def test_on_time_is_counted_over_what_was_finished(cast: Cast) -> None:
    cast.closed()
    late = cast.signed()
    units.reply(order_id=late.pk, text="已核实。", actor=cast.handler, now=NOON + hours(30))
    review.issue(case_id=late.case_id, actor=cast.dispatcher, now=NOON + hours(31))
    cast.signed()

    assert punctuality(*AGES) == {
        cast.unit["justice"].pk: Punctuality(2, on_time=1, contactable=2, contacted=1)
    }


def test_first_contact_is_judged_where_somebody_can_be_spoken_to(cast: Cast) -> None:
    def finish(order: WorkOrder) -> None:
        units.reply(order_id=order.pk, text="已核实。", actor=cast.handler, now=NOON + hours(20))
        review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON + hours(21))

    def speak(order: WorkOrder, *, at: float, reached: bool = True) -> None:
        units.contact(
            order_id=order.pk, reached=reached, text="电话", actor=cast.handler, now=NOON + hours(at)
        )

    prompt, slow, in_vain, nameless = cast.signed(), cast.signed(), cast.signed(), cast.signed(phone="")
    speak(prompt, at=1)
    speak(slow, at=5)
    speak(in_vain, at=1, reached=False)
    for order in (prompt, slow, in_vain, nameless):
        finish(order)

    found = punctuality(*AGES)[cast.unit["justice"].pk]
    assert (found.contactable, found.contacted) == (2, 1)


def test_an_order_that_went_elsewhere_counts_for_nobody(cast: Cast) -> None:
    order = cast.signed()
    centre.recall(case_id=order.case_id, reason="派错", actor=cast.dispatcher, now=NOON + hours(40))

    assert punctuality(*AGES) == {}


def test_a_co_unit_is_judged_by_its_own_clock(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    helper = order.case.orders.get(unit=cast.unit["commerce"])
    units.sign_in(order_id=helper.pk, actor=cast.neighbour, now=NOON)
    units.reply(order_id=helper.pk, text="已核实。", actor=cast.neighbour, now=NOON + hours(30))
    units.accept_reply(order_id=helper.pk, actor=cast.dispatcher, now=NOON + hours(31))

    assert punctuality(*AGES) == {
        cast.unit["commerce"].pk: Punctuality(1, on_time=0, contactable=1, contacted=0)
    }


def test_nothing_spent_has_no_mean_to_divide() -> None:
    assert Spent().mean == timedelta()
    assert by_unit([]) == []
    assert by_hop([]) == []
