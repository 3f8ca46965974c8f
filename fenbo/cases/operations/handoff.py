"""What belongs to another province goes to its hotline, and the answer is brought back (转外地)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import CaseState, Move
from fenbo.cases.models import Case, ReplyKind, WorkOrderRole
from fenbo.cases.operations.orders import find_unit, give, lead_order
from fenbo.cases.operations.texts import optional, wanted
from fenbo.cases.operations.turn import turn
from fenbo.cases.operations.units import send_to_review, write_reply
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.models import UnitKind
from fenbo.directory.queries import centre


def hand_off(
    *,
    case_id: UUID,
    unit_id: int,
    letter: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Write to another hotline. The case stays this centre's: its clock runs, and the answer comes from here."""
    letter = wanted(letter, field="letter", most=1000)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.HAND_OFF, mine.case)
        unit = find_unit(mine, unit_id, field="unit", abroad=True)
        if unit.kind != UnitKind.OTHER_HOTLINE:
            raise InvalidInput(_("只能转给外地热线；本省单位请用分拨。"), field="unit")
        mine.make(Move.HAND_OFF, to_unit=str(unit))
        mine.stop_clocks(Hop.DISPATCH)
        mine.set(lead_unit_id=unit.pk)
        give(mine, unit, given_by=centre(), role=WorkOrderRole.LEAD, instruction=letter)
        return mine.case


def bring_back(
    *,
    case_id: UUID,
    text: str,
    basis: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Note what the other hotline answered; it is reviewed and issued like any reply."""
    text, basis = wanted(text, field="text"), optional(basis, field="basis")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.BRING_BACK, mine.case)
        order = lead_order(mine.case)
        if mine.case.state != CaseState.HANDED_OFF or order is None:
            raise IllegalMove
        mine.make(Move.BRING_BACK, from_unit=str(order.unit))
        # The other hotline does not work in this system: the centre writes down what it did.
        mine.follow_order(order, Move.SIGN_IN)
        mine.follow_order(order, Move.REPLY_ORDER, basis=basis)
        order.signed_at = order.replied_at = now
        order.save(update_fields=["state", "signed_at", "replied_at"])
        mine.stop_clocks(order=order)
        write_reply(order, ReplyKind.FINAL, text, basis, actor, now)
        send_to_review(mine)
        return mine.case
