"""Calls are drawn at random, scored by a card, appealed once, and decided by somebody else."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope, Refused
from fenbo.core.ids import new_id
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff
from fenbo.files.models import Attachment
from fenbo.hotline import jobs, recorded
from fenbo.hotline.models import Call, CallOutcome, Criterion, Recording, Sample, SampleState
from fenbo.hotline.operations import quality
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.journal.queries import Event
from tests.cast import NOON, Cast, cast

__all__ = ["cast"]
S = SampleState
DAY = NOON.date()


@pytest.fixture
def hall(cast: Cast) -> Cast:
    lay_defaults()
    return cast


def answered(cast: Cast, who: str = "agent", *, has_recording: bool = True, days: int = 0) -> Call:
    at = NOON - timedelta(days=days)
    call = Call.objects.create(
        call_id=str(new_id()),
        began_at=at,
        answered_at=at,
        rang_seconds=3,
        talked_seconds=60,
        outcome=CallOutcome.ANSWERED_AT_ONCE,
        staff=cast.staff[who],
    )
    if has_recording:
        kept = Attachment.objects.create(
            owner=call.pk,
            name="a.wav",
            mime="audio/wav",
            size=1,
            sha256=b"1",
            stored_name=f"{call.pk}.wav",
            uploaded_at=at,
            uploaded_by="热线",
        )
        Recording.objects.create(call=call, attachment=kept, seconds=60, made_at=at, keep_until=DAY)
    return call


def drawn(cast: Cast, each: int = 1, by: Actor | None = None) -> int:
    return quality.draw(first=DAY, last=DAY, each=each, actor=by or cast.leader, now=NOON)


def card(points: int | None = None) -> dict[int, int]:
    return {one.pk: one.points if points is None else points for one in Criterion.objects.all()}


def sample(cast: Cast, *, state: SampleState = S.DRAWN) -> Sample:
    """A sample of the agent's, brought to a state; scored by `supervisor`."""
    answered(cast)
    drawn(cast)
    row = Sample.objects.get()
    if state != S.DRAWN:
        quality.score(sample_id=row.pk, points=card(5), actor=cast.supervisor, now=NOON)
    if state not in (S.DRAWN, S.SCORED):
        quality.appeal(sample_id=row.pk, reason="我说明了依据", actor=cast.agent, now=NOON)
    if state in (S.UPHELD, S.CHANGED):
        points = card(10) if state == S.CHANGED else None
        quality.decide(sample_id=row.pk, points=points, reason="已重听", actor=cast.leader, now=NOON)
    row.refresh_from_db()
    return row


def test_everybody_gets_the_same_number_drawn_at_random(hall: Cast) -> None:
    for _number in range(5):
        answered(hall)
    answered(hall, "dispatcher")
    assert drawn(hall, each=2) == 3
    assert Counter(Sample.objects.values_list("staff__username", flat=True)) == {"agent": 2, "dispatcher": 1}


def test_the_choice_is_not_always_the_same(hall: Cast) -> None:
    for _number in range(6):
        answered(hall)
    found = set()
    for _time in range(12):
        drawn(hall)
        found.add(Sample.objects.get().call_id)
        Sample.objects.all().delete()
    assert len(found) > 1


def test_drawing_again_brings_only_what_is_missing(hall: Cast) -> None:
    for _number in range(4):
        answered(hall)
    assert drawn(hall, each=2) == 2
    assert drawn(hall, each=2) == 0
    assert drawn(hall, each=3) == 1


def test_calls_of_other_days_without_a_recording_or_an_agent_are_not_drawn(hall: Cast) -> None:
    answered(hall, has_recording=False)
    answered(hall, days=1)
    Call.objects.create(
        call_id="x", began_at=NOON, rang_seconds=1, outcome=CallOutcome.ANSWERED, talked_seconds=5
    )
    assert drawn(hall) == 0


@pytest.mark.parametrize(
    ("first", "last", "each"), [(DAY, DAY, 0), (DAY, DAY, 51), (DAY, date(2020, 3, 8), 1)]
)
def test_a_draw_that_makes_no_sense_is_refused(hall: Cast, first: date, last: date, each: int) -> None:
    with pytest.raises(InvalidInput):
        quality.draw(first=first, last=last, each=each, actor=hall.leader, now=NOON)


def test_each_monday_the_week_before_is_drawn(hall: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(hall)  # on Monday the 9th itself
    last_week = answered(hall, days=1)
    monkeypatch.setattr("fenbo.core.clock.now", lambda: NOON)
    assert jobs.draw_samples.func(0) == 1
    row = Sample.objects.get()
    assert (row.call, row.first_day, row.last_day) == (last_week, date(2020, 3, 2), date(2020, 3, 8))


def test_a_score_is_the_sum_of_its_marks_and_stays_when_the_card_changes(hall: Cast) -> None:
    row = sample(hall)
    quality.score(sample_id=row.pk, points=card(), remark="很好", actor=hall.supervisor, now=NOON)
    Criterion.objects.filter(name="答复准确").update(points=99, name="改过的名字")
    row.refresh_from_db()
    assert (row.state, row.points, row.out_of, row.remark) == (S.SCORED, 100, 100, "很好")
    assert [mark.name for mark in row.marks.all()][2] == "答复准确"


@pytest.mark.parametrize("wrong", [{}, {"points": -1}, {"points": 999}])
def test_a_card_that_is_not_filled_in_names_the_field(hall: Cast, wrong: dict[str, int]) -> None:
    row = sample(hall)
    first = Criterion.objects.first()
    assert first
    points = card() | ({first.pk: wrong["points"]} if wrong else {})
    if not wrong:
        del points[first.pk]
    with pytest.raises(InvalidInput) as refusal:
        quality.score(sample_id=row.pk, points=points, actor=hall.supervisor, now=NOON)
    assert refusal.value.field == quality.field_of(first)
    assert not row.marks.exists()


def act(cast: Cast, row: Sample, what: str, who: str) -> object:
    actor = getattr(cast, who)
    about: dict[str, Any] = {"sample_id": row.pk, "actor": actor, "now": NOON}
    does: dict[str, Callable[[], object]] = {
        "draw": lambda: drawn(cast, each=2, by=actor),
        "see": lambda: recorded.sample(row.pk, actor),
        "score": lambda: quality.score(points=card(), **about),
        "appeal": lambda: quality.appeal(reason="不同意", **about),
        "decide": lambda: quality.decide(points=None, reason="维持", **about),
    }
    return does[what]()


# Who may do what, in the state in which it could be done. `agent` is whose call it is; `supervisor` scored it.
TABLE = {
    #               draw score see(drawn) see(scored) appeal decide
    "agent": (MissingDuty, OutOfScope, OutOfScope, None, None, MissingDuty),
    "dispatcher": (MissingDuty, OutOfScope, OutOfScope, OutOfScope, OutOfScope, OutOfScope),
    "supervisor": (None, None, None, None, MissingDuty, MissingDuty),
    "leader": (None, None, None, None, MissingDuty, None),
    "overseer": (MissingDuty, OutOfScope, OutOfScope, OutOfScope, OutOfScope, OutOfScope),
    "handler": (MissingDuty, OutOfScope, OutOfScope, OutOfScope, OutOfScope, OutOfScope),
    "caller": (MissingDuty, OutOfScope, OutOfScope, OutOfScope, OutOfScope, OutOfScope),
    "outsider": (MissingDuty, OutOfScope, OutOfScope, OutOfScope, OutOfScope, OutOfScope),
}
COLUMNS = (
    ("draw", S.DRAWN),
    ("score", S.DRAWN),
    ("see", S.DRAWN),
    ("see", S.SCORED),
    ("appeal", S.SCORED),
    ("decide", S.APPEALED),
)


@pytest.mark.parametrize("who", TABLE)
@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_who_may_do_what(hall: Cast, who: str, column: int) -> None:
    what, state = COLUMNS[column]
    refusal: type[Refused] | None = TABLE[who][column]
    row = sample(hall, state=state)
    if refusal is None:
        act(hall, row, what, who)
        return
    with pytest.raises(refusal):
        act(hall, row, what, who)
    row.refresh_from_db()
    assert row.state == state


FITS = {"score": S.DRAWN, "appeal": S.SCORED, "decide": S.APPEALED}


@pytest.mark.parametrize("what", FITS)
@pytest.mark.parametrize("state", list(S))
def test_each_action_has_one_state(hall: Cast, what: str, state: SampleState) -> None:
    row = sample(hall, state=state)
    who = "agent" if what == "appeal" else "leader"
    if state == FITS[what]:
        act(hall, row, what, who)
        return
    with pytest.raises((IllegalMove, OutOfScope)):
        act(hall, row, what, who)


def test_nobody_scores_or_decides_on_their_own_call(hall: Cast) -> None:
    """Not even who leads as well."""
    Post.objects.create(staff=hall.staff["agent"], unit=hall.unit["centre"], duty=Duty.SUPERVISE)
    row = sample(hall)
    with pytest.raises(MissingDuty):
        act(hall, row, "score", "agent")
    quality.score(sample_id=row.pk, points=card(), actor=hall.supervisor, now=NOON)
    act(hall, row, "appeal", "agent")
    with pytest.raises(MissingDuty):
        act(hall, row, "decide", "agent")


def test_the_database_refuses_it_as_well(hall: Cast) -> None:
    row = sample(hall, state=S.APPEALED)
    for wrong in (
        {"scored_by": row.staff},
        {"decided_by": row.scored_by},
        {"decided_by": row.staff},
        {"points": 999},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sample.objects.filter(pk=row.pk).update(**wrong)


def test_a_decision_keeps_or_replaces_the_score(hall: Cast) -> None:
    row = sample(hall, state=S.CHANGED)
    assert (row.points, row.decided_by) == (50, Staff.objects.get(username="leader"))
    assert {mark.points for mark in row.marks.all()} == {10}


def test_a_decision_may_leave_it_as_it_was(hall: Cast) -> None:
    row = sample(hall, state=S.UPHELD)
    assert (row.points, row.decision) == (25, "已重听")


def test_every_step_is_in_the_journal(hall: Cast) -> None:
    row = sample(hall, state=S.CHANGED)
    moves = [event.move for event in Event.objects.filter(stream=row.pk).order_by("seq")]
    assert moves == [S.DRAWN, S.SCORED, S.APPEALED, S.CHANGED]
    last = Event.objects.filter(stream=row.pk).last()
    assert last
    assert (last.facts["before"], last.facts["points"]) == (25, 50)
