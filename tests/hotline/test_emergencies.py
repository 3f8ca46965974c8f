"""Words at which an agent is warned, and passing the caller to 110, 119 or 120."""

import pytest

from fenbo.core import clock, lapsing
from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.hotline.emergencies import alarms
from fenbo.hotline.models import Call, CallOutcome, CallState, EmergencyWord, Presence
from fenbo.hotline.operations import seats, working
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.working import Command, Unreachable
from fenbo.hotline.simulated import Simulated
from fenbo.hotline.switch.interface import SwitchAway
from fenbo.journal.queries import events_of

PHONE = "13897210001"


@pytest.fixture(autouse=True)
def _laid(seeded: None) -> None:
    lay_defaults()
    lapsing.forget_all()


@pytest.fixture
def agent() -> Actor:
    actor = of_staff(Staff.objects.get(username="agent1"), clock.now())
    seats.log_in(seat="8001", actor=actor, now=clock.now())
    working.be(presence=Presence.READY, actor=actor, now=clock.now())
    return actor


@pytest.fixture
def call(agent: Actor) -> Call:
    Simulated().call_in(line="12345", phone=PHONE)
    call = Call.objects.get()
    working.command(what=Command.ANSWER, call_id=call.pk, actor=agent)
    call.refresh_from_db()
    return call


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("仓库着 火了，有人受伤", [("119", ("着火",)), ("120", ("受伤",))]),
        ("工地上有人打架，持刀", [("110", ("持刀", "打架"))]),
        ("灭火器材企业什么时候能复工", []),
        ("", []),
    ],
)
def test_words_name_who_is_to_be_called(text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(alarm.service.value, alarm.words) for alarm in alarms(text)] == found


def test_words_are_data() -> None:
    EmergencyWord.objects.filter(word="着火").update(is_active=False)
    EmergencyWord.objects.create(word="塌方", service="119")
    lapsing.forget_all()
    assert alarms("着火") == []
    assert alarms("路边塌方")[0].words == ("塌方",)
    lay_defaults()
    assert not EmergencyWord.objects.get(word="着火").is_active, "what somebody changed stays"


def test_the_caller_is_passed_on_with_a_note_and_the_journal_says_to_whom(agent: Actor, call: Call) -> None:
    working.pass_to_emergency(call_id=call.pk, service="119", note="仓库着火", actor=agent, now=clock.now())
    call.refresh_from_db()
    assert (call.passed_to, call.outcome, call.state) == ("119", CallOutcome.EMERGENCY, CallState.ENDED)
    assert call.note == "仓库着火"
    event = events_of(call.pk).get(move="emergency_passed")
    assert event.facts == {"to": "119"}
    working.conclude(call_id=call.pk, actor=agent, now=clock.now())
    call.refresh_from_db()
    assert (call.outcome, call.note) == (CallOutcome.EMERGENCY, "仓库着火")


@pytest.mark.parametrize(
    ("service", "note"), [("114", ""), ("", ""), ("13897210001", ""), ("119", "长" * 501)]
)
def test_nobody_else_is_called_by_it(agent: Actor, call: Call, service: str, note: str) -> None:
    with pytest.raises(InvalidInput):
        working.pass_to_emergency(call_id=call.pk, service=service, note=note, actor=agent, now=clock.now())


def test_only_the_agent_who_speaks_passes_on_and_only_while_speaking(agent: Actor, call: Call) -> None:
    other = of_staff(Staff.objects.get(username="dispatcher1"), clock.now())
    with pytest.raises(OutOfScope):
        working.pass_to_emergency(call_id=call.pk, service="119", actor=other, now=clock.now())
    working.command(what=Command.HANG_UP, call_id=call.pk, actor=agent)
    with pytest.raises(IllegalMove):
        working.pass_to_emergency(call_id=call.pk, service="119", actor=agent, now=clock.now())


def test_when_the_platform_refuses_nothing_is_written_and_the_caller_stays(
    agent: Actor, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Simulated, _call_id: str, *, to: str) -> None:
        raise SwitchAway(to)

    monkeypatch.setattr(Simulated, "pass_out", refuse)
    with pytest.raises(Unreachable):
        working.pass_to_emergency(call_id=call.pk, service="119", note="着火", actor=agent, now=clock.now())
    call.refresh_from_db()
    assert (call.state, call.note) == (CallState.TALKING, "")
    assert not events_of(call.pk).exists()
