"""Writing a policy down, with its original, its picture, its questions and its checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import MAX_TEXT, optional, wanted
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.files import operations as files
from fenbo.files.queries import attachments_of
from fenbo.knowledge import documents, index, scope, slugs
from fenbo.knowledge.lifecycle import Move, PaperState
from fenbo.knowledge.models import Condition, Extraction, Policy, PolicyQuestion
from fenbo.knowledge.turn import Turn, first_turn, turn

ORIGINAL, PICTURE = "original", "picture"
# The longest laws have some hundred thousand characters.
LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is written down about a policy. `questions` are pairs; `conditions` are
    (question, wanted answer, what to say otherwise)."""

    title: str
    issuer: str
    summary: str
    category: str
    number: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    supersedes: UUID | None = None
    text: str = ""
    source_url: str = ""
    picture_text: str = ""
    region: str | None = None
    industries: Sequence[str] = ()
    sizes: Sequence[str] = ()
    questions: Sequence[tuple[str, str]] = ()
    conditions: Sequence[tuple[str, bool, str]] = ()

    def columns(self) -> dict[str, object]:
        """What the row holds; raises InvalidInput naming the field that cannot be accepted."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise InvalidInput(_("有效期不能早于施行日期。"), field="valid_to")
        return {
            "title": wanted(self.title, field="title", most=200),
            "issuer": wanted(self.issuer, field="issuer", most=200),
            "summary": wanted(self.summary, field="summary", most=MAX_TEXT),
            "number": optional(self.number, field="number", most=60),
            "issued_on": self.issued_on,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "supersedes_id": self.supersedes,
            "text": optional(self.text, field="text", most=LONGEST),
            "source_url": optional(self.source_url, field="source_url", most=300),
            "picture_text": optional(self.picture_text, field="picture_text", most=MAX_TEXT),
            "category_id": self.category,
            "region_id": self.region or None,
            "industries": sorted(self.industries),
            "sizes": sorted(self.sizes),
        }


def begin(*, document: Document, owner: int, actor: Actor, now: datetime, slug: str = "") -> Policy:
    """A new policy, as a draft, for which the unit `owner` answers. Without `slug` one is made."""
    scope.require(actor, Move.WRITE, owner)
    columns = document.columns()
    slug = slug or slugs.slug_for(document.title, Policy.objects.all())
    policy = Policy(slug=slug, owner_id=owner, updated_at=now, **columns)
    with first_turn(policy, actor=actor, now=now) as mine:
        _fill(mine, document, columns)
    return policy


def write(
    *, policy_id: UUID, document: Document, actor: Actor, now: datetime, version: int | None = None
) -> Policy:
    """Change a policy. One that was published goes back to draft and has to be reviewed again."""
    columns = document.columns()
    if document.supersedes == policy_id:
        raise InvalidInput(_("一项政策不能替代自己。"), field="supersedes")
    mine_to_edit = scope.editable(actor, Policy.objects.all())
    with turn(mine_to_edit, policy_id, actor=actor, now=now, version=version) as mine:
        _fill(mine, document, columns)
        index.drop(policy_id)
        return mine.row


def _fill(mine: Turn[Policy], document: Document, columns: dict[str, object]) -> None:
    policy = mine.row
    for name, value in columns.items():
        setattr(policy, name, value)
    policy.author_id, policy.reviewer_id, policy.updated_at = mine.actor.staff_id, None, mine.now
    mine.make(Move.WRITE)
    policy.questions.all().delete()
    policy.conditions.all().delete()
    PolicyQuestion.objects.bulk_create(
        PolicyQuestion(policy=policy, place=place, question=question, answer=answer)
        for place, (question, answer) in enumerate(document.questions)
    )
    Condition.objects.bulk_create(
        Condition(policy=policy, place=place, question=question, wanted=answer, otherwise=otherwise)
        for place, (question, answer, otherwise) in enumerate(document.conditions)
    )


def attach_original(*, policy_id: UUID, upload: File[bytes], actor: Actor, now: datetime) -> Policy:
    """Keep the original document and have its text extracted by a worker. InvalidInput for what is no document."""
    prepared = documents.prepare(upload)
    with turn(scope.editable(actor, Policy.objects.all()), policy_id, actor=actor, now=now) as mine:
        _still_draft(mine)
        mine.make(Move.WRITE)
        files.attach(owner=policy_id, upload=prepared, actor_name=actor.name, now=now, label=ORIGINAL)
        mine.row.extraction = Extraction.WAITING
        from fenbo.knowledge.jobs import extract

        extract.defer(policy_id=str(policy_id))
        return mine.row


def attach_picture(
    *, policy_id: UUID, upload: File[bytes], picture_text: str, actor: Actor, now: datetime
) -> Policy:
    """Keep a picture that explains the policy (一图读懂), which must also be said in words."""
    picture_text = wanted(picture_text, field="picture_text", most=MAX_TEXT)
    with turn(scope.editable(actor, Policy.objects.all()), policy_id, actor=actor, now=now) as mine:
        _still_draft(mine)
        mine.make(Move.WRITE)
        kept = files.attach(owner=policy_id, upload=upload, actor_name=actor.name, now=now, label=PICTURE)
        if not kept.is_image:
            raise InvalidInput(_("请上传图片（JPG、PNG、WebP）。"), field="picture")
        mine.row.picture_text = picture_text
        return mine.row


def _still_draft(mine: Turn[Policy]) -> None:
    if mine.row.state != PaperState.DRAFT:
        raise InvalidInput(_("已经送审或发布的政策不能换附件，请先退回修改。"))


def extracted(*, policy_id: UUID) -> Extraction:
    """Read the newest original's text into a policy that has none typed in. Done by a worker, outside any lock."""
    original = attachments_of(policy_id).filter(label=ORIGINAL).last()
    if original is None:
        return Extraction.NONE
    text = documents.text_of(original)
    policy = Policy.objects.filter(pk=policy_id, extraction=Extraction.WAITING)
    if text is None:
        policy.update(extraction=Extraction.FAILED)
        return Extraction.FAILED
    policy.filter(text="").update(text=text[:LONGEST])
    policy.update(extraction=Extraction.DONE)
    return Extraction.DONE
