"""Keeping what was spoken, hearing it for a reason, and removing it when its time is over."""

import wave
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import optional, wanted
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.files import operations as files
from fenbo.files import storage
from fenbo.files.kinds import KINDS
from fenbo.files.models import Attachment
from fenbo.files.operations import Prepared
from fenbo.hotline import scope
from fenbo.hotline.models import Call, Recording, Sample, SampleState
from fenbo.journal import operations as journal

LISTENED, REMOVED = "recording_listened", "recording_removed"
HELD, LET_GO = "recording_held", "recording_let_go"
WAV = KINDS["audio/x-wav"]


def keep(call: Call, file: Path, *, now: datetime) -> Recording | None:
    """Take a platform's recording in; the same again is the one that is there. None where nothing was spoken."""
    known = Recording.objects.filter(call=call).first()
    if known is not None or not file.exists():
        return known
    seconds = _seconds(file)
    if not seconds:
        return None
    content = Prepared(f"{call.began_at.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.wav", WAV, file.read_bytes())
    kept = files.attach(owner=call.pk, upload=content, actor_name=_("热线"), now=now, label="recording")
    until = now.astimezone(SHANGHAI).date() + timedelta(days=settings.RECORDING_DAYS)
    return Recording.objects.create(
        call=call, attachment=kept, seconds=seconds, made_at=now, keep_until=until
    )


def _seconds(file: Path) -> int:
    """Whole seconds, at least one for anything that was spoken at all; 0 for what is no sound."""
    try:
        with wave.open(str(file)) as sound:
            frames, rate = sound.getnframes(), sound.getframerate()
    except (wave.Error, EOFError):
        return 0
    return max(1, frames // rate) if frames else 0


@transaction.atomic
def listen(*, call_id: UUID, reason: str, actor: Actor, now: datetime) -> Attachment:
    """Hand the recording out. That it was heard, by whom and why, stays in the journal.

    Whoever spoke in it needs no reason.
    """
    call = scope.lock_call(call_id, actor=actor)
    is_own = call.staff_id is not None and call.staff_id == actor.staff_id
    reason = (optional if is_own else wanted)(reason, field="reason", most=200)
    recording = _of(call)
    _tell(call, LISTENED, actor, now, reason=reason)
    return recording.attachment


@transaction.atomic
def hold(*, call_id: UUID, reason: str, actor: Actor, now: datetime) -> Recording:
    """Keep the recording beyond its time, until it is let go."""
    scope.require_leader(actor)
    reason = wanted(reason, field="reason", most=200)
    call = scope.lock_call(call_id, actor=actor)
    recording = _of(call)
    if recording.held_for:
        raise IllegalMove(_("这段录音已经留存。"))
    recording.held_for = reason
    recording.save(update_fields=["held_for"])
    _tell(call, HELD, actor, now, reason=reason)
    return recording


@transaction.atomic
def let_go(*, call_id: UUID, reason: str, actor: Actor, now: datetime) -> Recording:
    """It is kept no longer than others."""
    scope.require_leader(actor)
    reason = wanted(reason, field="reason", most=200)
    call = scope.lock_call(call_id, actor=actor)
    recording = _of(call)
    if not recording.held_for:
        raise IllegalMove(_("这段录音没有留存。"))
    recording.held_for = ""
    recording.save(update_fields=["held_for"])
    _tell(call, LET_GO, actor, now, reason=reason)
    return recording


def _of(call: Call) -> Recording:
    recording = Recording.objects.select_related("attachment").filter(call=call).first()
    if recording is None:
        raise OutOfScope
    return recording


def _tell(call: Call, move: str, actor: Actor, now: datetime, **facts: object) -> None:
    journal.append([compose(call, move, actor=actor, at=now, facts=facts)], now=now)
    call.save(update_fields=["version", "chain"])


def remove_old(*, now: datetime) -> int:
    """Remove every recording whose time is over, unless it is held or its score is appealed; returns how many.

    That it was removed, and how long it had been to be kept, stays in the journal.
    """
    over = Recording.objects.filter(keep_until__lt=now.astimezone(SHANGHAI).date(), held_for="")
    due = over.exclude(call__sample__state=SampleState.APPEALED).order_by("keep_until", "pk")
    return sum(_remove(key, now) for key in due.values_list("pk", flat=True))


def _remove(key: int, now: datetime) -> bool:
    with transaction.atomic():
        # Nobody can hold it or appeal while it goes: all of them lock the call, or the sample that it belongs to.
        recording = Recording.objects.select_related("attachment").filter(pk=key).first()
        if recording is None:
            return False
        call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=recording.call_id)
        sample = Sample.objects.select_for_update(no_key=True).filter(call=call).first()
        recording.refresh_from_db(fields=["held_for"])
        if recording.held_for or (sample and sample.state == SampleState.APPEALED):
            return False
        _tell(call, REMOVED, Actor.system(), now, kept_until=recording.keep_until.isoformat())
        name = recording.attachment.stored_name
        recording.delete()
        recording.attachment.delete()
    # Bytes without a row are swept up in any case; a row without bytes would be a broken promise.
    storage.remove(name)
    return True
