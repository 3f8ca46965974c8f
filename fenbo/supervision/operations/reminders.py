"""Asking a unit to hurry (催办)."""

from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import Case, Channel
from fenbo.cases.operations.orders import open_orders
from fenbo.cases.operations.texts import optional
from fenbo.cases.operations.turn import Facts, Turn, turn
from fenbo.cases.scope import centre_id, visible_cases
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.notices.topics import Topic
from fenbo.supervision.models import Reminder
from fenbo.supervision.rules import REMINDERS_A_DAY

TO_ACT = (OrderState.GIVEN, OrderState.SIGNED)
Addressee = tuple[int, Duty]


def remind(
    *, case_id: UUID, text: str = "", actor: Actor, now: datetime, version: int | None = None
) -> list[Reminder]:
    """Remind everybody who has to act on the case now; a requester may do so a few times a day.

    What a requester writes is kept with the reminder; the journal and the notices, which cannot be erased or are
    widely read, only say that they asked.
    """
    text = optional(text, field="text")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        by_requester = actor.kind == ActorKind.REQUESTER
        if by_requester:
            _check_often(mine)
        told = "" if by_requester else text
        addressees = _addressees(mine)
        names = _names(unit_id for unit_id, _duty in addressees)
        facts: Facts = {"to_unit": "、".join(names.values())}
        if told:
            facts["remark"] = told
        mine.make(Move.REMIND, **facts)
        for unit_id, duty in addressees:
            mine.tell(unit_id, duty, Topic.REMINDED, told)
        return Reminder.objects.bulk_create(
            Reminder(
                case=mine.case,
                unit_id=unit_id,
                text=text,
                by_requester=by_requester,
                sent_by=actor.name,
                sent_at=now,
            )
            for unit_id, _duty in addressees
        )


def ask_after(*, case_id: UUID, source: str, actor: Actor, now: datetime) -> int:
    """A caller asks an agent what has become of the case; returns how often its requester has asked so far.

    Whoever has to act is told, and the centre too. `source` names the call or the form: the same one again changes
    nothing. Of a merged case, the one that it follows is asked after. Unlike on the website there is no limit: a
    person has heard them out.
    """
    case_id = _followed(case_id, actor)
    with turn(case_id, actor=actor, now=now) as mine:
        asked = requests_to_hurry(mine.case)
        if source and mine.case.reminders.filter(source=source).exists():
            return asked
        addressees = _addressees(mine)
        names = _names(unit_id for unit_id, _duty in addressees)
        facts: Facts = {
            "to_unit": "、".join(names.values()),
            "channel": Channel.HOTLINE,
            "attempt": asked + 1,
        }
        mine.make(Move.REMIND, **facts)
        for unit_id, duty in dict.fromkeys((*addressees, (centre_id(), Duty.DISPATCH))):
            mine.tell(unit_id, duty, Topic.CALLER_ASKED)
        Reminder.objects.bulk_create(
            Reminder(
                case=mine.case,
                unit_id=unit_id,
                by_requester=True,
                source=source,
                sent_by=actor.name,
                sent_at=now,
            )
            for unit_id, _duty in addressees
        )
        return asked + 1


def _followed(case_id: UUID, actor: Actor) -> UUID:
    merged = visible_cases(actor).filter(pk=case_id, state=CaseState.MERGED).exclude(lead_case=None)
    return merged.values_list("lead_case", flat=True).first() or case_id


def requests_to_hurry(case: Case) -> int:
    """How often the requester has asked for the case; one request may reach several units."""
    return case.reminders.filter(by_requester=True).values("sent_at").distinct().count()


def _check_often(mine: Turn) -> None:
    midnight = datetime.combine(mine.now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    by_themselves = mine.case.reminders.filter(by_requester=True, source="", sent_at__gte=midnight)
    moments = by_themselves.values("sent_at").distinct()
    if moments.count() >= REMINDERS_A_DAY:
        message = _("今天已经催办 %(times)s 次，承办单位都已收到。请明天再试，或拨打热线。")
        raise InvalidInput(message % {"times": REMINDERS_A_DAY}, field="text")


def _addressees(mine: Turn) -> list[Addressee]:
    """The units whose orders wait for them; where none does, the desk of the centre that has the case."""
    units = [order.unit_id for order in open_orders(mine.case) if order.state in TO_ACT]
    if units:
        return [(unit_id, Duty.HANDLE) for unit_id in dict.fromkeys(units)]
    return [(centre_id(), Duty.REVIEW if mine.case.state == CaseState.REPLIED else Duty.DISPATCH)]


def _names(unit_ids: Iterable[int]) -> dict[int, str]:
    keys = list(unit_ids)
    found = Unit.objects.in_bulk(keys)
    return {key: str(found[key]) for key in keys}
