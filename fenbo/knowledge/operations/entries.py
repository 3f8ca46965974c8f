"""An entry's way: written, read by a second person, in force, expiring, retired."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import optional, wanted
from fenbo.cases.scope import centre_id
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.knowledge import index, scope, slugs
from fenbo.knowledge.lifecycle import EntryState, Move, VersionState
from fenbo.knowledge.models import Entry, Version
from fenbo.knowledge.turn import SecondPersonWanted, Turn, first_turn, turn
from fenbo.notices.topics import Topic

# The owner hears of an entry that ends, so long before it does.
WARNED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that a version says. `category` and `region` are codes, `policy` a key."""

    question: str
    answer: str
    category: str
    valid_from: date
    valid_to: date | None = None
    aliases: str = ""
    basis: str = ""
    policy: UUID | None = None
    clause: str = ""
    region: str | None = None

    def checked(self) -> "Wording":
        """The same, trimmed; raises InvalidInput naming the field that cannot be accepted."""
        if self.valid_to and self.valid_to < self.valid_from:
            raise InvalidInput(_("失效日期不能早于生效日期。"), field="valid_to")
        if not self.basis.strip() and not self.policy:
            raise InvalidInput(_("请写明依据，或选择依据的政策。"), field="basis")
        return Wording(
            question=wanted(self.question, field="question", most=120),
            answer=wanted(self.answer, field="answer"),
            aliases="\n".join(filter(None, map(str.strip, self.aliases.splitlines()))),
            basis=optional(self.basis, field="basis", most=300),
            clause=optional(self.clause, field="clause", most=60),
            category=self.category,
            region=self.region or None,
            policy=self.policy,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )

    @property
    def columns(self) -> dict[str, object]:
        values = asdict(self)
        return {
            **{name: values[name] for name in ("question", "answer", "aliases", "basis", "clause")},
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "category_id": self.category,
            "region_id": self.region,
            "policy_id": self.policy,
        }


def digest(version: Version) -> str:
    """SHA-256 of what the version says: with it in the journal nobody can rewrite a version unnoticed."""
    said = [version.question, version.answer, version.basis, version.clause, str(version.policy_id or "")]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def begin(*, wording: Wording, owner: int, actor: Actor, now: datetime, slug: str = "") -> Entry:
    """A new entry with its first draft, for which the unit `owner` answers. Without `slug` one is made."""
    scope.require(actor, Move.WRITE, owner)
    said = wording.checked()
    slug = slug or slugs.slug_for(said.question, Entry.objects.all())
    entry = Entry(slug=slug, owner_id=owner, created_at=now)
    with first_turn(entry, actor=actor, now=now) as mine:
        _draft(mine, None, said)
    return entry


def write(
    *, entry_id: UUID, wording: Wording, actor: Actor, now: datetime, version: int | None = None
) -> Entry:
    """Change the draft in hand, or begin the next version; what is in force stays in force."""
    said = wording.checked()
    with turn(
        scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now, version=version
    ) as mine:
        _draft(mine, in_hand(mine.row), said)
        return mine.row


def _draft(mine: Turn[Entry], draft: Version | None, said: Wording) -> None:
    if draft is None:
        last = mine.row.versions.order_by("-number").values_list("number", flat=True).first() or 0
        draft = Version(entry=mine.row, number=last + 1, state="")
    for name, value in said.columns.items():
        setattr(draft, name, value)
    draft.author_id, draft.written_at = mine.actor.staff_id, mine.now
    draft.reviewer_id, draft.reviewed_at = None, None
    mine.make_version(draft, Move.WRITE, digest=digest(draft))
    draft.save()


def in_hand(entry: Entry) -> Version | None:
    """The version that is being written or reviewed; there is at most one."""
    return entry.versions.filter(state__in=[VersionState.DRAFT, VersionState.IN_REVIEW]).first()


def _wanted(mine: Turn[Entry]) -> Version:
    found = in_hand(mine.row)
    if found is None:
        raise InvalidInput(_("没有正在编写的版本。"))
    return found


def submit(*, entry_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> Entry:
    """Hand the draft to a second person."""
    with turn(
        scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now, version=version
    ) as mine:
        draft = _wanted(mine)
        mine.make_version(draft, Move.SUBMIT)
        draft.save()
        mine.tell(Topic.TEXT_TO_REVIEW, Duty.EDIT, mine.row.owner_id, centre_id())
        mine.tell(Topic.TEXT_TO_REVIEW, Duty.REVIEW, centre_id())
        return mine.row


def send_back(
    *, entry_id: UUID, remark: str, actor: Actor, now: datetime, version: int | None = None
) -> Entry:
    """Give the draft back to its author, saying what is missing."""
    remark = wanted(remark, field="remark", most=300)
    with turn(
        scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now, version=version
    ) as mine:
        draft = _wanted(mine)
        mine.make_version(draft, Move.SEND_BACK, reason=remark)
        draft.remark = remark
        draft.save()
        return mine.row


def approve(*, entry_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> Entry:
    """Put the reviewed version in force in the place of the one before; raises SecondPersonWanted for its author."""
    with turn(
        scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now, version=version
    ) as mine:
        draft, entry = _wanted(mine), mine.row
        if draft.author_id is not None and draft.author_id == actor.staff_id:
            raise SecondPersonWanted
        if draft.valid_to and draft.valid_to < now.astimezone(SHANGHAI).date():
            raise InvalidInput(_("失效日期已经过去，请先退回修改。"))
        if entry.current:
            mine.make_version(entry.current, Move.REPLACE)
            entry.current.save(update_fields=["state"])
        mine.make_version(draft, Move.APPROVE, digest=digest(draft), second_person=actor.name)
        draft.reviewer_id, draft.reviewed_at, draft.remark = actor.staff_id, now, ""
        draft.save()
        entry.current, entry.warned_at = draft, None
        mine.make(Move.GO_LIVE, number=draft.number)
        index.put_entry(entry, draft, now)
        return entry


def retire(*, entry_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Entry:
    """Take an entry out of use; its versions stay readable for those to whom they were cited."""
    reason = wanted(reason, field="reason", most=300)
    with turn(
        scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now, version=version
    ) as mine:
        mine.make(Move.RETIRE, reason=reason)
        index.drop(mine.row.pk)
        return mine.row


def assign(*, entry_id: UUID, owner: int, actor: Actor, now: datetime) -> Entry:
    """Let another unit answer for the entry."""
    unit = Unit.objects.filter(pk=owner).first()
    if unit is None:
        raise OutOfScope
    with turn(scope.editable(actor, Entry.objects.all()), entry_id, actor=actor, now=now) as mine:
        mine.make(Move.ASSIGN, unit=str(unit))
        mine.row.owner = unit
        return mine.row


def warn_of_ends(*, now: datetime) -> int:
    """Warn the owners of entries that end within 30 days and retire those that have ended; returns how many."""
    today, system = now.astimezone(SHANGHAI).date(), Actor.system()
    ending = Version.objects.filter(state=VersionState.CURRENT, valid_to__lte=today + WARNED_BEFORE)
    ended = ending.filter(valid_to__lt=today, entry__state__in=[EntryState.LIVE, EntryState.EXPIRING])
    soon = ending.filter(valid_to__gte=today, entry__state=EntryState.LIVE)
    moved = 0
    for key in ended.values_list("entry_id", flat=True):
        retire(entry_id=key, reason=_("有效期已过"), actor=system, now=now)
        moved += 1
    for key, last in soon.values_list("entry_id", "valid_to"):
        with turn(Entry.objects.all(), key, actor=system, now=now) as mine:
            mine.make(Move.WARN, valid_to=str(last))
            mine.row.warned_at = now
            mine.tell(Topic.TEXT_EXPIRING, Duty.EDIT, mine.row.owner_id, centre_id())
            moved += 1
    return moved
