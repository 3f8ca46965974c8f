"""The hotline's figures against what was counted by hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.catalogue.models import Category
from fenbo.core.ids import new_id
from fenbo.hotline.figures import Figures, Tally, figures
from fenbo.hotline.models import Call, CallOutcome, Happened, Inquiry, Presence, Queue, Seat, Session, Spell
from fenbo.hotline.operations import Told, record_call
from fenbo.hotline.operations.laying import lay_defaults
from tests.cast import Cast, cast

__all__ = ["cast"]
# Monday 9 March 2020, 09:10 in China.
MORNING = datetime(2020, 3, 9, 1, 10, tzinfo=UTC)
DAY = (MORNING - timedelta(hours=2), MORNING + timedelta(hours=22))
Came = CallOutcome


def told(waited: int, outcome: CallOutcome, **about: object) -> Call:
    one = Told(call_id=str(new_id()), began_at=MORNING, rang_seconds=waited, outcome=outcome)
    return record_call(replace(one, **about))  # type: ignore[arg-type]


def found() -> Figures:
    return figures(*DAY)


@pytest.fixture
def seven(cast: Cast) -> Cast:
    """Five answered (one of them late, one nobody has said anything of), one abandoned, one never queued."""
    lay_defaults()
    Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0402", name="工程款", parent_id="04")
    case = cast.received(category="0402")
    told(3, Came.ANSWERED_AT_ONCE, talked_seconds=100, category="0402")
    told(15, Came.ANSWERED_AT_ONCE, talked_seconds=60)
    told(16, Came.ANSWERED_AT_ONCE, talked_seconds=200, began_at=MORNING + timedelta(hours=1))
    told(2, Came.WORK_ORDER, talked_seconds=300, case_id=case.pk)
    told(4, Came.ANSWERED, talked_seconds=40)
    told(70, Came.ABANDONED)
    told(0, Came.NOT_QUEUED)
    return cast


def test_what_counts_and_what_is_prompt(seven: Cast) -> None:
    whole = found().whole
    assert (whole.calls, whole.answered, whole.abandoned, whole.prompt) == (6, 5, 1, 4)
    assert (whole.connect_rate, whole.prompt_rate) == (83.3, 66.7)
    assert (whole.at_once, whole.work_order, whole.unsaid) == (3, 1, 1)
    assert found().not_queued == 1
    assert found().longest_wait == 70


def test_times_are_means_over_the_answered(seven: Cast) -> None:
    whole = found().whole
    assert (whole.waited, whole.talked) == (8, 140)
    assert (whole.wrapped, whole.handled) == (None, 140)


def test_wrap_up_is_what_followed_the_call_at_that_seat(seven: Cast) -> None:
    call = Call.objects.get(talked_seconds=100)
    call.seat, call.ended_at = Seat.objects.get(pk="8001"), MORNING
    call.save()
    session = Session.objects.create(
        staff=seven.staff["agent"],
        seat=call.seat,
        presence=Presence.READY,
        since=MORNING,
        began_at=MORNING - timedelta(hours=1),
    )
    for began, presence in ((MORNING, Presence.WRAP_UP), (MORNING + timedelta(hours=1), Presence.WRAP_UP)):
        Spell.objects.create(
            session=session, presence=presence, began_at=began, ended_at=began + timedelta(seconds=50)
        )
    (seat,) = found().seats
    assert (seat.key, seat.tally.wrapped, seat.tally.wrap_ups, seat.tally.handled) == ("8001", 50, 1, 150)
    # Fifty seconds spread over the five that were answered.
    assert found().whole.handled == 150


def test_a_hold_lasts_until_whatever_ends_it(seven: Cast) -> None:
    call = Call.objects.get(talked_seconds=100)
    for happened, seconds in (("held", 0), ("resumed", 10), ("held", 20), ("ended", 50)):
        call.events.create(happened=Happened(happened), at=MORNING + timedelta(seconds=seconds))
    assert (found().holds, found().held) == (2, 20)


def test_hours_are_chinas_and_every_one_is_there(seven: Cast) -> None:
    hours = found().hours
    assert [part.key for part in hours] == [str(hour) for hour in range(24)]
    assert {part.key: part.tally.calls for part in hours if part.tally.calls} == {"9": 5, "10": 1}
    assert hours[0].tally == Tally()


def test_topics_are_the_agents_or_the_cases(seven: Cast) -> None:
    assert [(part.key, part.name, part.tally.calls) for part in found().topics] == [
        ("", "", 4),
        ("04", "财政税收", 2),
    ]


def test_queues_have_their_own_tally(seven: Cast) -> None:
    Call.objects.filter(rang_seconds__in=(3, 70)).update(queue=Queue.objects.get())
    (none, queue) = found().queues
    assert (none.key, none.tally.calls) == ("", 4)
    assert (queue.name, queue.tally.calls, queue.tally.connect_rate) == ("热线", 2, 50.0)


def test_what_groups_were_asked(seven: Cast) -> None:
    about = {
        "group": seven.unit["trade"],
        "asked_by": seven.staff["agent"],
        "asked_at": MORNING,
        "due_at": MORNING,
    }
    Inquiry.objects.create(**about, text="一")
    Inquiry.objects.create(
        **about, text="二", state="inquiry_answered", answer="是", answered_at=MORNING, settled_at=MORNING
    )
    case = seven.received()
    for reason in ("late", "nobody"):
        Inquiry.objects.create(
            **about, text="三", state="inquiry_passed", passed_for=reason, case=case, settled_at=MORNING
        )
    (group,) = found().groups
    assert (group.name, group.asked, group.answered, group.late, group.nobody) == (
        "商贸物流推进组",
        4,
        1,
        1,
        1,
    )


def test_neighbouring_days_share_no_call(seven: Cast) -> None:
    since, until = DAY
    assert figures(until, until + timedelta(days=1)).whole.calls == 0
    assert figures(MORNING, until).whole.calls == 6
    assert figures(since, MORNING).whole.calls == 0


def test_of_nothing_there_is_no_rate(cast: Cast) -> None:
    whole = found().whole
    assert (whole.calls, whole.connect_rate, whole.prompt_rate, whole.handled) == (0, None, None, None)


def test_more_calls_take_no_more_queries(seven: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        found()
    for _number in range(18):
        told(3, Came.ANSWERED_AT_ONCE, talked_seconds=100, category="0402")
    with CaptureQueriesContext(connection) as many:
        found()
    assert len(few) == len(many)


def test_the_command_says_the_same(seven: Cast) -> None:
    out = StringIO()
    call_command("hotline", "figures", "--json", "--since", "2020-03-09", "--until", "2020-03-09", stdout=out)
    said = json.loads(out.getvalue())
    assert said["whole"]["calls"] == 6
    assert (said["whole"]["connect_rate"], said["whole"]["handled"]) == (83.3, 140)
    assert said["hours"][9]["calls"] == 5
    plain = StringIO()
    call_command("hotline", "figures", stdout=plain)
    assert "connect_rate  83.3" in plain.getvalue()


def test_the_command_refuses_days_in_the_wrong_order(cast: Cast) -> None:
    with pytest.raises(CommandError, match="later"):
        call_command("hotline", "figures", "--since", "2020-03-10", "--until", "2020-03-09")


def test_satisfaction_is_of_those_who_pressed_a_key(seven: Cast) -> None:
    assert (found().whole.rated, found().whole.satisfaction) == (0, None)
    for talked, score in ((100, 5), (60, 4), (200, 1)):
        Call.objects.filter(talked_seconds=talked).update(score=score)
    assert (found().whole.rated, found().whole.satisfied, found().whole.satisfaction) == (3, 2, 66.7)


def test_wrap_up_begins_when_the_agent_hung_up_and_not_when_the_rating_ended(seven: Cast) -> None:
    call = Call.objects.get(talked_seconds=100)
    call.seat, call.released_at, call.ended_at = (
        Seat.objects.get(pk="8001"),
        MORNING,
        MORNING + timedelta(seconds=9),
    )
    call.save()
    session = Session.objects.create(
        staff=seven.staff["agent"], seat=call.seat, presence=Presence.READY, since=MORNING, began_at=MORNING
    )
    Spell.objects.create(
        session=session,
        presence=Presence.WRAP_UP,
        began_at=MORNING,
        ended_at=MORNING + timedelta(seconds=50),
    )
    assert found().whole.wrapped == 50
