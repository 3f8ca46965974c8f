"""Cases that go out by themselves where the centre said so for their subject, by the same operation as all others."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.cases.operations.texts import wanted
from fenbo.cases.scope import centre_id
from fenbo.catalogue.kinds import Urgency
from fenbo.catalogue.queries import category_codes, rule_for
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput, MissingDuty, Refused
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.dispatch.models import Automatic, Proposal, Switch

logger = logging.getLogger(__name__)


def switch_on(*, category: str, percent: int, reason: str, actor: Actor, now: datetime) -> Switch:
    """Let cases of this subject go out by themselves from now on. Only who leads the centre may."""
    _require(actor)
    if category not in category_codes():
        raise InvalidInput(_("没有这个分类，请重新选择。"), field="category")
    if not Switch.LEAST <= percent <= 99:
        message = _("把握要在 %(least)s 到 99 之间。") % {"least": Switch.LEAST}
        raise InvalidInput(message, field="percent")
    reason = wanted(reason, field="reason", most=300)
    try:
        with transaction.atomic():
            return Switch.objects.create(
                category_id=category, percent=percent, reason=reason, by=actor.name, at=now
            )
    except IntegrityError:
        raise InvalidInput(_("这个分类已经打开，要改先关闭。"), field="category") from None


def switch_off(*, switch_id: int, actor: Actor, now: datetime) -> bool:
    """From now on people send these out again; False when somebody was faster."""
    _require(actor)
    return bool(Switch.objects.filter(pk=switch_id, off_at=None).update(off_at=now, off_by=actor.name))


def _require(actor: Actor) -> None:
    if not actor.has(Duty.LEAD, centre_id()):
        raise MissingDuty


@transaction.atomic
def dispatch_if_sure(*, case_id: UUID, now: datetime) -> Automatic | None:
    """Send a case out that waits for it and whose first proposal is sure enough for its subject's switch; else None.

    Never what is secret or urgent: those a person reads.
    """
    case = Case.objects.filter(pk=case_id, state=CaseState.RECEIVED, urgency=Urgency.ORDINARY).first()
    if case is None or case.is_secret:
        return None
    first = Proposal.objects.select_related("unit", "advice").filter(advice=case_id, place=1).first()
    if first is None or first.unit is None or case.category_id not in (None, first.category_id):
        return None
    switch = Switch.objects.filter(
        category=first.category_id, off_at=None, percent__lte=first.percent
    ).first()
    if switch is None:
        return None
    return _dispatch(case, first, first.unit, switch, now)


def _dispatch(case: Case, first: Proposal, unit: Unit, switch: Switch, now: datetime) -> Automatic | None:
    rule = rule_for(
        first.category_id, case.region_id or first.advice.region_id, now.astimezone(SHANGHAI).date()
    )
    helpers = [one.pk for one in rule.co_units.all()] if rule and rule.lead_id == unit.pk else []
    name = Actor.system(_("自动分拨（把握 %(percent)s%%）") % {"percent": first.percent})
    try:
        with transaction.atomic():
            centre.dispatch(
                case_id=case.pk,
                lead=unit.pk,
                co_units=helpers,
                category=first.category_id,
                actor=name,
                now=now,
                version=case.version,
            )
    except Refused as refusal:
        # Somebody was faster, or the unit no longer takes cases: a person decides.
        logger.info("case %s did not go out by itself: %s", case.pk, type(refusal).__name__)
        return None
    return Automatic.objects.create(case=case, switch=switch, unit=unit, percent=first.percent, at=now)
