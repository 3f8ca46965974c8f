"""Reading the advice for a case."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from fenbo.cases.lifecycle import OPEN
from fenbo.cases.models import Case, WorkOrderRole
from fenbo.cases.scope import sees_all_cases
from fenbo.directory.actors import Actor
from fenbo.dispatch import likeness
from fenbo.dispatch.models import Advice, Automatic, Candidate, Learnt, Proposal, Similar, Switch, Taken


def advice_for(case_id: UUID) -> Advice | None:
    """With its candidates and similar cases in order; None until the worker has come by. Four queries."""
    similar = Similar.objects.select_related("case__category", "case__region", "case__lead_unit")
    return (
        Advice.objects.select_related("category", "region")
        .prefetch_related(
            Prefetch("candidates", Candidate.objects.select_related("unit").order_by("place")),
            Prefetch("proposals", Proposal.objects.select_related("category", "unit").order_by("place")),
            Prefetch("similar", similar.defer("case__words", "case__query_code").order_by("-likeness", "id")),
        )
        .filter(pk=case_id)
        .first()
    )


# Fewer characters have too few words to be alike in.
SHORTEST = 8


def maybe_the_same(text: str, actor: Actor, now: datetime, *, most: int = 3) -> list[tuple[Case, int]]:
    """Open cases that a text, still being typed, may say again, with their likeness in per cent; two queries.

    For those who see every case. Where the text comes from is not known yet, so it has to be as near as one from
    the same prefecture.
    """
    if len(text) < SHORTEST or not sees_all_cases(actor):
        return []
    near = [one for one in likeness.neighbours_of(text, now) if one.likeness >= likeness.SAME_HERE]
    rows = Case.objects.filter(pk__in=[one.case_id for one in near], state__in=OPEN)
    cases = {
        case.pk: case for case in rows.select_related("lead_unit").defer("content", "words", "query_code")
    }
    found = [(cases[one.case_id], round(100 * one.likeness)) for one in near if one.case_id in cases]
    return found[:most]


def lead_for(case_ids: list[UUID]) -> dict[UUID, Candidate]:
    """The first candidate to lead each of these cases; one query."""
    rows = Candidate.objects.filter(advice__in=case_ids, role=WorkOrderRole.LEAD).select_related("unit")
    found: dict[UUID, Candidate] = {}
    for row in rows.order_by("place"):
        found.setdefault(row.advice_id, row)
    return found


def leads(advice: Advice | None) -> list[Candidate]:
    return _of(advice, WorkOrderRole.LEAD)


def co_units(advice: Advice | None) -> list[Candidate]:
    return _of(advice, WorkOrderRole.CO)


def _of(advice: Advice | None, role: WorkOrderRole) -> list[Candidate]:
    return [row for row in advice.candidates.all() if row.role == role] if advice else []


@dataclass(frozen=True, slots=True)
class Use:
    """How often proposals for a subject or a unit stood before a dispatcher, and were what was decided.

    `first` is the first proposal, `among` any of the up to three; `instead` what was decided oftenest where it was none.
    """

    name: str
    shown: int
    first: int
    among: int
    instead: list[tuple[str, int]]


def use_of_advice(since: datetime, until: datetime) -> tuple[list[Use], list[Use]]:
    """By the subject and by the unit that was proposed first, the oftenest first; two queries."""
    rows = Taken.objects.filter(at__gte=since, at__lt=until)
    subjects = rows.values_list("proposed__name", "category__name", "category_place")
    units = rows.filter(proposed_unit__isnull=False).values_list(
        "proposed_unit__name", "unit__name", "unit_place"
    )
    return _uses(subjects), _uses(units)


def _uses(rows: Iterable[tuple[str, str | None, int | None]]) -> list[Use]:
    found: dict[str, list[tuple[str | None, int | None]]] = {}
    for name, decided, place in rows:
        found.setdefault(name, []).append((decided, place))
    uses = [
        Use(
            name,
            len(every),
            sum(place == 1 for _decided, place in every),
            sum(place is not None for _decided, place in every),
            Counter(decided for decided, place in every if place is None and decided).most_common(3),
        )
        for name, every in found.items()
    ]
    return sorted(uses, key=lambda use: (-use.shown, use.name))


def learnt_in_place() -> Learnt | None:
    """The model that is asked now."""
    return Learnt.objects.filter(is_in_place=True).first()


def switches_on() -> QuerySet[Switch]:
    """The subjects that go out by themselves."""
    return Switch.objects.filter(off_at=None).select_related("category").order_by("category")


def sent_by_itself() -> QuerySet[Automatic]:
    """What went out by itself, with where the case is now."""
    rows = Automatic.objects.select_related("case__lead_unit", "unit", "switch__category")
    return rows.defer("case__content", "case__words", "case__query_code")
