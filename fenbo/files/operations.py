"""Taking files in."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput
from fenbo.core.ids import new_id
from fenbo.files import documents, kinds, names, pictures, storage
from fenbo.files.kinds import FIELD
from fenbo.files.models import Attachment

# A file without a row may be one whose row is just being written.
ORPHANED_AFTER = timedelta(days=1)
SWEPT_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that passed every check, as it will be kept."""

    name: str
    kind: kinds.FileKind
    content: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def prepare(upload: File[bytes]) -> Prepared:
    """Check and clean one upload; InvalidInput says in plain words what is wrong with it. Nothing is written."""
    name = names.shown(upload.name or "")
    content = read_bounded(upload, name)
    kind = kinds.sniff(content, name)
    if kind.family == "image":
        content = pictures.redrawn(content, kind, name)
    elif kind.family == "document":
        content = documents.stripped(content, name)
    return Prepared(names.with_extension(name, kind.extension), kind, content)


def read_bounded(upload: File[bytes], name: str) -> bytes:
    """All bytes of an upload; InvalidInput when there are none or more than one attachment may have."""
    most = settings.MAX_ATTACHMENT_BYTES
    upload.seek(0)
    content = bytes(upload.read(most + 1))
    if len(content) > most:
        message = _("“%(name)s”太大：每个文件最多 %(most)s MB。")
        raise InvalidInput(message % {"name": name, "most": most // 1024 // 1024}, field=FIELD)
    if not content:
        raise InvalidInput(_("“%(name)s”是空文件，请重新选择。") % {"name": name}, field=FIELD)
    return content


def prepare_all(uploads: Iterable[File[bytes]]) -> list[Prepared]:
    """All uploads of one form, or InvalidInput for the first that does not pass or for one too many."""
    chosen = list(uploads)
    check_count(len(chosen))
    return [prepare(upload) for upload in chosen]


def check_count(count: int) -> None:
    if count > settings.MAX_ATTACHMENTS:
        message = _("附件最多 %(most)s 个。")
        raise InvalidInput(message % {"most": settings.MAX_ATTACHMENTS}, field=FIELD)


def attach(
    *, owner: UUID, upload: File[bytes] | Prepared, actor_name: str, now: datetime, label: str = ""
) -> Attachment:
    """Keep a file with its owner; the same content again is the same attachment. InvalidInput as for `prepare`.

    The caller has made sure that the actor may attach to the owner.
    """
    ready = upload if isinstance(upload, Prepared) else prepare(upload)
    with transaction.atomic():
        # Two uploads for one owner take turns, so that together they cannot pass the limit.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files {owner} {label}"]
            )
        beside = Attachment.objects.filter(owner=owner, label=label)
        if known := beside.filter(sha256=ready.sha256).first():
            return known
        check_count(beside.count() + 1)
        return _keep(ready, owner, label, actor_name, now)


def _keep(ready: Prepared, owner: UUID, label: str, actor_name: str, now: datetime) -> Attachment:
    """The bytes first, then the row: a row never points to nothing."""
    key = new_id()
    stored_name = storage.stored_name(key, ready.kind.extension)
    storage.write(stored_name, ready.content)
    return Attachment.objects.create(
        id=key,
        owner=owner,
        label=label,
        name=ready.name,
        mime=ready.kind.mime,
        size=len(ready.content),
        sha256=ready.sha256,
        stored_name=stored_name,
        uploaded_at=now,
        uploaded_by=actor_name[:100],
    )


def hand_over(*, old: UUID, new: UUID) -> int:
    """What belonged to one owner, before there was another, belongs to the other; returns how many."""
    return Attachment.objects.filter(owner=old).update(owner=new)


def drop(*, owner: UUID) -> None:
    """Forget what an owner has that came to nothing. The bytes go with the next sweep, so that a rollback finds them."""
    Attachment.objects.filter(owner=owner).delete()


def sweep(*, now: datetime) -> int:
    """Remove files that no row knows, left by transactions that failed; returns how many."""
    removed, old = 0, storage.older_than(now - ORPHANED_AFTER)
    while some := list(islice(old, SWEPT_AT_ONCE)):
        known = set(Attachment.objects.filter(stored_name__in=some).values_list("stored_name", flat=True))
        for name in sorted(set(some) - known):
            storage.remove(name)
            removed += 1
    return removed
