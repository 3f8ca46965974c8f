"""Asking a support group: answered by who watches; otherwise the centre has a case, and nothing is lost."""

from datetime import datetime, timedelta

import pytest

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, CaseNote
from fenbo.cases.operations import centre
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.models import TimeLimit
from fenbo.core import lapsing
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Shift, Staff, Unit
from fenbo.hotline import asking
from fenbo.hotline.jobs import pass_late
from fenbo.hotline.models import Call, CallOutcome, Happened, Inquiry, InquiryState, PassedFor
from fenbo.hotline.operations import inquiries, passing, seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.noting import note
from fenbo.hotline.scope import visible_inquiries
from fenbo.hotline.switch.interface import Happening
from fenbo.journal.queries import Event
from fenbo.journal.verification import verify
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from tests.cast import NOON

MIDNIGHT = NOON + timedelta(hours=12)
PHONE = "13897210001"
QUESTION = "外省货车进城卸货，司机有健康码，还要不要隔离？"
S, H = InquiryState, Happened


@pytest.fixture(autouse=True)
def _laid(seeded: None) -> None:
    lay_defaults()


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def actor(username: str) -> Actor:
    return of_staff(Staff.objects.get(username=username), NOON)


@pytest.fixture
def agent() -> Actor:
    return actor("agent1")


@pytest.fixture
def specialist() -> Actor:
    return actor("support_trade")


def group(slug: str = "support-trade") -> int:
    return Unit.objects.get(slug=slug).pk


@pytest.fixture
def call(agent: Actor) -> Call:
    """A call that the agent speaks."""
    seats.log_in(seat="8001", actor=agent, now=NOON)
    for happened in (H.ARRIVED, H.QUEUED, H.ANSWERED):
        note(
            Happening(call_id="a.1", happened=happened, at=NOON, phone=PHONE, line="12345", seat="8001"),
            switch="test",
        )
    return Call.objects.get()


def asked(agent: Actor, call: Call | None = None, *, at: datetime = NOON, **changes: object) -> Inquiry:
    given = {"group": group(), "text": QUESTION, "call_id": call.pk if call else None, **changes}
    return inquiries.ask(**given, actor=agent, now=at)  # type: ignore[arg-type]


def test_a_question_waits_for_who_watches_and_has_ten_minutes(agent: Actor, specialist: Actor) -> None:
    inquiry = asked(agent)
    assert (inquiry.state, inquiry.due_at, inquiry.case) == (S.ASKED, minutes(10), None)
    assert list(asking.waiting(specialist)) == [inquiry]
    assert asking.count_waiting(specialist) == 1
    assert not Case.objects.exists()


def test_how_long_it_has_is_a_limit_of_the_catalogue(agent: Actor) -> None:
    TimeLimit.objects.filter(hop=Hop.INQUIRY).update(amount=3)
    lapsing.forget_all()
    assert asked(agent).due_at == minutes(3)


def test_the_answer_comes_back_to_the_agent(agent: Actor, specialist: Actor, call: Call) -> None:
    inquiry = asked(agent, call)
    inquiries.take(inquiry_id=inquiry.pk, actor=specialist, now=minutes(1))
    assert asking.beside(agent, call, minutes(1))[0].state == S.TAKEN
    inquiries.answer(
        inquiry_id=inquiry.pk,
        text="不用，查验健康码即可。",
        basis="第17号通告",
        actor=specialist,
        now=minutes(2),
    )
    (seen,) = asking.beside(agent, call, minutes(2))
    assert (seen.state, seen.answer, seen.basis) == (S.ANSWERED, "不用，查验健康码即可。", "第17号通告")
    assert seen.taken_by_id == specialist.staff_id
    assert not asking.waiting(specialist)


def test_out_of_hours_the_centre_has_it_at_once_with_the_callers_number(agent: Actor, call: Call) -> None:
    inquiry = asked(agent, call, at=MIDNIGHT)
    assert (inquiry.state, inquiry.passed_for) == (S.PASSED, PassedFor.NOBODY)
    case = Case.objects.get()
    assert (case, case.state) == (inquiry.case, CaseState.RECEIVED)
    assert QUESTION in case.content
    assert (case.requester.phone, case.call_id) == (PHONE, "a.1")
    call.refresh_from_db()
    assert call.case == case


def test_the_roster_decides_and_not_the_clock_on_the_wall(agent: Actor) -> None:
    Shift.objects.filter(unit=group(), starts_at__date="2020-03-09").delete()
    assert asked(agent).passed_for == PassedFor.NOBODY
    assert asked(agent, group=group("support-farming")).state == S.ASKED


def test_what_nobody_answered_in_time_goes_to_the_centre_once(agent: Actor, call: Call) -> None:
    inquiry = asked(agent, call)
    assert passing.pass_late(now=minutes(9.9)) == 0
    assert passing.pass_late(now=minutes(10)) == 1
    assert passing.pass_late(now=minutes(11)) == 0
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.passed_for) == (S.PASSED, PassedFor.LATE)
    assert Case.objects.count() == 1
    (seen,) = asking.beside(agent, call, minutes(11))
    assert seen.case == Case.objects.get(), "the agent sees what became of it"


def test_a_question_too_short_for_a_case_is_passed_all_the_same(agent: Actor) -> None:
    assert asked(agent, text="谁管？", at=MIDNIGHT).case is not None


def test_a_number_that_is_none_loses_nothing(agent: Actor, call: Call) -> None:
    Call.objects.update(phone="anonymous")
    assert asked(agent, call, at=MIDNIGHT).case is not None


def test_a_call_that_is_a_case_already_gets_a_note_and_no_second_case(agent: Actor, call: Call) -> None:
    first = asked(agent, call, at=MIDNIGHT)
    second = asked(agent, call, text="路上要不要通行证？", at=MIDNIGHT)
    assert second.case == first.case
    assert Case.objects.count() == 1
    notes = CaseNote.objects.order_by("written_at", "id").values_list("text", flat=True)
    assert QUESTION in notes[0]
    assert "路上要不要通行证？" in notes[1]
    told = Notice.objects.filter(topic=Topic.INQUIRY_PASSED).values_list("subject", flat=True)
    assert list(told) == [first.case_id] * 2


def test_where_the_calls_case_is_closed_the_question_is_a_new_one(agent: Actor, call: Call) -> None:
    first = asked(agent, call, at=MIDNIGHT)
    assert first.case_id
    centre.answer_at_once(case_id=first.case_id, text="不用。", actor=agent, now=MIDNIGHT)
    second = asked(agent, call, text="路上要不要通行证？", at=MIDNIGHT)
    assert second.case != first.case
    call.refresh_from_db()
    assert call.case == first.case


def test_a_call_that_ended_meanwhile_becomes_a_work_order(agent: Actor, call: Call) -> None:
    asked(agent, call)
    note(Happening(call_id="a.1", happened=H.ENDED, at=minutes(1), seat="8001"), switch="test")
    passing.pass_late(now=minutes(10))
    call.refresh_from_db()
    assert call.outcome == CallOutcome.WORK_ORDER


@pytest.mark.parametrize(
    ("who", "why"), [("agent1", PassedFor.BY_AGENT), ("support_trade", PassedFor.BY_GROUP)]
)
def test_either_side_passes_it_on_by_hand(agent: Actor, who: str, why: PassedFor) -> None:
    inquiry = inquiries.pass_on(inquiry_id=asked(agent).pk, actor=actor(who), now=minutes(1))
    assert (inquiry.state, inquiry.passed_for) == (S.PASSED, why)
    assert inquiry.case


def test_an_answer_that_comes_too_late_reaches_the_case_and_the_agent(
    agent: Actor, specialist: Actor, call: Call
) -> None:
    inquiry = asked(agent, call)
    passing.pass_late(now=minutes(10))
    done = inquiries.answer(
        inquiry_id=inquiry.pk, text="不" * 700, basis="依" * 150, actor=specialist, now=minutes(60)
    )
    assert (done.state, done.answer) == (S.PASSED, "不" * 700)
    assert CaseNote.objects.filter(case=done.case, text__contains="不" * 700).exists()
    assert asking.beside(agent, None, minutes(61)) == [done]
    with pytest.raises(IllegalMove):
        inquiries.answer(inquiry_id=inquiry.pk, text="再答", actor=specialist, now=minutes(61))


def test_a_colleague_takes_over_and_the_first_answer_counts(agent: Actor, specialist: Actor) -> None:
    inquiry = asked(agent)
    second = Staff.objects.create(username="second")
    second.posts.create(unit_id=group(), duty="take_in")
    colleague = of_staff(second, NOON)
    inquiries.take(inquiry_id=inquiry.pk, actor=specialist, now=NOON)
    inquiries.take(inquiry_id=inquiry.pk, actor=colleague, now=NOON)
    inquiries.answer(inquiry_id=inquiry.pk, text="不用。", actor=colleague, now=NOON)
    with pytest.raises(IllegalMove):
        inquiries.answer(inquiry_id=inquiry.pk, text="要的。", actor=specialist, now=NOON)
    with pytest.raises(IllegalMove):
        inquiries.take(inquiry_id=inquiry.pk, actor=specialist, now=NOON)


def test_what_was_withdrawn_is_not_passed_on(agent: Actor) -> None:
    inquiry = asked(agent)
    inquiries.withdraw(inquiry_id=inquiry.pk, actor=agent, now=minutes(1))
    assert passing.pass_late(now=minutes(10)) == 0
    for operation in (inquiries.withdraw, inquiries.pass_on):
        with pytest.raises(IllegalMove):
            operation(inquiry_id=inquiry.pk, actor=agent, now=minutes(2))


def test_asking_the_same_twice_is_one_question(agent: Actor, call: Call) -> None:
    assert asked(agent, call) == asked(agent, call)
    assert asked(agent, call, text="别的") != asked(agent, call)


def test_another_agents_call_is_not_asked_about(call: Call) -> None:
    assert asked(actor("dispatcher1"), call).call is None


# Who sees a question of agent1's to the group for trade, and who may do what with it.
TABLE = [
    ("agent1", True, {"withdraw", "pass_on"}),
    ("dispatcher1", False, set()),
    ("support_trade", True, {"take", "answer", "pass_on"}),
    ("support_farming", False, set()),
    ("supervisor1", True, set()),
    ("leader1", True, set()),
    ("justice1", False, set()),
    ("auditor1", False, set()),
]
DEEDS = {
    "take": lambda **given: inquiries.take(**given),
    "answer": lambda **given: inquiries.answer(text="不用。", **given),
    "withdraw": lambda **given: inquiries.withdraw(**given),
    "pass_on": lambda **given: inquiries.pass_on(**given),
}


@pytest.mark.parametrize(("who", "sees", "may"), TABLE)
@pytest.mark.parametrize("deed", DEEDS)
def test_who_sees_it_and_may_do_what(agent: Actor, who: str, sees: bool, may: set[str], deed: str) -> None:
    inquiry = asked(agent)
    given = {"inquiry_id": inquiry.pk, "actor": actor(who), "now": minutes(1)}
    assert visible_inquiries(actor(who)).exists() is sees
    if deed in may:
        DEEDS[deed](**given)
        return
    with pytest.raises(MissingDuty if sees else OutOfScope):
        DEEDS[deed](**given)


@pytest.mark.parametrize("who", ["support_trade", "justice1", "auditor1", "leader1"])
def test_only_agents_ask(who: str) -> None:
    with pytest.raises(MissingDuty):
        asked(actor(who))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "问" * 501}, "text"),
        ({"group": 0}, "group"),
        ({"group": -1}, "group"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(
    agent: Actor, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        asked(agent, **changes)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert not Inquiry.objects.exists()


def test_a_department_is_no_support_group(agent: Actor) -> None:
    with pytest.raises(InvalidInput):
        asked(agent, group=Unit.objects.get(slug="centre").pk)


@pytest.mark.parametrize(("text", "basis"), [("", ""), ("答" * 701, ""), ("答", "依" * 151)])
def test_an_answer_that_cannot_be_kept_is_refused(
    agent: Actor, specialist: Actor, text: str, basis: str
) -> None:
    inquiry = asked(agent)
    with pytest.raises(InvalidInput):
        inquiries.answer(inquiry_id=inquiry.pk, text=text, basis=basis, actor=specialist, now=NOON)


def test_the_journal_has_every_step_and_nothing_that_was_written(agent: Actor, specialist: Actor) -> None:
    inquiry = asked(agent)
    inquiries.take(inquiry_id=inquiry.pk, actor=specialist, now=NOON)
    inquiries.pass_on(inquiry_id=inquiry.pk, actor=specialist, now=NOON)
    inquiries.answer(inquiry_id=inquiry.pk, text="查验健康码即可。", actor=specialist, now=NOON)
    events = list(Event.objects.filter(stream=inquiry.pk).order_by("seq"))
    assert [event.move for event in events] == [
        "inquiry_asked",
        "inquiry_taken",
        "inquiry_passed",
        "inquiry_answered",
    ]
    assert not any("健康码" in str(event.facts) for event in events)
    assert verify().first_bad is None


def test_groups_that_watch_come_first_with_the_names_of_who_watches() -> None:
    Shift.objects.filter(unit=group(), starts_at__date="2020-03-09").delete()
    told = asking.groups(NOON)
    assert len(told) == 8
    assert told[-1].unit.slug == "support-trade"
    assert told[0].names
    assert not any(one.watch for one in asking.groups(MIDNIGHT))


def test_a_group_knows_its_next_watch(specialist: Actor) -> None:
    (here,) = asking.my_groups(specialist, MIDNIGHT)
    assert here.next
    assert here.next.starts_at == NOON + timedelta(hours=20.5)
    assert asking.my_groups(specialist, NOON)[0].next is None


def test_the_job_passes_what_is_late(agent: Actor) -> None:
    asked(agent)
    assert pass_late(timestamp=0) == 1
