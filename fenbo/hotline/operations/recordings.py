"""Keeping what was spoken, hearing it for a reason, and removing it when its time is over."""

import wave
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import wanted
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.files import operations as files
from fenbo.files import storage
from fenbo.files.kinds import KINDS
from fenbo.files.models import Attachment
from fenbo.files.operations import Prepared
from fenbo.hotline import scope
from fenbo.hotline.models import Call, Recording
from fenbo.journal import operations as journal

LISTENED = "recording_listened"
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
    """Hand the recording out. That it was heard, by whom and why, stays in the journal."""
    reason = wanted(reason, field="reason", most=200)
    call = scope.lock_call(call_id, actor=actor)
    recording = Recording.objects.select_related("attachment").filter(call=call).first()
    if recording is None:
        raise OutOfScope
    journal.append([compose(call, LISTENED, actor=actor, at=now, facts={"reason": reason})], now=now)
    call.save(update_fields=["version", "chain"])
    return recording.attachment


def remove_old(today: date) -> int:
    """Remove every recording whose time is over; returns how many."""
    removed = 0
    for recording in Recording.objects.filter(keep_until__lt=today).select_related("attachment"):
        name = recording.attachment.stored_name
        with transaction.atomic():
            recording.delete()
            recording.attachment.delete()
        # Bytes without a row are swept up in any case; a row without bytes would be a broken promise.
        storage.remove(name)
        removed += 1
    return removed
