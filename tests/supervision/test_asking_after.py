"""A caller asks an agent what has become of an open case: told, counted, and no second case."""

import pytest

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, Channel
from fenbo.cases.operations import centre, merging
from fenbo.core.errors import IllegalMove, MissingDuty, OutOfScope
from fenbo.directory.duties import Duty
from fenbo.journal import queries as journal
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision import queries
from fenbo.supervision.operations.reminders import ask_after, remind
from tests.cast import NOON, Cast, hours


def told() -> set[tuple[str, str]]:
    return {(row.unit.slug, row.duty) for row in Notice.objects.filter(topic=Topic.CALLER_ASKED)}


def test_the_handling_unit_and_the_centre_are_told(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    assert ask_after(case_id=order.case_id, source="call.1", actor=cast.agent, now=NOON) == 1
    assert told() == {("justice", Duty.HANDLE), ("commerce", Duty.HANDLE), ("centre", Duty.DISPATCH)}
    event = journal.events_of(order.case_id).last()
    assert event
    assert event.move == Move.REMIND
    assert event.facts == {"to_unit": "省司法厅、省商务厅", "channel": Channel.HOTLINE, "attempt": 1}


def test_the_same_call_counts_once_and_another_one_again(cast: Cast) -> None:
    key = cast.signed().case_id
    for _press in range(2):
        assert ask_after(case_id=key, source="call.1", actor=cast.agent, now=NOON) == 1
    assert ask_after(case_id=key, source="call.2", actor=cast.agent, now=NOON + hours(1)) == 2
    assert queries.asked_after([key]) == {key: 2}
    assert Case.objects.count() == 1


def test_several_units_asked_at_once_are_one_request(cast: Cast) -> None:
    order = cast.signed(co=("commerce",))
    ask_after(case_id=order.case_id, source="call.1", actor=cast.agent, now=NOON)
    assert queries.asked_after([order.case_id]) == {order.case_id: 1}
    assert queries.reminded([order.case_id]) == {order.case_id: 2}


def test_calls_do_not_use_up_what_one_may_ask_on_the_website(cast: Cast) -> None:
    order = cast.signed()
    for number in range(5):
        ask_after(case_id=order.case_id, source=f"call.{number}", actor=cast.agent, now=NOON + hours(number))
    remind(case_id=order.case_id, actor=cast.requester(order.case), now=NOON + hours(6))
    assert queries.asked_after([order.case_id]) == {order.case_id: 6}


def test_of_a_merged_case_the_one_that_it_follows_is_asked_after(cast: Cast) -> None:
    lead, member = cast.received(), cast.received()
    merging.merge(case_id=member.pk, into=lead.pk, reason="同一件事", actor=cast.dispatcher, now=NOON)
    ask_after(case_id=member.pk, source="call.1", actor=cast.agent, now=NOON)
    assert queries.asked_after([lead.pk, member.pk]) == {lead.pk: 1}


def test_an_answered_case_is_not_asked_after(cast: Cast) -> None:
    case = cast.received()
    centre.answer_at_once(case_id=case.pk, text="已经支付。", actor=cast.agent, now=NOON)
    with pytest.raises(IllegalMove):
        ask_after(case_id=case.pk, source="call.1", actor=cast.agent, now=NOON)


@pytest.mark.parametrize(("who", "why"), [("handler", MissingDuty), ("neighbour", OutOfScope)])
def test_only_the_centre_writes_it_down(cast: Cast, who: str, why: type[Exception]) -> None:
    order = cast.signed()
    with pytest.raises(why):
        ask_after(case_id=order.case_id, source="call.1", actor=getattr(cast, who), now=NOON)


def test_supervision_sees_who_asks_most_and_units_only_their_own(cast: Cast) -> None:
    theirs, others = cast.signed().case_id, cast.dispatched("commerce").case_id
    for number, key in enumerate((others, theirs, theirs)):
        ask_after(case_id=key, source=f"call.{number}", actor=cast.agent, now=NOON + hours(number))
    found = queries.most_asked(cast.supervisor, 10)
    assert [(one.case.pk, one.times, one.last) for one in found] == [
        (theirs, 2, NOON + hours(2)),
        (others, 1, NOON),
    ]
    assert [one.case.pk for one in queries.most_asked(cast.overseer, 10)] == [theirs]
    assert queries.most_asked(cast.outsider, 10) == []
