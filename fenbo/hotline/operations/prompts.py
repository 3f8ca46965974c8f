"""What callers hear: a text that a machine reads, or somebody's recording in its place."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import clean, optional, wanted
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.files import operations as files
from fenbo.files import storage
from fenbo.files.kinds import KINDS
from fenbo.files.models import Attachment
from fenbo.files.operations import Prepared
from fenbo.hotline import scope, sounds
from fenbo.hotline.models import Prompt, Said, Speech
from fenbo.journal import waking

FIELD = "sound"
NUMBER = "{n}"


@transaction.atomic
def write(*, said: str, speech: str, text: str, actor: Actor) -> Prompt:
    """What is read aloud. Chinese always has words; how many are ahead needs the place of the number."""
    prompt = _locked(said, speech, actor)
    text = clean((wanted if speech == Speech.CHINESE else optional)(text, field="text", most=500))
    if said == Said.AHEAD and text and NUMBER not in text:
        raise InvalidInput(_("请用 {n} 表示人数，例如“您前面还有{n}位”。"), field="text")
    prompt.text = text
    prompt.save()
    transaction.on_commit(waking.ring, robust=True)
    return prompt


@transaction.atomic
def record(*, said: str, speech: str, sound: File[bytes], actor: Actor, now: datetime) -> Prompt:
    """Play this recording in the place of the machine's voice; kept as the telephone plays it."""
    prompt = _locked(said, speech, actor)
    if said == Said.AHEAD:
        raise InvalidInput(_("人数由机器朗读，不能换成录音。"), field=FIELD)
    content = sounds.fitted(files.read_bounded(sound, sound.name or ""), field=FIELD)
    before = prompt.recording
    ready = Prepared(f"{said}-{speech}.wav", KINDS["audio/x-wav"], content)
    kept = files.attach(
        owner=_owner(said, speech), upload=ready, actor_name=actor.name, now=now, label="prompt"
    )
    prompt.recording = kept.pk
    prompt.save()
    if before and before != kept.pk:
        _remove(before)
    return prompt


@transaction.atomic
def unrecord(*, said: str, speech: str, actor: Actor) -> Prompt:
    """The machine's voice again; in Tibetan, which no machine here speaks, nothing."""
    prompt = _locked(said, speech, actor)
    if prompt.recording:
        before, prompt.recording = prompt.recording, None
        prompt.save()
        _remove(before)
    return prompt


def _locked(said: str, speech: str, actor: Actor) -> Prompt:
    scope.require_leader(actor)
    if said not in Said.values or speech not in Speech.values:
        raise OutOfScope
    Prompt.objects.get_or_create(said=said, speech=speech)
    return Prompt.objects.select_for_update(no_key=True).get(said=said, speech=speech)


def _owner(said: str, speech: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"fenbo:prompt:{said}:{speech}")


def _remove(key: UUID) -> None:
    """The row now, the bytes once that is certain."""
    old = Attachment.objects.filter(pk=key).first()
    if old is not None:
        old.delete()
        transaction.on_commit(lambda: storage.remove(old.stored_name), robust=True)
