"""Looking again whether what was settled was truly done (办结复核): drawn at random, checked by somebody else."""

import random
from collections import defaultdict
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case
from fenbo.cases.operations.texts import wanted
from fenbo.cases.operations.turn import turn
from fenbo.cases.scope import centre_id
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.journal.queries import events_of
from fenbo.supervision.models import Fault, FaultKind, Finding, Recheck

# Of every unit's closures of a week so many are drawn, fewer where there are fewer.
EACH = 2
_random = random.SystemRandom()


def draw_last_week(*, now: datetime) -> int:
    """Draw from what was settled in the last whole week, Monday to Sunday; returns how many are new."""
    today = now.astimezone(SHANGHAI).date()
    monday = today - timedelta(days=today.isoweekday() - 1)
    until = datetime.combine(monday, time(), SHANGHAI)
    return draw(since=until - timedelta(days=7), until=until, each=EACH, now=now)


@transaction.atomic
def draw(*, since: datetime, until: datetime, each: int, now: datetime) -> int:
    """Bring every unit that settled anything in [since, until) to `each` rechecks of it; asked again, it adds nothing."""
    others = Unit.objects.filter(kind=UnitKind.OTHER_HOTLINE)
    settled = (
        Case.objects.filter(
            settled_at__gte=since, settled_at__lt=until, state=CaseState.CLOSED, lead_case=None
        )
        .exclude(lead_unit=None)
        .exclude(lead_unit__in=others)
    )
    had, left = defaultdict[int, int](int), defaultdict[int, list[tuple[UUID, int]]](list)
    drawn = {(one.case_id, one.round) for one in Recheck.objects.filter(case__in=settled)}
    for key, unit_id, number in settled.order_by("pk").values_list("pk", "lead_unit_id", "round"):
        assert unit_id is not None
        if (key, number) in drawn:
            had[unit_id] += 1
        else:
            left[unit_id].append((key, number))
    found = [
        Recheck(case_id=key, unit_id=unit_id, round=number, drawn_at=now)
        for unit_id, cases in sorted(left.items())
        for key, number in _random.sample(cases, min(len(cases), max(0, each - had[unit_id])))
    ]
    Recheck.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def find(*, recheck_id: UUID, finding: Finding, text: str, actor: Actor, now: datetime) -> Recheck:
    """Say what was found. Nobody who had a part in the case may; a false closure counts towards its unit's card."""
    text = wanted(text, field="text", most=1000)
    if finding == Finding.WAITING:
        raise InvalidInput(_("请选择复核结论。"), field="finding")
    if not actor.has(Duty.SUPERVISE, centre_id()):
        raise MissingDuty
    known = Recheck.objects.filter(pk=recheck_id).first()
    if known is None:
        raise OutOfScope
    with turn(known.case_id, actor=actor, now=now) as mine:
        row = Recheck.objects.select_for_update(of=("self",)).select_related("unit").get(pk=recheck_id)
        if row.finding != Finding.WAITING:
            raise IllegalMove(_("这件已经复核过。"))
        if had_a_part(row.case_id, actor):
            raise InvalidInput(_("您参与过这件诉求的办理，请由别人复核。"), field="finding")
        row.finding, row.text, row.checked_by, row.checked_at = finding, text, actor.name, now
        row.save(update_fields=["finding", "text", "checked_by", "checked_at"])
        mine.record(Move.NOTE, row.unit_id, unit=str(row.unit), remark=_said(finding, text))
        if finding == Finding.FALSE:
            Fault.objects.get_or_create(
                kind=FaultKind.FALSE_CLOSURE,
                source=f"recheck:{row.pk}",
                defaults={"unit_id": row.unit_id, "case_id": row.case_id, "at": now},
            )
        return row


def had_a_part(case_id: UUID, actor: Actor) -> bool:
    """Whether any event of the case is this person's."""
    return events_of(case_id).filter(actor_kind=actor.kind, actor_id=actor.staff_id).exists()


def _said(finding: Finding, text: str) -> str:
    return _("办结复核：%(finding)s。%(text)s") % {"finding": finding.label, "text": text}
