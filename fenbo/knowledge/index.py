"""What can be found: kept in step with entries and papers, in the transaction that changes them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Func, Value

from fenbo.knowledge.models import Collection, Entry, Item, ItemKind, Policy, Version
from fenbo.knowledge.search import engine, terms

SHOWN = 2_000


def words(weighted: Mapping[str, str]) -> Func:
    """The tsvector of texts by weight: A counts most, D least."""
    parts = [
        Func(
            Func(Value("simple"), Value(" ".join(terms.cut(text))), function="to_tsvector"),
            Value(weight),
            function="setweight",
        )
        for weight, text in weighted.items()
    ]
    return Func(*parts, template="%(expressions)s", arg_joiner=" || ")


def put_entry(entry: Entry, version: Version, now: datetime) -> None:
    _put(
        entry.pk,
        {"A": version.question, "B": version.aliases, "C": version.answer, "D": version.basis},
        kind=ItemKind.ENTRY,
        slug=entry.slug,
        title=version.question,
        body=version.answer[:SHOWN],
        note=version.basis,
        category_id=version.category_id,
        region_id=version.region_id,
        updated_at=now,
    )


def put_policy(policy: Policy, now: datetime) -> None:
    asked = "\n".join(policy.questions.order_by("place").values_list("question", flat=True))
    weighted = {
        "A": policy.title,
        "B": f"{policy.number} {policy.issuer} {asked}",
        "C": f"{policy.summary} {policy.picture_text}",
        "D": policy.text,
    }
    _put(
        policy.pk,
        weighted,
        kind=ItemKind.POLICY,
        slug=policy.slug,
        title=policy.title,
        body=policy.summary[:SHOWN],
        note=" ".join(filter(None, [policy.issuer, policy.number]))[:300],
        category_id=policy.category_id,
        region_id=policy.region_id,
        updated_at=now,
    )


def put_collection(collection: Collection, now: datetime) -> None:
    headings = "\n".join(collection.sources.order_by("place").values_list("heading", flat=True))
    _put(
        collection.pk,
        {"A": collection.title, "B": headings, "C": collection.introduction},
        kind=ItemKind.COLLECTION,
        slug=collection.slug,
        title=collection.title,
        body=collection.introduction[:SHOWN],
        category_id=collection.category_id,
        updated_at=now,
    )


def _put(key: UUID, weighted: Mapping[str, str], **columns: object) -> None:
    Item.objects.update_or_create(id=key, defaults={**columns, "words": words(weighted)})
    _changed()


def drop(key: UUID) -> None:
    Item.objects.filter(pk=key).delete()
    _changed()


def _changed() -> None:
    terms.vocabulary.forget()
    engine.having_any.forget()
