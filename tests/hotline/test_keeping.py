"""Blocked numbers end and have reasons; recordings are heard for a reason, and every listening is in the journal."""

import wave
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.models import Staff
from fenbo.files import storage
from fenbo.files.models import Attachment
from fenbo.hotline.models import Block, Call, Happened, Recording, Sample, SampleState
from fenbo.hotline.operations import blocking, recordings, seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.noting import note
from fenbo.hotline.queries import arrangement, blocks
from fenbo.hotline.scope import visible_calls
from fenbo.hotline.switch.interface import Happening
from fenbo.journal.queries import Event
from fenbo.journal.verification import verify

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)
PHONE = "13897210001"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _laid(seeded: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    lay_defaults()


def actor(username: str) -> Actor:
    return of_staff(Staff.objects.get(username=username), NOON)


@pytest.fixture
def recorded(tmp_path: Path) -> Call:
    """A call of agent1's, with two seconds of sound."""
    seats.log_in(seat="8001", actor=actor("agent1"), now=NOON)
    sound = tmp_path / "a.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x10" * 16_000)
    for second, happened in enumerate(
        (Happened.QUEUED, Happened.ANSWERED, Happened.ENDED, Happened.RECORDED)
    ):
        at = NOON + timedelta(seconds=second)
        told = Happening(call_id="a.1", happened=happened, at=at, seat="8001", recording=sound)
        note(told, switch="test")
    return Call.objects.get()


def block(by: str = "supervisor1", **changes: object) -> Block:
    values: dict[str, object] = {
        "phone": PHONE,
        "reason": "反复拨打，不说话",
        "ends_at": NOON + DAY,
        "now": NOON,
        **changes,
    }
    return blocking.block(actor=actor(by), **values)  # type: ignore[arg-type]


def test_a_blocked_number_is_told_to_the_switch_until_its_end() -> None:
    block()
    assert arrangement(NOON).barred == {PHONE}
    assert arrangement(NOON + DAY).barred == frozenset()
    assert PHONE not in repr(arrangement(NOON))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"ends_at": NOON}, "ends_at"),
        ({"ends_at": NOON + 31 * DAY}, "ends_at"),
        ({"phone": ""}, "phone"),
        ({"phone": "1' OR 1=1"}, "phone"),
    ],
)
def test_no_block_without_reason_end_and_number(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        block(**changes)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_number_is_blocked_once_and_again_after_its_end() -> None:
    block()
    with pytest.raises(InvalidInput):
        block()
    assert block(now=NOON + DAY, ends_at=NOON + 2 * DAY)


def test_agents_do_not_block_and_do_not_see_who_is() -> None:
    with pytest.raises(MissingDuty):
        block(by="agent1")
    assert not blocks(actor("agent1"), NOON).exists()


def test_lifting_a_block_takes_a_reason_and_both_are_in_the_journal() -> None:
    row = block()
    blocking.lift(block_id=row.pk, reason="本人来访说明", actor=actor("leader1"), now=NOON)
    assert arrangement(NOON).barred == frozenset()
    moves = list(Event.objects.filter(stream=row.pk).order_by("seq").values_list("move", flat=True))
    assert moves == ["number_blocked", "number_unblocked"]
    with pytest.raises(IllegalMove):
        blocking.lift(block_id=row.pk, reason="再来一次", actor=actor("leader1"), now=NOON)


def test_the_blocked_number_is_unreadable_in_the_database_and_in_the_journal() -> None:
    row = block()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM hotline_block")
        assert PHONE.encode() not in bytes(cursor.fetchone()[0])
    assert PHONE not in str(Event.objects.get(stream=row.pk).facts)


def test_every_listening_is_in_the_journal(recorded: Call) -> None:
    for reason in ("质检抽查", "复核诉求内容"):
        heard = recordings.listen(call_id=recorded.pk, reason=reason, actor=actor("supervisor1"), now=NOON)
        assert heard.mime == "audio/wav"
    told = Event.objects.filter(stream=recorded.pk).order_by("seq")
    assert [(event.move, event.facts["reason"]) for event in told] == [
        ("recording_listened", "质检抽查"),
        ("recording_listened", "复核诉求内容"),
    ]
    assert verify().first_bad is None


def test_an_agent_hears_only_what_they_said_themselves(recorded: Call) -> None:
    assert list(visible_calls(actor("agent1"))) == [recorded]
    assert recordings.listen(call_id=recorded.pk, reason="核对号码", actor=actor("agent1"), now=NOON)
    for stranger in ("dispatcher1", "justice1", "support_trade"):
        with pytest.raises(OutOfScope):
            recordings.listen(call_id=recorded.pk, reason="好奇", actor=actor(stranger), now=NOON)


def test_without_a_reason_nobody_listens(recorded: Call) -> None:
    with pytest.raises(InvalidInput):
        recordings.listen(call_id=recorded.pk, reason=" ", actor=actor("leader1"), now=NOON)
    assert not Event.objects.filter(stream=recorded.pk).exists()


def test_a_recording_is_removed_when_its_time_is_over(recorded: Call, settings: Settings) -> None:
    recording = Recording.objects.get()
    kept = storage.place(recording.attachment.stored_name)
    assert recording.seconds == 2
    assert kept.exists()
    over = after(recording)
    assert recordings.remove_old(now=over - DAY) == 0
    assert recordings.remove_old(now=over) == 1
    assert not kept.exists()
    assert not Attachment.objects.filter(owner=recorded.pk).exists()
    assert Call.objects.filter(pk=recorded.pk).exists()
    event = Event.objects.get(stream=recorded.pk)
    assert (event.move, event.facts) == (
        "recording_removed",
        {"kept_until": recording.keep_until.isoformat()},
    )
    assert verify().first_bad is None


def after(recording: Recording) -> datetime:
    """The day after its last, in China."""
    return datetime.combine(recording.keep_until, time(12), tzinfo=SHANGHAI) + DAY


def test_what_is_held_is_kept_until_it_is_let_go(recorded: Call) -> None:
    over = after(Recording.objects.get())
    recordings.hold(call_id=recorded.pk, reason="涉及复议", actor=actor("leader1"), now=NOON)
    assert recordings.remove_old(now=over) == 0
    with pytest.raises(IllegalMove):
        recordings.hold(call_id=recorded.pk, reason="再来", actor=actor("leader1"), now=NOON)
    recordings.let_go(call_id=recorded.pk, reason="复议已结束", actor=actor("supervisor1"), now=NOON)
    assert recordings.remove_old(now=over) == 1
    moves = list(Event.objects.filter(stream=recorded.pk).order_by("seq").values_list("move", flat=True))
    assert moves == ["recording_held", "recording_let_go", "recording_removed"]


def test_what_is_appealed_is_kept(recorded: Call) -> None:
    over = after(Recording.objects.get())
    sample = Sample.objects.create(
        call=recorded,
        staff=Staff.objects.get(username="agent1"),
        first_day=NOON.date(),
        last_day=NOON.date(),
        drawn_at=NOON,
        state=SampleState.APPEALED,
        points=1,
        out_of=2,
        scored_by=Staff.objects.get(username="leader1"),
    )
    assert recordings.remove_old(now=over) == 0
    Sample.objects.filter(pk=sample.pk).update(state=SampleState.UPHELD)
    assert recordings.remove_old(now=over) == 1


@pytest.mark.parametrize("who", ["agent1", "dispatcher1", "justice1"])
@pytest.mark.parametrize("operation", [recordings.hold, recordings.let_go])
def test_only_those_who_lead_keep_beyond_the_time(
    recorded: Call, who: str, operation: Callable[..., object]
) -> None:
    with pytest.raises(MissingDuty):
        operation(call_id=recorded.pk, reason="好奇", actor=actor(who), now=NOON)


def test_ones_own_voice_needs_no_reason_and_is_in_the_journal_all_the_same(recorded: Call) -> None:
    recordings.listen(call_id=recorded.pk, reason="", actor=actor("agent1"), now=NOON)
    assert Event.objects.get(stream=recorded.pk).move == "recording_listened"


def test_what_is_no_sound_is_not_kept(recorded: Call, tmp_path: Path) -> None:
    Recording.objects.all().delete()
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    assert recordings.keep(recorded, broken, now=NOON) is None
