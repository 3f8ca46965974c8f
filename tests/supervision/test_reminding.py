"""Reminders reach whoever has to act, and a requester cannot drown them."""

from datetime import timedelta

import pytest

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case
from fenbo.cases.operations import returns, units
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.duties import Duty
from fenbo.journal import queries as journal
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision import queries
from fenbo.supervision.models import Reminder
from fenbo.supervision.operations.batch import remind_many
from fenbo.supervision.operations.reminders import remind
from tests.cast import NOON, Cast, hours


def told() -> set[tuple[str, str]]:
    return {(row.unit.slug, row.duty) for row in Notice.objects.filter(topic=Topic.REMINDED)}


def test_every_unit_that_has_to_act_is_reminded(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    units.delegate(order_id=order.pk, unit_id=cast.unit["prisons"].pk, actor=cast.handler, now=NOON)

    remind(case_id=order.case_id, text="请加快", actor=cast.supervisor, now=NOON)

    assert told() == {("justice", Duty.HANDLE), ("commerce", Duty.HANDLE), ("prisons", Duty.HANDLE)}
    assert set(Notice.objects.filter(topic=Topic.REMINDED).values_list("text", flat=True)) == {"请加快"}


def test_a_case_nobody_has_been_given_is_the_dispatchers(cast: Cast) -> None:
    remind(case_id=cast.received().pk, actor=cast.supervisor, now=NOON)

    assert told() == {("centre", Duty.DISPATCH)}


def test_a_reply_that_lies_is_the_reviewers(cast: Cast) -> None:
    remind(case_id=cast.replied().case_id, actor=cast.supervisor, now=NOON)

    assert told() == {("centre", Duty.REVIEW)}


def test_an_order_that_was_sent_back_to_the_centre_is_the_dispatchers(cast: Cast) -> None:
    order = cast.signed()
    returns.ask_return(order_id=order.pk, reason="不属本厅职责", actor=cast.handler, now=NOON)

    remind(case_id=order.case_id, actor=cast.supervisor, now=NOON)
    assert told() == {("centre", Duty.DISPATCH)}


def test_the_journal_says_who_was_reminded_by_whom(cast: Cast) -> None:
    order = cast.signed()
    remind(case_id=order.case_id, text="请加快", actor=cast.dispatcher, now=NOON)

    event = journal.events_of(order.case_id).last()
    assert event is not None
    assert (event.move, event.facts) == (Move.REMIND, {"to_unit": "省司法厅", "remark": "请加快"})
    assert event.actor_name == "分拨中心 dispatcher同志"


def test_a_requesters_words_stay_out_of_journal_and_notices(cast: Cast) -> None:
    order = cast.signed()
    remind(case_id=order.case_id, text="我是王小明，快", actor=cast.requester(order.case), now=NOON)

    event = journal.events_of(order.case_id).last()
    assert event is not None
    assert event.facts == {"to_unit": "省司法厅"}
    assert Notice.objects.get(topic=Topic.REMINDED).text == ""
    assert Reminder.objects.get().text == "我是王小明，快"


def test_a_requester_may_remind_twice_a_day(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    who = cast.requester(order.case)
    for wait in (0, 1):
        remind(case_id=order.case_id, actor=who, now=NOON + hours(wait))

    with pytest.raises(InvalidInput, match="今天已经催办 2 次"):
        remind(case_id=order.case_id, actor=who, now=NOON + hours(2))
    remind(case_id=order.case_id, actor=cast.supervisor, now=NOON + hours(2))
    remind(case_id=order.case_id, actor=who, now=NOON + timedelta(days=1))
    assert queries.reminded([order.case_id]) == {order.case_id: 8}


def test_the_day_turns_at_midnight_in_china(cast: Cast) -> None:
    order = cast.signed()
    who = cast.requester(order.case)
    for _time in (1, 2):
        remind(case_id=order.case_id, actor=who, now=NOON + hours(11.9))

    remind(case_id=order.case_id, actor=who, now=NOON + hours(12.1))


def test_a_closed_case_needs_no_reminder(cast: Cast) -> None:
    with pytest.raises(IllegalMove):
        remind(case_id=cast.closed().pk, actor=cast.supervisor, now=NOON)


def test_units_do_not_remind_and_strangers_see_nothing(cast: Cast) -> None:
    order = cast.signed()
    with pytest.raises(MissingDuty):
        remind(case_id=order.case_id, actor=cast.handler, now=NOON)
    with pytest.raises(OutOfScope):
        remind(case_id=order.case_id, actor=cast.neighbour, now=NOON)


def test_many_are_reminded_at_once_and_what_moved_on_does_not_stop_the_rest(cast: Cast) -> None:
    cases: list[Case] = [cast.signed().case, cast.closed(), cast.received()]

    outcome = remind_many(
        case_ids=[case.pk for case in cases], text="请加快", actor=cast.supervisor, now=NOON
    )
    assert outcome.done == [cases[0].pk, cases[2].pk]
    assert list(outcome.refused) == [cases[1].pk]
    assert "状态已经变化" in outcome.refused[cases[1].pk]


def test_a_batch_is_neither_empty_nor_endless(cast: Cast) -> None:
    case = cast.received()
    with pytest.raises(InvalidInput, match="请先选择"):
        remind_many(case_ids=[], text="", actor=cast.supervisor, now=NOON)
    with pytest.raises(InvalidInput, match="最多 50 件"):
        remind_many(case_ids=[case.pk] * 51, text="", actor=cast.supervisor, now=NOON)
    with pytest.raises(MissingDuty):
        remind_many(case_ids=[case.pk], text="", actor=cast.caller, now=NOON)
