"""Slices of the month played through the real operations and the real database."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from fenbo.cases.lifecycle import SETTLED, SETTLING, UNSETTLING, CaseState, Move, PublicationState
from fenbo.cases.models import Answer, Case, Followed, WorkOrder
from fenbo.cases.operations.requester import withdraw
from fenbo.core.errors import IllegalMove
from fenbo.directory.actors import Actor
from fenbo.dispatch.models import Advice
from fenbo.hotline.queries import count_calls
from fenbo.journal import queries as journal
from fenbo.replay import player
from fenbo.replay.acting import Stage, submission_key
from fenbo.replay.models import Progress
from fenbo.replay.running import Replay
from fenbo.replay.script.model import BEGINS, ENDS, Act, CallScript, CaseScript, Step, Story
from tests.replay.tracing import trace

Month = Sequence[CaseScript]
SEED = 2020
pytestmark = pytest.mark.usefixtures("seeded")


def whole(chosen: list[CaseScript], month: Month) -> list[CaseScript]:
    """The chosen cases with those that they were merged into."""
    leads = {case.merged_into for case in chosen if case.merged_into is not None}
    return [case for case in month if case in chosen or case.index in leads]


def replay(chosen: Month, *, until: datetime = ENDS, calls: Sequence[CallScript] = ()) -> Replay:
    return Replay(chosen, calls, until=until, seed=SEED)


def run(chosen: Month, **more: Any) -> int:
    """How many steps were safe in the end."""
    heard: list[int] = []
    replay(chosen, **more).run(heard.append)
    return sum(heard)


def find(case: CaseScript) -> Case:
    return Case.objects.get(submission_key=submission_key(SEED, case.index))


def story(month: Month) -> list[tuple[str, list[tuple[str, datetime, str]]]]:
    """What the database tells of each case, without its random keys."""
    return [
        (
            find(case).state,
            [(event.move, event.at, event.actor_name) for event in journal.events_of(find(case).pk)],
        )
        for case in month
    ]


def units_of(case: Case) -> list[str]:
    return list(WorkOrder.objects.filter(case=case).order_by("given_at").values_list("unit__slug", flat=True))


def told(month: Month, which: str) -> CaseScript:
    return next(case for case in month if case.told == which)


def test_the_park_is_asked_and_everybody_who_asked_the_same_gets_its_answer(month: Month) -> None:
    first = told(month, "a")
    others = [case for case in month if case.merged_into == first.index]
    run([first, *others])
    case = find(first)
    assert units_of(case) == ["park-nanchuan", "nanchuan-economy"]
    assert (case.state, case.followed) == (CaseState.CLOSED, Followed.SATISFIED)
    assert case.publication_state == PublicationState.PUBLISHED
    (answer,) = Answer.objects.filter(case=case)
    for other in others:
        (same,) = Answer.objects.filter(case=find(other))
        assert same.text == answer.text
        assert find(other).settled_at == case.settled_at == first.closings[0]


def test_nanjing_gets_the_letter_and_its_answer_comes_back(month: Month) -> None:
    run([told(month, "b")])
    case = find(told(month, "b"))
    assert units_of(case) == ["nanjing-12345"]
    moves = [event.move for event in journal.events_of(case.pk)]
    assert moves.index(Move.HAND_OFF) < moves.index(Move.BRING_BACK) < moves.index(Move.ISSUE)
    assert case.state == CaseState.CLOSED


def test_the_prison_project_goes_down_to_the_prisons_and_up_again(month: Month) -> None:
    run([told(month, "c")])
    case = find(told(month, "c"))
    assert units_of(case) == ["group-finance", "justice", "prisons"]
    (answer,) = Answer.objects.filter(case=case)
    assert answer.unit is not None
    assert answer.unit.slug == "group-finance"
    assert case.publication_state == PublicationState.PUBLISHED


def test_every_story_is_played_and_ends_as_the_table_of_moves_says(month: Month) -> None:
    chosen = []
    for kind in Story:
        of_kind = [case for case in month if case.story == kind and not case.told]
        chosen += sorted(of_kind, key=lambda case: len(case.steps))[len(of_kind) // 2 :][:1]
    slice_ = whole(chosen, month)
    run(slice_)
    for case in slice_:
        expected = trace(case)
        if expected.state != CaseState.MERGED:
            assert find(case).state == expected.state, case.story
        assert (find(case).state in SETTLED) == case.is_closed(ENDS), case.story


def test_each_act_that_occurs_in_the_month_is_played(month: Month) -> None:
    chosen: list[CaseScript] = []
    for act in set(Act) - {Act.MERGE}:
        having = [case for case in month if any(step.act == act for step in case.steps)]
        if not any(case in chosen for case in having):
            chosen.append(min(having, key=lambda case: len(case.steps)))
    slice_ = whole(chosen, month)
    assert run(slice_) == sum(1 + len(case.steps) for case in slice_)


def test_counts_from_the_journal_are_those_of_the_script_at_any_instant(month: Month) -> None:
    slice_ = whole(list(month[:30]), month)
    run(slice_)
    for hours in (5, 12, 24, 48, 24 * 28):
        at = BEGINS + timedelta(hours=hours)
        made = journal.count_moves([Move.RECEIVE, *SETTLING, *UNSETTLING], at=at)
        closed = sum(made[move] for move in SETTLING) - sum(made[move] for move in UNSETTLING)
        assert made[Move.RECEIVE] == sum(case.received_at <= at for case in slice_)
        assert closed == sum(case.is_closed(at) for case in slice_)


def test_events_bear_the_times_of_the_script_and_the_names_of_the_staff(month: Month) -> None:
    case = next(c for c in month if c.story == Story.ORDINARY)
    run([case])
    events = list(journal.events_of(find(case).pk))
    assert [e.at for e in events if e.move == Move.DISPATCH] == [
        s.at for s in case.steps if s.act == Act.DISPATCH
    ]
    assert all(event.at <= ENDS for event in events)
    assert {event.actor_kind for event in events} >= {"staff"}


def test_nobody_publishes_an_answer_that_they_issued(month: Month) -> None:
    run([case for case in month[:12] if case.merged_into is None])
    checked = 0
    for case in month[:12]:
        by = {event.move: event.actor_id for event in journal.events_of(find(case).pk)}
        if Move.PUBLISH in by:
            assert by[Move.PUBLISH] != by[Move.CLOSE]
            checked += 1
    assert checked


def test_until_an_instant_nothing_later_is_played(month: Month) -> None:
    until = BEGINS + timedelta(hours=10)
    run(month[:40], until=until)
    assert Case.objects.count() == sum(case.received_at <= until for case in month[:40])
    assert max(journal.events_of(find(month[0]).pk).values_list("at", flat=True)) <= until


def test_later_it_goes_on_from_there(month: Month) -> None:
    slice_ = month[:8]
    first = run(slice_, until=BEGINS + timedelta(hours=9))
    second = run(slice_)
    assert first > 0
    assert first + second == sum(1 + len(case.steps) for case in slice_)


def test_run_again_it_plays_nothing(month: Month) -> None:
    run(month[:5])
    before = story(month[:5])
    assert run(month[:5]) == 0
    assert story(month[:5]) == before


class Interrupted(Exception):
    pass


def interrupt_after(steps: int, play: Callable[..., None]) -> Callable[..., None]:
    left = [steps]

    def playing(stage: Stage, case: CaseScript, step: Step) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Interrupted
        play(stage, case, step)

    return playing


def test_interrupted_and_resumed_it_leaves_the_same_rows(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    slice_ = month[:10]
    monkeypatch.setattr(player, "BATCH", 12)
    with monkeypatch.context() as patch:
        patch.setattr(Stage, "play", interrupt_after(30, Stage.play))
        with pytest.raises(Interrupted):
            run(slice_)
    safe = sum(Progress.objects.values_list("done", flat=True))
    assert 0 < safe <= 42
    assert safe % 12 == 0
    total = sum(1 + len(case.steps) for case in slice_)
    assert run(slice_) == total - safe
    expected = [(step.at, step.act) for case in slice_ for step in case.steps]
    resumed = story(slice_)
    assert len(
        {at for _state, events in resumed for _move, at, _name in events} & {at for at, _a in expected}
    ) == len({at for at, _act in expected})
    assert sum(Progress.objects.values_list("done", flat=True)) == total
    for case, (_state, events) in zip(slice_, resumed, strict=True):
        assert [move for move, _at, _name in events].count(Move.RECEIVE) == 1
        assert [move for move, _at, _name in events].count(Move.CLOSE) == sum(
            at <= ENDS for at in case.closings
        ) - (case.story in (Story.NOT_ACCEPTED, Story.WITHDRAWN))


def test_a_case_on_which_somebody_else_acted_is_left_and_all_others_are_played(month: Month) -> None:
    slice_ = [case for case in month[:12] if case.merged_into is None]
    meddled = next(case for case in slice_ if case.steps[0].act == Act.DISPATCH)
    run(slice_, until=meddled.received_at)
    now = meddled.received_at + timedelta(seconds=1)
    withdraw(case_id=find(meddled).pk, actor=Actor.requester([find(meddled).pk]), now=now)
    run(slice_)
    (why,) = player.left().values()
    assert f"case {meddled.index}, step 1 (dispatch" in why
    assert find(meddled).state == CaseState.WITHDRAWN
    for case in set(slice_) - {meddled}:
        assert (find(case).state in SETTLED) == case.is_closed(ENDS)


def test_what_was_left_stays_left(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Stage, "play", refuse)
        run(month[:1])
    assert Case.objects.count() == 1
    before = story(month[:1])
    run(month[:1])
    assert story(month[:1]) == before
    assert len(player.left()) == 1


def refuse(stage: Stage, case: CaseScript, step: Step) -> None:
    raise IllegalMove


def test_every_day_is_sealed_and_has_its_head(month: Month) -> None:
    run(month[:3])
    days = list(journal.heads().values_list("day", flat=True))
    assert len(days) == 28
    assert days[-1] == BEGINS.date()


def test_calls_are_kept_once_and_linked_to_what_became_of_them(
    month: Month, calls: Sequence[CallScript]
) -> None:
    slice_ = month[:25]
    some = [c for c in calls[:80] if c.case_index is None or c.case_index < 25]
    for _time in range(2):
        run(slice_, calls=some)
    counted = count_calls(ENDS)
    assert counted.total == counted.connected == len(some)
    assert counted.connect_rate == 100.0
    linked = [case for case in slice_ if find(case).calls.exists()]
    assert linked == [case for case in slice_ if case.channel == "hotline"]


def test_who_dispatches_what_is_left_open_finds_advice_beside_it(month: Month) -> None:
    slice_ = [case for case in month[-25:] if case.merged_into is None]
    run(slice_)
    still_open = {find(case).pk for case in slice_ if not case.is_closed(ENDS)}
    assert still_open
    assert set(Advice.objects.values_list("pk", flat=True)) == still_open
