"""`fenbo replay`."""

import os
import signal
from collections.abc import Sequence
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fenbo.cases.models import Case
from fenbo.core import playing
from fenbo.core.errors import IllegalMove
from fenbo.directory.models import Staff
from fenbo.replay.acting import Stage
from fenbo.replay.running import Replay
from fenbo.replay.script.model import CaseScript
from tests.racing import holding


@pytest.fixture(autouse=True)
def _a_short_month(month: Sequence[CaseScript], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten cases: the command is the same for all of them."""

    def short(**given: object) -> Replay:
        return Replay(month[:10], (), **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Replay, "of_founding_month", short)


def call(*arguments: str) -> str:
    said = StringIO()
    call_command("replay", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.usefixtures("seeded")
def test_it_says_what_it_played_and_the_three_published_counts() -> None:
    said = call("--lanes", "1")
    assert "2020-03-10 00:00  10 / 10  100.0%" in said
    assert "2020-03-23 18:00  10 / 10  100.0%" in said
    assert "steps in" in said


@pytest.mark.usefixtures("seeded")
def test_until_is_read_as_a_time_in_china_and_later_counts_are_not_told(month: Sequence[CaseScript]) -> None:
    said = call("--lanes", "1", "--until", f"{month[4].received_at:%Y-%m-%dT%H:%M:%S}")
    assert Case.objects.count() == 5
    assert "2020-03" not in said


@pytest.mark.usefixtures("seeded")
def test_it_plays_into_a_directory_with_demo_staff_only() -> None:
    Staff.objects.filter(username="agent1").update(username="somebody")
    Staff.objects.filter(username="dispatcher1").update(username="somebody_else")
    with pytest.raises(CommandError, match="seed --demo"):
        call("--lanes", "1")


@pytest.mark.usefixtures("seeded")
def test_an_interrupt_says_that_it_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Replay, "play_lane", interrupted)
    with pytest.raises(CommandError, match="goes on where it stopped") as stopped:
        call("--lanes", "1")
    assert stopped.value.returncode == 130


@pytest.mark.usefixtures("seeded")
def test_a_stop_of_the_service_is_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Replay, "play_lane", lambda *_given: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(CommandError, match="goes on where it stopped"):
        call("--lanes", "1")
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("seeded")
def test_two_lanes_play_the_same_month(month: Sequence[CaseScript]) -> None:
    said = call("--lanes", "2")
    assert "10 / 10" in said
    assert Case.objects.count() == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("seeded")
def test_a_fault_in_one_lane_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(Stage, "play", fail)
    with pytest.raises(ValueError, match="broken"):
        call("--lanes", "2")


@pytest.mark.usefixtures("seeded")
def test_what_was_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise IllegalMove

    monkeypatch.setattr(Stage, "play", refuse)
    told = StringIO()
    call_command("replay", "--lanes", "1", stdout=StringIO(), stderr=told)
    assert told.getvalue().count("left as it is: case") == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("seeded")
def test_two_replays_do_not_play_at_once() -> None:
    with holding(playing.LOCK), pytest.raises(CommandError, match="Another replay"):
        call("--lanes", "1")
    assert not Case.objects.exists()
