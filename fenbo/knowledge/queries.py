"""Reading entries, policies and collected answers: by everybody, and at the editors' desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from fenbo.core.counting import count_each
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.queries import region_chain
from fenbo.knowledge import scope
from fenbo.knowledge.applying import Demand
from fenbo.knowledge.lifecycle import PUBLIC, EntryState, PaperState, VersionState
from fenbo.knowledge.models import (
    Collection,
    Condition,
    Correction,
    CorrectionState,
    Entry,
    Flag,
    ItemKind,
    Miss,
    Policy,
    PolicyQuestion,
    Source,
    Version,
    Visitors,
)
from fenbo.publication import queries as publication
from fenbo.publication.models import Publication

COUNTED = 100
# A search is worth an editor's look from the second time on; once alone it may be anything, and anybody's.
REPEATED = 2


def public_entries() -> QuerySet[Entry]:
    return Entry.objects.filter(state__in=PUBLIC).order_by()


def public_entry(slug: str) -> Entry:
    """A readable entry with the version in force; raises OutOfScope."""
    rows = public_entries().select_related("owner", "current__category", "current__region", "current__policy")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise OutOfScope
    return found


def entry_in_force(key: UUID) -> Entry | None:
    """A readable entry by its key, with the version in force; None once it was retired."""
    return public_entries().select_related("current__policy").filter(pk=key).first()


def is_readable(entry: Entry) -> bool:
    """Whether it is in use; of a retired one only the versions can be read that were cited."""
    return entry.state in PUBLIC


def public_version(slug: str, number: int) -> Version:
    """A version that was or is in force: those who got it cited can read it, also when its entry is retired."""
    rows = Version.objects.filter(state__in=[VersionState.CURRENT, VersionState.SUPERSEDED])
    found = (
        rows.select_related("entry__owner", "policy", "region")
        .filter(entry__slug=slug, number=number)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def neighbours(entry: Entry, most: int = 5) -> list[Entry]:
    """Others of the same category, the newest first."""
    assert entry.current is not None  # the database keeps every readable entry so
    same = public_entries().filter(current__category=entry.current.category_id).exclude(pk=entry.pk)
    return list(same.select_related("current").order_by("-current__reviewed_at", "pk")[:most])


def public_policies(
    *, region: str = "", category: str = "", industry: str = "", size: str = ""
) -> QuerySet[Policy]:
    """The published policies that may apply to such a firm; to be ordered by `updated_at` or `issued_on`."""
    rows = Policy.objects.filter(state=PaperState.LIVE).select_related("category", "region").order_by()
    if region:
        rows = rows.filter(Q(region=None) | Q(region__in=region_chain(region)))
    if category:
        rows = rows.filter(category__code__startswith=category)
    if industry:
        rows = rows.filter(Q(industries=[]) | Q(industries__contains=[industry]))
    if size:
        rows = rows.filter(Q(sizes=[]) | Q(sizes__contains=[size]))
    return rows.defer("text")


def public_policy(slug: str) -> Policy:
    """One policy in full; raises OutOfScope. The number of queries never changes."""
    rows = Policy.objects.filter(state=PaperState.LIVE).select_related(
        "category", "region", "supersedes", "owner"
    )
    found = _in_full(rows).filter(slug=slug).first()
    if found is None:
        raise OutOfScope
    return found


def _in_full(rows: QuerySet[Policy]) -> QuerySet[Policy]:
    live = Policy.objects.filter(state=PaperState.LIVE).only("slug", "title", "supersedes_id")
    return rows.prefetch_related(
        Prefetch("questions", PolicyQuestion.objects.order_by("place")),
        Prefetch("conditions", Condition.objects.order_by("place")),
        Prefetch("superseded_by", live.order_by("pk")),
    )


def demands_of(policy: Policy) -> list[Demand]:
    """The checklist as `applying.judge` takes it."""
    return [
        Demand(f"c{row.place}", row.question, row.wanted, row.otherwise) for row in policy.conditions.all()
    ]


def has_ended(policy: Policy, on: date) -> bool:
    return policy.valid_to is not None and policy.valid_to < on


def is_in_force(policy: Policy, on: date) -> bool:
    """Begun, not ended, and not replaced by another that everybody can read; `policy` as `public_policy` loads it."""
    begun = policy.valid_from is None or policy.valid_from <= on
    return begun and not has_ended(policy, on) and not policy.superseded_by.all()


def is_public(policy: Policy) -> bool:
    """Whether everybody can read it now."""
    return policy.state == PaperState.LIVE


@dataclass(frozen=True, slots=True)
class Told:
    """A source of collected answers: `publication` is None where the public may not read it any more."""

    source: Source
    publication: Publication | None


def public_collections() -> QuerySet[Collection]:
    return Collection.objects.filter(state=PaperState.LIVE).select_related("category").order_by()


def public_collection(slug: str) -> tuple[Collection, list[Told]]:
    """A page with its sources as they read now; raises OutOfScope. Three queries."""
    found = public_collections().select_related("owner").filter(slug=slug).first()
    if found is None:
        raise OutOfScope
    return found, told(found)


def told(page: Collection) -> list[Told]:
    sources = list(page.sources.order_by("place"))
    keys = [source.case_id for source in sources]
    rows = (
        publication.public().filter(pk__in=keys).select_related("unit", "region", "category").defer("words")
    )
    texts = {row.pk: row for row in rows}
    return [Told(source, texts.get(source.case_id)) for source in sources]


@dataclass(frozen=True, slots=True)
class Text:
    """An entry or paper by name."""

    kind: ItemKind
    title: str


def texts_among(actor: Actor, keys: set[UUID]) -> dict[UUID, Text]:
    """Those of the keys that are entries or papers on this actor's desk; three queries."""
    versions = Version.objects.order_by("number").values_list("entry_id", "question")
    mine = scope.editable(actor, Entry.objects.filter(pk__in=keys))
    found = {key: Text(ItemKind.ENTRY, title) for key, title in versions.filter(entry__in=mine)}
    policies = scope.editable(actor, Policy.objects.filter(pk__in=keys)).values_list("pk", "title")
    pages = scope.editable(actor, Collection.objects.filter(pk__in=keys)).values_list("pk", "title")
    found |= {key: Text(ItemKind.POLICY, title) for key, title in policies}
    return found | {key: Text(ItemKind.COLLECTION, title) for key, title in pages}


# The editors' desk.


def desk_entries(actor: Actor, *, state: str = "") -> QuerySet[Entry]:
    """The entries on this desk; `state` is an entry's or, for what is being written, a version's."""
    rows = scope.editable(actor, Entry.objects.order_by())
    if state in VersionState.values:
        rows = rows.filter(versions__state=state)
    elif state:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=EntryState.RETIRED)
    hand = Version.objects.filter(state__in=[VersionState.DRAFT, VersionState.IN_REVIEW])
    return rows.select_related("owner", "current__category").prefetch_related(
        Prefetch("versions", hand.order_by("-number"), to_attr="in_hand")
    )


def desk_entry(actor: Actor, entry_id: UUID) -> Entry:
    """One entry with all versions, the newest first, and its open corrections; raises OutOfScope."""
    people = Version.objects.select_related("author", "reviewer", "category", "region", "policy")
    open_ones = Correction.objects.filter(state=CorrectionState.OPEN).select_related("about", "proposed_by")
    found = (
        scope.editable(actor, Entry.objects.all())
        .select_related("owner", "current")
        .prefetch_related(
            Prefetch("versions", people.order_by("-number")),
            Prefetch("corrections", open_ones.order_by("due_at")),
        )
        .filter(pk=entry_id)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def corrections(actor: Actor, *, is_open: bool = True) -> QuerySet[Correction]:
    """What was found wrong in this desk's entries, to be ordered by `due_at`."""
    mine = scope.editable(actor, Entry.objects.all())
    rows = Correction.objects.filter(entry__in=mine).select_related("entry__owner", "about", "proposed_by")
    return (
        rows.filter(state=CorrectionState.OPEN) if is_open else rows.exclude(state=CorrectionState.OPEN)
    ).order_by()


def desk_policies(actor: Actor) -> QuerySet[Policy]:
    """The policies on this desk, to be ordered by `updated_at`."""
    return scope.editable(actor, Policy.objects.order_by()).select_related("category", "owner").defer("text")


def desk_collections(actor: Actor) -> QuerySet[Collection]:
    """The collected answers on this desk with how many of their sources have moved, to be ordered by `updated_at`."""
    moved = Count("sources", filter=~Q(sources__flag=Flag.NONE))
    rows = scope.editable(actor, Collection.objects.order_by())
    return rows.select_related("category", "owner").annotate(moved=moved)


def desk_policy(actor: Actor, policy_id: UUID) -> Policy:
    rows = _in_full(scope.editable(actor, Policy.objects.all()))
    found = (
        rows.select_related("category", "region", "owner", "author", "supersedes")
        .filter(pk=policy_id)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def desk_collection(actor: Actor, collection_id: UUID) -> tuple[Collection, list[Told]]:
    rows = scope.editable(actor, Collection.objects.all()).select_related("category", "owner", "author")
    found = rows.filter(pk=collection_id).first()
    if found is None:
        raise OutOfScope
    return found, told(found)


def misses(since: date, most: int = COUNTED) -> list[Mapping[str, object]]:
    """What was searched for repeatedly and not found since that day, the most frequent first."""
    rows = Miss.objects.filter(day__gte=since).values("words").annotate(times=Sum("count"))
    return list(rows.filter(times__gte=REPEATED).order_by("-times", "words")[:most])


def waiting(actor: Actor) -> Mapping[str, int]:
    """How much waits at this desk, each at most `COUNTED`; one query."""
    mine = scope.editable(actor, Entry.objects.all())
    in_review = Q(state=PaperState.IN_REVIEW)
    live = scope.editable(actor, Collection.objects.filter(state=PaperState.LIVE))
    counts = count_each(
        COUNTED,
        versions=Version.objects.filter(entry__in=mine, state=VersionState.IN_REVIEW),
        policies=scope.editable(actor, Policy.objects.filter(in_review)),
        collections=scope.editable(actor, Collection.objects.filter(in_review)),
        expiring=mine.filter(state=EntryState.EXPIRING),
        corrections=corrections(actor),
        flagged=live.filter(sources__flag__in=[Flag.CHANGED, Flag.TAKEN_DOWN]).distinct(),
    )
    return {
        "review": counts["versions"] + counts["policies"] + counts["collections"],
        **{name: counts[name] for name in ("expiring", "corrections", "flagged")},
    }


@dataclass(frozen=True, slots=True)
class Sufficed:
    """How many visitors opened any suggestion while writing, and how many of them then submitted nothing."""

    opened: int
    answered: int


def answered_without_a_case(since: date, until: date) -> Sufficed:
    sums = Visitors.objects.filter(day__range=(since, until)).aggregate(
        opened=Sum("opened"), answered=Sum("answered")
    )
    return Sufficed(sums["opened"] or 0, sums["answered"] or 0)
