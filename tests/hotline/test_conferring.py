"""Who may pass a caller on or ask somebody meanwhile, to whom, and what of it is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fenbo.core import clock, lapsing
from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope, Refused
from fenbo.directory.actors import Actor
from fenbo.directory.models import Shift, Unit, UnitKind
from fenbo.hotline.conferring import other, targets
from fenbo.hotline.figures import figures
from fenbo.hotline.models import Call, CallState, Happened, Presence
from fenbo.hotline.operations import conferring, seats, working
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.working import Command
from fenbo.hotline.queries import session_of
from fenbo.hotline.simulated import Simulated
from fenbo.journal.queries import events_of
from tests.cast import PHONE, Cast

H = Happened
HOUR = timedelta(hours=1)


@pytest.fixture
def call(cast: Cast) -> Call:
    """The agent at 8001 speaks; the dispatcher sits at 8002."""
    lay_defaults()
    now = clock.now()
    seats.log_in(seat="8001", actor=cast.agent, now=now)
    working.be(presence=Presence.READY, actor=cast.agent, now=now)
    seats.log_in(seat="8002", actor=cast.dispatcher, now=now)
    switch = Simulated()
    switch.answer(switch.call_in(line="12345", phone=PHONE), seat="8001")
    return Call.objects.get()


OPERATIONS: dict[str, Callable[[UUID, Actor], Any]] = {
    "transfer": lambda call, actor: conferring.transfer(
        call_id=call, to="queue:centre", actor=actor, now=clock.now()
    ),
    "consult": lambda call, actor: conferring.consult(
        call_id=call, to="seat:8002", actor=actor, now=clock.now()
    ),
    "join": lambda call, actor: conferring.join(call_id=call, actor=actor, now=clock.now()),
    "part": lambda call, actor: conferring.part(call_id=call, actor=actor),
    "hand_over": lambda call, actor: conferring.hand_over(call_id=call, actor=actor, now=clock.now()),
}


@pytest.mark.parametrize("what", OPERATIONS)
@pytest.mark.parametrize("who", ["dispatcher", "handler", "leader", "outsider"])
def test_nobody_but_the_agent_who_speaks(call: Call, cast: Cast, what: str, who: str) -> None:
    before = call.events.count()
    with pytest.raises(Refused):
        OPERATIONS[what](call.pk, getattr(cast, who))
    assert call.events.count() == before
    assert not events_of(call.pk).filter(move__startswith="call_").exists()


def test_a_colleague_is_asked_joined_and_handed_the_caller(call: Call, cast: Cast) -> None:
    OPERATIONS["consult"](call.pk, cast.agent)
    call.refresh_from_db()
    third = other(call)
    assert third
    assert (call.state, third.seat, third.hears_all) == (CallState.HELD, "8002", False)
    assert "dispatcher" in third.name
    OPERATIONS["join"](call.pk, cast.agent)
    call.refresh_from_db()
    third = other(call)
    assert third
    assert (call.state, third.seat, third.hears_all) == (CallState.TALKING, "8002", True)
    OPERATIONS["hand_over"](call.pk, cast.agent)
    call.refresh_from_db()
    assert (call.state, call.seat_id, call.staff_id) == (CallState.TALKING, "8002", cast.dispatcher.staff_id)
    assert other(call) is None
    session = session_of(cast.agent)
    assert session
    assert session.presence == Presence.WRAP_UP
    moves = list(events_of(call.pk).values_list("move", flat=True))
    assert [one for one in moves if one.startswith("call_")] == [
        conferring.CONSULTED,
        conferring.JOINED,
        conferring.HANDED_OVER,
    ]


def test_the_agent_who_comes_back_lets_the_other_one_go(call: Call, cast: Cast) -> None:
    OPERATIONS["consult"](call.pk, cast.agent)
    working.command(what=Command.RESUME, call_id=call.pk, actor=cast.agent)
    call.refresh_from_db()
    assert (call.state, other(call)) == (CallState.TALKING, None)
    for what in ("join", "hand_over"):
        with pytest.raises(IllegalMove, match="会商已经结束"):
            OPERATIONS[what](call.pk, cast.agent)


def test_a_transfer_counts_as_one_call_answered_when_it_was_first(call: Call, cast: Cast) -> None:
    conferring.transfer(call_id=call.pk, to="seat:8002", actor=cast.agent, now=clock.now())
    call.refresh_from_db()
    assert (call.seat_id, call.staff_id) == ("8002", cast.dispatcher.staff_id)
    working.command(what=Command.HANG_UP, call_id=call.pk, actor=cast.dispatcher)
    whole = figures(clock.now() - HOUR, clock.now() + HOUR).whole
    assert (whole.calls, whole.answered, whole.prompt) == (1, 1, 1)


@pytest.mark.parametrize(
    ("what", "to", "words"),
    [
        (conferring.transfer, "seat:8003", "这里现在接不了电话"),
        (conferring.transfer, "seat:8001", "这里现在接不了电话"),
        (conferring.transfer, "", "这里现在接不了电话"),
        (conferring.transfer, "queue:nobodys" * 100, "这里现在接不了电话"),
        (conferring.consult, "queue:centre", "请选一个席位或保障组"),
        (conferring.consult, "seat:8002,Variable=x\r\nAction: Command", "这里现在接不了电话"),
    ],
)
def test_a_choice_that_is_none_is_refused_in_words(
    call: Call, cast: Cast, what: Callable[..., Call], to: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        what(call_id=call.pk, to=to, actor=cast.agent, now=clock.now())
    assert refused.value.field == "to"


def test_who_can_be_asked(call: Call, cast: Cast) -> None:
    mine, now = session_of(cast.agent), clock.now()
    assert mine
    assert [one.key for one in targets(mine, now)] == ["seat:8002", "queue:centre"]
    Simulated().call_in(line="12345", phone="13997210002")
    seats.set_presence(presence=Presence.READY, actor=cast.dispatcher, now=now)
    working.be(presence=Presence.READY, actor=cast.dispatcher, now=now)
    assert "seat:8002" not in [one.key for one in targets(mine, now)], "it rings there"


def test_a_support_group_is_asked_at_the_telephone_of_whoever_watches(call: Call, cast: Cast) -> None:
    now = clock.now()
    kind, person = UnitKind.SUPPORT_GROUP, cast.staff["caller"]
    group = Unit.objects.create(slug="support", name="要素保障组", kind=kind, parent=cast.unit["centre"])
    lapsing.forget_all()
    Shift.objects.create(unit=group, staff=person, starts_at=now - HOUR, ends_at=now + HOUR)
    mine = session_of(cast.agent)
    assert mine
    key = f"group:{group.pk}"
    assert key not in [one.key for one in targets(mine, now)], "nobody can dial no number"
    person.phone = "0971-633 1188"
    person.save()
    found = next(one for one in targets(mine, now) if one.key == key)
    assert (found.number, "6331188" in repr(found)) == ("09716331188", False)
    with pytest.raises(InvalidInput, match="保障组不接"):
        conferring.transfer(call_id=call.pk, to=key, actor=cast.agent, now=now)
    conferring.consult(call_id=call.pk, to=key, actor=cast.agent, now=now)
    third = other(call)
    assert third
    assert third.name == str(group)
    with pytest.raises(IllegalMove, match="席位上的同事"):
        OPERATIONS["hand_over"](call.pk, cast.agent)
    assert "6331188" not in str(list(events_of(call.pk).values()))


def test_a_call_that_is_over_is_left_alone(call: Call, cast: Cast) -> None:
    working.command(what=Command.HANG_UP, call_id=call.pk, actor=cast.agent)
    for what in OPERATIONS:
        with pytest.raises((IllegalMove, OutOfScope)):
            OPERATIONS[what](call.pk, cast.agent)
