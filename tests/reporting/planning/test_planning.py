"""What the journal says of how many people are needed, and of what would have been otherwise."""

from datetime import date, datetime, timedelta

import pytest

from fenbo.cases.operations import centre
from fenbo.journal.queries import made_between
from fenbo.reporting.planning import staffing, whatif, working
from fenbo.reporting.planning.whatif import Waits, _replayed
from tests.cast import NOON, Cast, hours

DAY = date(2020, 3, 9)
START, END = NOON - hours(12), NOON + hours(12)


def busy_hour(cast: Cast, number: int = 12, gap: float = 120) -> None:
    """Cases that all came at noon and were dispatched one after the other by one person."""
    cases = [cast.received(at=NOON) for _turn in range(number)]
    for place, case in enumerate(cases, 1):
        centre.dispatch(
            case_id=case.pk,
            lead=cast.unit["justice"].pk,
            co_units=[],
            instruction="请核实",
            actor=cast.dispatcher,
            now=NOON + timedelta(seconds=gap * place),
        )


def test_how_long_a_case_takes_is_the_median_between_two_of_the_same_person(cast: Cast) -> None:
    busy_hour(cast)

    assert working.dispatch_seconds(START, END) == (120, True)
    assert working.on_duty(START, END) == {NOON: 1}


def test_from_too_few_nothing_is_said_but_the_usual(cast: Cast) -> None:
    busy_hour(cast, number=3)

    assert working.dispatch_seconds(START, END) == (working.USUAL_SECONDS, False)


def test_the_busy_hour_asks_for_most_and_the_empty_for_none(cast: Cast) -> None:
    busy_hour(cast, number=60, gap=50)
    plan = staffing.dispatchers(DAY, DAY)

    assert plan.handling == 50
    assert plan.hours[12].busy == 60
    assert plan.hours[12].needed == plan.most == 2
    assert plan.hours[3].needed == 0


def test_it_plans_for_the_ninth_busiest_of_ten_days(cast: Cast) -> None:
    for day, number in enumerate((1, 1, 1, 1, 1, 1, 1, 1, 5, 20)):
        for _turn in range(number):
            cast.received(at=NOON - timedelta(days=day))
    plan = staffing.dispatchers(DAY - timedelta(days=9), DAY)

    assert plan.hours[12].mean == 3.3
    assert plan.hours[12].busy == 20
    assert staffing.seats(DAY, DAY).most == 0


def test_the_replay_of_one_dispatcher_is_as_it_was_and_two_wait_half_as_long(cast: Cast) -> None:
    busy_hour(cast)
    found = whatif.one_dispatcher_more(START, END)

    assert found.real == found.same
    assert found.real.number == 12
    assert found.real.mean == 780  # 2, 4, … 24 minutes
    assert found.more.mean == 420  # two at 2, two at 4, … 12 minutes


def test_a_night_without_anybody_is_waited_out() -> None:
    evening = datetime.fromisoformat("2020-03-09T22:30+08:00")
    morning = datetime.fromisoformat("2020-03-10T08:00+08:00")
    waits = _replayed([evening], {morning: 1}, 0, 60)

    assert waits == [9.5 * 3600 + 60]
    assert _replayed([evening], {}, 1, 60) == []
    assert Waits.of([]) == Waits(0, 0, 0)


@pytest.mark.parametrize(("limit", "slower", "saved"), [(30, 1, 90), (180, 0, 0)])
def test_a_sooner_sign_in_saves_what_was_waited_beyond_it(
    cast: Cast, limit: int, slower: int, saved: int
) -> None:
    from fenbo.cases.operations import units

    order = cast.dispatched(at=NOON)
    units.sign_in(order_id=order.pk, actor=cast.handler, now=NOON + hours(2))
    units.reply(order_id=order.pk, text="已核实，月底支付。", actor=cast.handler, now=NOON + hours(24.5))
    found = whatif.sooner_sign_in(NOON, NOON + hours(48), limit=timedelta(minutes=limit))

    assert (found.orders, found.slower) == (1, slower)
    assert found.saved == timedelta(minutes=saved)
    assert found.on_time == 0
    assert found.on_time_then == (1 if saved else 0)


def test_the_journal_is_read_in_order_and_within_its_bounds(cast: Cast) -> None:
    cast.received(at=NOON + hours(1))
    cast.received(at=NOON)
    cast.received(at=NOON + hours(2))

    assert [one.at for one in made_between(("receive",), NOON, NOON + hours(2))] == [NOON, NOON + hours(1)]
