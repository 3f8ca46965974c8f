"""Working out and storing the advice for a case."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fenbo.cases.models import Case, WorkOrderRole
from fenbo.catalogue.queries import category_codes, rules_for
from fenbo.core.clock import SHANGHAI
from fenbo.directory import places
from fenbo.directory.models import Unit, UnitKind
from fenbo.directory.places import Place
from fenbo.directory.queries import centre, units_valid_on
from fenbo.dispatch import learning, likeness
from fenbo.dispatch.likeness import Guess, Neighbour
from fenbo.dispatch.models import (
    Advice,
    Candidate,
    CandidateReason,
    CategoryReason,
    Proposal,
    Similar,
    SimilarReason,
    Taken,
)

# What is less likely would only be in the way.
UNLIKELY = 0.05
MAX_LEADS, MAX_CO_UNITS, MAX_SIMILAR, MAX_OF_REQUESTER = 4, 6, 8, 5


def advise(*, case_id: UUID, now: datetime) -> Advice | None:
    """Work out the advice for a case and put it in the place of what was stored; None when it has gone."""
    case = Case.objects.select_related("requester").filter(pk=case_id).first()
    if case is None:
        return None
    found = likeness.neighbours(case, now)
    named = places.named(f"{case.title} {case.content} {case.place}")
    advice = _classified(case, found, now)
    advice.places = "、".join(place.said for place in named)[:120]
    if not case.region_id:
        advice.region_id = places.region_of(named)
    with transaction.atomic():
        Advice.objects.filter(pk=case_id).delete()
        advice.save(force_insert=True)
        Candidate.objects.bulk_create(candidates(advice, case, found, named, now))
        Similar.objects.bulk_create(_similar(advice, case, found, now))
        Proposal.objects.bulk_create(_proposals(advice, case, now))
    return advice


def _proposals(advice: Advice, case: Case, now: datetime) -> list[Proposal]:
    """What the learnt model thinks likely, as far as it is in the catalogue; nothing before there is a model."""
    active = category_codes()
    told = learning.tell(f"{case.title} {case.content}")
    likely = [one for one in told if one.label in active and one.probability >= UNLIKELY]
    return [
        Proposal(
            advice=advice,
            category_id=one.label,
            unit=_lead(one.label, case.region_id or advice.region_id, now),
            # Nothing is certain, also where rounding says so.
            percent=min(99, round(100 * one.probability)),
            words="、".join(one.words)[:80],
            place=place,
        )
        for place, one in enumerate(likely, 1)
    ]


def _lead(category: str, region: str | None, now: datetime) -> Unit | None:
    rules = rules_for(category, region, now.astimezone(SHANGHAI).date())
    return next((rule.lead for rule in rules if rule.lead.kind != UnitKind.CENTRE), None)


def note_taken(*, case_id: UUID, now: datetime) -> None:
    """Keep what the first dispatch of a case did with the proposals that stood before the dispatcher."""
    case = Case.objects.filter(pk=case_id).only("category", "lead_unit", "number").first()
    rows = list(Proposal.objects.filter(advice=case_id).order_by("place"))
    if case is None or case.lead_unit_id is None or not rows:
        return
    first = rows[0]
    taken = Taken(
        case=case,
        at=now,
        proposed_id=first.category_id,
        proposed_unit_id=first.unit_id,
        percent=first.percent,
        category_id=case.category_id,
        unit_id=case.lead_unit_id,
        category_place=next((row.place for row in rows if row.category_id == case.category_id), None),
        unit_place=next((row.place for row in rows if row.unit_id == case.lead_unit_id), None),
    )
    Taken.objects.bulk_create([taken], ignore_conflicts=True)


def _classified(case: Case, found: list[Neighbour], now: datetime) -> Advice:
    if case.category_id:
        chosen = CategoryReason.CHOSEN
        return Advice(case=case, category_id=case.category_id, category_reason=chosen, made_at=now)
    guess = likeness.likely_category(case, found)
    if guess is None:
        return Advice(case=case, made_at=now)
    return Advice(
        case=case,
        category_id=guess.category,
        category_reason=_reason(guess),
        agreeing=guess.agreeing,
        asked=guess.asked,
        made_at=now,
    )


def _reason(guess: Guess) -> CategoryReason:
    return CategoryReason.NEIGHBOURS if guess.asked else CategoryReason.NAME


def candidates(
    advice: Advice, case: Case, found: list[Neighbour], named: list[Place], now: datetime
) -> list[Candidate]:
    """Who may handle it: the catalogue's units for the closest region first, then the parks that are named, then who led
    what is alike, then who governs where it is."""
    seen: dict[int, Candidate] = {}
    region = case.region_id or advice.region_id
    rows = (
        *_by_catalogue(advice, region, now),
        *_by_place(advice, [place.unit_id for place in named if place.unit_id]),
        *_by_neighbours(advice, found),
        *_by_place(advice, _governing(region, now)),
    )
    for row in rows:
        most = MAX_LEADS if row.role == WorkOrderRole.LEAD else MAX_CO_UNITS
        if row.unit_id not in seen and sum(r.role == row.role for r in seen.values()) < most:
            row.place = len(seen)
            seen[row.unit_id] = row
    return list(seen.values())


def _by_place(advice: Advice, units: Iterable[int]) -> Iterator[Candidate]:
    for unit_id in units:
        yield Candidate(advice=advice, unit_id=unit_id, role=WorkOrderRole.LEAD, reason=CandidateReason.PLACE)


def _governing(region: str | None, now: datetime) -> list[int]:
    if not region:
        return []
    kinds = (UnitKind.COUNTY, UnitKind.PREFECTURE)
    valid = units_valid_on(now.astimezone(SHANGHAI).date(), *kinds)
    return list(valid.filter(region=region).values_list("pk", flat=True)[:1])


def _by_catalogue(advice: Advice, region: str | None, now: datetime) -> Iterator[Candidate]:
    if not advice.category_id:
        return
    rules = rules_for(advice.category_id, region, now.astimezone(SHANGHAI).date())
    for rank, rule in enumerate(rules):
        if rule.lead.kind == UnitKind.CENTRE:
            continue
        yield Candidate(
            advice=advice, unit=rule.lead, role=WorkOrderRole.LEAD, reason=CandidateReason.CATALOGUE
        )
        # Co-units belong to their own rule: those of a wider region would help another lead.
        for unit in rule.co_units.all() if rank == 0 else ():
            yield Candidate(advice=advice, unit=unit, role=WorkOrderRole.CO, reason=CandidateReason.CATALOGUE)


def _by_neighbours(advice: Advice, found: list[Neighbour]) -> Iterator[Candidate]:
    home = centre().pk
    led = Counter(one.lead_unit_id for one in found if one.lead_unit_id and one.lead_unit_id != home)
    for unit_id, count in led.most_common(MAX_LEADS):
        if count > 1:
            yield Candidate(
                advice=advice,
                unit_id=unit_id,
                role=WorkOrderRole.LEAD,
                reason=CandidateReason.NEIGHBOURS,
                count=count,
            )


def _similar(advice: Advice, case: Case, found: list[Neighbour], now: datetime) -> list[Similar]:
    alike = {one.case_id: round(100 * one.likeness) for one in found if likeness.is_same_matter(case, one)}
    measured = {one.case_id: round(100 * one.likeness) for one in found}
    rows = [
        Similar(advice=advice, case_id=key, reason=SimilarReason.REQUESTER, likeness=measured.get(key, 0))
        for key in _of_same_requester(case, now)
    ]
    known = {row.case_id for row in rows}
    rows += [
        Similar(advice=advice, case_id=key, reason=SimilarReason.WORDS, likeness=percent)
        for key, percent in alike.items()
        if key not in known
    ]
    return rows[:MAX_SIMILAR]


def _of_same_requester(case: Case, now: datetime) -> list[UUID]:
    """The newest cases of the last 30 days from the same telephone."""
    index = bytes(case.requester.phone_index)
    if not index:
        return []
    same = Case.objects.filter(
        requester__phone_index=index, received_at__gt=now - likeness.WINDOW, received_at__lte=now
    ).exclude(pk=case.pk)
    same = same.exclude(state__in=likeness.IGNORED).order_by("-received_at", "-id")
    return list(same.values_list("pk", flat=True)[:MAX_OF_REQUESTER])
