"""What a telephone platform tells becomes one call with its times; told twice, late or out of order, it is the same."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest

from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.models import (
    Call,
    Callback,
    CallbackReason,
    CallbackState,
    CallOutcome,
    CallState,
    Happened,
    Presence,
    Session,
)
from fenbo.hotline.operations import callbacks, seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.noting import note
from fenbo.hotline.queries import count_calls, going_on, lost_caller, session_of
from fenbo.hotline.switch.interface import Happening

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)
PHONE = "13897210001"
H = Happened


@pytest.fixture(autouse=True)
def _laid(seeded: None) -> None:
    lay_defaults()


@pytest.fixture
def agent() -> Actor:
    actor = of_staff(Staff.objects.get(username="agent1"), NOON)
    seats.log_in(seat="8001", actor=actor, now=NOON)
    seats.set_presence(presence=Presence.READY, actor=actor, now=NOON)
    return actor


def told(happened: Happened, second: float, call_id: str = "a.1", **more: str) -> Happening:
    return Happening(call_id=call_id, happened=happened, at=NOON + timedelta(seconds=second), **more)  # type: ignore[arg-type]


ANSWERED = [
    told(H.ARRIVED, 0, phone=PHONE, line="12345", detail="12345"),
    told(H.KEY, 4, detail="0"),
    told(H.QUEUED, 5, queue="centre", detail="1"),
    told(H.RANG, 6, seat="8001"),
    told(H.ANSWERED, 15.9, seat="8001"),
    told(H.ENDED, 75.9),
]
GIVEN_UP = [*ANSWERED[:4], told(H.UNANSWERED, 21, seat="8001"), told(H.ENDED, 40)]


def tell(happenings: list[Happening]) -> Call:
    for happening in happenings:
        note(happening, switch="test")
    return Call.objects.get(call_id=happenings[0].call_id)


def test_an_answered_call_has_its_times_and_who_answered(agent: Actor) -> None:
    call = tell(ANSWERED)
    assert (call.state, call.outcome) == (CallState.ENDED, CallOutcome.ANSWERED)
    assert (call.rang_seconds, call.talked_seconds) == (10, 60)
    assert (call.phone, call.line_id, call.seat_id) == (PHONE, "12345", "8001")
    assert call.staff_id == agent.staff_id
    assert call.queue
    assert call.queue.slug == "centre"


def test_a_call_walks_through_its_states(agent: Actor) -> None:
    states = [note(happening, switch="test").state for happening in ANSWERED]
    assert states == ["greeted", "greeted", "waiting", "ringing", "talking", "ended"]
    assert not going_on().exists()


def test_whatever_is_told_twice_changes_nothing(agent: Actor) -> None:
    once = tell(ANSWERED)
    again = tell([one for one in ANSWERED for _twice in range(2)])
    assert again.events.count() == once.events.count() == len(ANSWERED)
    assert (again.rang_seconds, again.talked_seconds) == (once.rang_seconds, once.talked_seconds)


@pytest.mark.parametrize("seed", range(8))
def test_in_any_order_the_ended_call_is_the_same(agent: Actor, seed: int) -> None:
    shuffled = list(ANSWERED)
    random.Random(seed).shuffle(shuffled)
    call = tell(shuffled)
    assert (call.state, call.outcome) == (CallState.ENDED, CallOutcome.ANSWERED)
    assert (call.began_at, call.rang_seconds, call.talked_seconds) == (NOON, 10, 60)
    assert call.phone == PHONE
    assert not Callback.objects.filter(state=CallbackState.DUE).exists()


def test_a_call_that_goes_on_is_not_counted_yet_and_one_that_was_never_queued_never() -> None:
    tell(ANSWERED[:3])
    assert count_calls(NOON).total == 0
    tell([told(H.ARRIVED, 0, "b.1", phone=PHONE, line="12345"), told(H.ENDED, 3, "b.1")])
    assert Call.objects.get(call_id="b.1").outcome == CallOutcome.NOT_QUEUED
    assert count_calls(NOON).total == 0


def test_whoever_gives_up_in_the_queue_is_owed_a_call(agent: Actor) -> None:
    call = tell(GIVEN_UP)
    assert (call.outcome, call.rang_seconds) == (CallOutcome.ABANDONED, 35)
    owed = Callback.objects.get()
    assert (owed.call, owed.reason, owed.missed) == (call, CallbackReason.ABANDONED, 1)


def test_whoever_gives_up_three_times_is_owed_one_call(agent: Actor) -> None:
    for name in ("a", "b", "c"):
        tell([told(H.ARRIVED, 0, name, phone=PHONE), told(H.QUEUED, 1, name), told(H.ENDED, 9, name)])
    assert Callback.objects.get().missed == 3


def test_a_hidden_number_cannot_be_called_back() -> None:
    tell([told(H.ARRIVED, 0), told(H.QUEUED, 1), told(H.ENDED, 9)])
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    ("happened", "reason"), [(H.CALLBACK, CallbackReason.ASKED), (H.CLOSED, CallbackReason.CLOSED)]
)
def test_who_asks_for_it_or_calls_out_of_hours_is_called_back(
    happened: Happened, reason: CallbackReason
) -> None:
    tell([ANSWERED[0], told(happened, 60), told(H.ENDED, 65)])
    assert Callback.objects.get().reason == reason


def test_getting_through_afterwards_settles_what_was_owed(agent: Actor) -> None:
    tell(GIVEN_UP)
    later = [
        told(one.happened, 600 + index, "b.1", phone=one.phone, seat=one.seat)
        for index, one in enumerate(ANSWERED)
    ]
    tell(later)
    assert Callback.objects.get().state == CallbackState.CAME_AGAIN


def test_after_a_call_the_agent_wraps_up_and_no_other_call_comes(agent: Actor) -> None:
    tell(ANSWERED)
    session = session_of(agent)
    assert session
    assert session.presence == Presence.WRAP_UP


def test_an_agent_who_does_not_lift_is_taken_out_of_the_queue(agent: Actor) -> None:
    tell(GIVEN_UP)
    session = session_of(agent)
    assert session
    assert (session.presence, session.reason) == (Presence.BREAK, "missed")


def test_three_attempts_end_a_callback(agent: Actor) -> None:
    tell(GIVEN_UP)
    owed = Callback.objects.get()
    states = [
        callbacks.tried(callback_id=owed.pk, reached=False, actor=agent, now=NOON).state for _try in range(3)
    ]
    assert states == [CallbackState.DUE, CallbackState.DUE, CallbackState.UNREACHED]


def test_the_callers_number_is_in_no_event(agent: Actor) -> None:
    call = tell(ANSWERED)
    words = itertools.chain.from_iterable(call.events.values_list("detail", "seat", "happened"))
    assert not [word for word in words if PHONE in word]
    assert PHONE not in repr(ANSWERED[0])


RATED = [
    *ANSWERED[:5],
    told(H.RELEASED, 65.9, seat="8001"),
    told(H.RATED, 70, detail="4"),
    told(H.ENDED, 75.9),
]


def test_a_rating_after_the_agent_hung_up_is_kept_and_is_not_talk(agent: Actor) -> None:
    call = tell(RATED)
    assert (call.score, call.talked_seconds, call.outcome) == (4, 50, CallOutcome.ANSWERED)


@pytest.mark.parametrize("order", list(itertools.permutations(range(5, 8))))
def test_told_in_any_order_the_rating_and_the_times_are_the_same(
    agent: Actor, order: tuple[int, ...]
) -> None:
    call = tell([*RATED[:5], *(RATED[index] for index in order)])
    assert (call.score, call.talked_seconds, call.state) == (4, 50, CallState.ENDED)


def test_the_agent_wraps_up_once_and_a_rating_changes_nothing_of_it(agent: Actor) -> None:
    tell(RATED[:6])
    session = session_of(agent)
    assert session
    assert (session.presence, session.since) == (Presence.WRAP_UP, RATED[5].at)
    seats.set_presence(presence=Presence.READY, actor=agent, now=NOON + timedelta(seconds=68))
    tell(RATED[6:])
    session = session_of(agent)
    assert session
    assert session.presence == Presence.READY


@pytest.mark.parametrize("key", ["0", "6", "9", "*", ""])
def test_a_key_that_is_no_rating_is_none(agent: Actor, key: str) -> None:
    assert tell([*RATED[:6], told(H.RATED, 70, detail=key), RATED[7]]).score is None


LOST = [*ANSWERED[:5], told(H.LOST, 40, seat="8001")]


def test_whose_agent_was_lost_waits_again_and_the_agent_wraps_nothing_up(agent: Actor) -> None:
    call = tell(LOST)

    assert (call.state, call.ended_at, call.outcome) == (CallState.WAITING, None, CallOutcome.GOING_ON)
    assert lost_caller(here(agent)) == call
    assert here(agent).presence == Presence.READY
    tell([told(H.RANG, 50, seat="8001"), told(H.ANSWERED, 55, seat="8001")])
    call = tell([told(H.RELEASED, 75.9, seat="")])
    assert call.rang_seconds == 10, "what counts is how long the first answer took"
    assert call.talked_seconds == 60
    assert lost_caller(here(agent)) is None


def test_who_gives_up_after_the_agent_was_lost_is_called_back(agent: Actor) -> None:
    call = tell([*LOST, told(H.ENDED, 60)])

    assert call.outcome == CallOutcome.ANSWERED
    assert Callback.objects.get().call == call
    assert here(agent).presence == Presence.READY, "the agent may speak with somebody else by now"


def here(agent: Actor) -> Session:
    session = session_of(agent)
    assert session
    return session
