"""Yellow and red cards (黄红牌): proposed by counting, shown and taken back by a supervisor."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.models import Case
from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id
from fenbo.core.errors import IllegalMove, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.supervision.models import Card, Colour, Fault, FaultKind
from fenbo.supervision.rules import MONTH_DAYS, colour_due

OPEN_FAULTS = {"card": None, "excused_for": ""}
# One round of handling has been in vain already.
AGAIN = 2


def note_dissatisfaction(*, case_id: UUID, event_id: int, satisfied: bool, now: datetime) -> None:
    """After a second handling the requester still is not satisfied: that counts towards a card."""
    case = Case.objects.get(pk=case_id)
    if satisfied or case.round < AGAIN or case.lead_unit_id is None:
        return
    Fault.objects.get_or_create(
        kind=FaultKind.REPEATED_DISSATISFACTION,
        source=f"event:{event_id}",
        defaults={"unit_id": case.lead_unit_id, "case": case, "at": now},
    )


@transaction.atomic
def give_card(*, unit_id: int, reason: str, actor: Actor, now: datetime) -> Card:
    """Show the unit the card that its faults call for; they count no further. IllegalMove when they call for none."""
    _require(actor)
    reason = wanted(reason, field="reason", most=500)
    faults = list(
        Fault.objects.filter(unit=unit_id, **OPEN_FAULTS).select_for_update(no_key=True).order_by("pk")
    )
    colour = colour_due(_counts(faults), yellow_cards(unit_id, now))
    if colour is None:
        raise IllegalMove(_("这个单位目前没有够得上出牌的事由，可能别人刚刚已经办过。"))
    card = Card.objects.create(
        unit_id=unit_id, colour=colour, reason=reason, given_by=actor.name, given_at=now
    )
    Fault.objects.filter(pk__in=[fault.pk for fault in faults]).update(card=card)
    return card


def withdraw_card(*, card_id: UUID, reason: str, actor: Actor, now: datetime) -> Card:
    """Take a card back. Its faults are settled with it; the card stays readable with the reason."""
    _require(actor)
    reason = wanted(reason, field="reason", most=500)
    changed = Card.objects.filter(pk=card_id, withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_for=reason
    )
    card = Card.objects.filter(pk=card_id).first()
    if card is None:
        raise OutOfScope
    if not changed:
        raise IllegalMove(_("这张牌已经撤销。"))
    return card


def excuse(*, unit_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Let a unit's open faults not count, and say why; returns how many."""
    _require(actor)
    reason = wanted(reason, field="reason", most=500)
    excused = Fault.objects.filter(unit=unit_id, **OPEN_FAULTS).update(excused_for=reason)
    if not excused:
        raise IllegalMove(_("这个单位没有未处理的事由，可能别人刚刚已经办过。"))
    return excused


def yellow_cards(unit_id: int, now: datetime) -> int:
    """The yellow cards of the last month that stand."""
    since = now - timedelta(days=MONTH_DAYS)
    cards = Card.objects.filter(unit=unit_id, colour=Colour.YELLOW, given_at__gte=since, withdrawn_at=None)
    return cards.count()


def _counts(faults: list[Fault]) -> dict[FaultKind, int]:
    counts = dict.fromkeys(FaultKind, 0)
    for fault in faults:
        counts[FaultKind(fault.kind)] += 1
    return counts


def _require(actor: Actor) -> None:
    """Cards are shown by the centre's supervisors."""
    if not actor.has(Duty.SUPERVISE, centre_id()):
        raise MissingDuty
