"""After the answer: handled again one level up, put away, or opened anew."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import AnswerKind, Case
from fenbo.cases.operations.centre import give_all
from fenbo.cases.operations.orders import find_unit
from fenbo.cases.operations.texts import wanted
from fenbo.cases.operations.turn import Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit, UnitKind
from fenbo.notices.topics import Topic

# A requester may ask for it themselves once; after that somebody at the centre looks first.
ROUNDS_FOR_REQUESTER = 2
DAYS_FOR_REQUESTER = 30
ASK_STAFF = gettext_lazy("不能自行申请二次办理，请拨打热线，由工作人员核实后办理。")
UNABLE = (UnitKind.CENTRE, UnitKind.OTHER_HOTLINE)


def second_handling(
    *,
    case_id: UUID,
    reason: str,
    lead: int | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """It did not help: the unit above the one that replied handles it anew, in a further round (二次办理).

    `lead` names another unit where somebody at the centre knows better, and must be named where nobody replied.
    """
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.SECOND_HANDLING, mine.case)
        if actor.kind == ActorKind.REQUESTER:
            _check_requester(mine)
        former = _answered_by(mine.case)
        unit = find_unit(mine, lead, field="lead") if lead else _one_level_up(mine, former)
        mine.make(
            Move.SECOND_HANDLING,
            from_unit=str(former or ""),
            to_unit=str(unit),
            round=mine.case.round + 1,
        )
        _open_round(mine)
        give_all(mine, unit, [], reason)
        mine.tell(scope.centre_id(), Duty.SUPERVISE, Topic.SECOND_HANDLING, reason)
        return mine.case


def _check_requester(mine: Turn) -> None:
    settled = mine.case.settled_at
    late = settled is not None and mine.now - settled > timedelta(days=DAYS_FOR_REQUESTER)
    if late or mine.case.round >= ROUNDS_FOR_REQUESTER:
        raise InvalidInput(ASK_STAFF, field="reason")


def _answered_by(case: Case) -> Unit | None:
    """The unit whose answer did not help; a merged case had that of its lead case's unit."""
    answers = case.answers.exclude(kind=AnswerKind.INTERIM).select_related("unit__parent")
    last = answers.order_by("-issued_at", "-id").first()
    return last.unit if last else None


def _one_level_up(mine: Turn, former: Unit | None) -> Unit:
    """The parent of the unit that replied; the unit itself where only the centre is above it."""
    if former is None or former.kind in UNABLE:
        found = _catalogue_unit(mine.case)
    else:
        above = former.parent
        found = above if above is not None and above.kind not in UNABLE else former
    if found is None or found.kind in UNABLE:
        if mine.actor.kind == ActorKind.REQUESTER:
            raise InvalidInput(ASK_STAFF, field="reason")
        raise InvalidInput(_("请选择由哪个单位二次办理。"), field="lead")
    return find_unit(mine, found.pk, field="lead")


def _catalogue_unit(case: Case) -> Unit | None:
    """Who answers for such a case when the centre itself had answered it."""
    from fenbo.catalogue.queries import rule_for

    if case.category_id is None or case.received_at is None:
        return None
    rule = rule_for(case.category_id, case.region_id, case.received_at.astimezone(SHANGHAI).date())
    return rule.lead if rule else None


def _open_round(mine: Turn) -> None:
    mine.set(round=mine.case.round + 1, answered_at=None, settled_at=None, followed="", lead_case_id=None)


def archive(*, case_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Put a settled case away; it can still be read and reopened."""
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.ARCHIVE)
        return mine.case


def reopen(*, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Bring a settled case back into the centre's queue, for instance because a refusal was wrong."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.REOPEN, mine.case)
        if mine.case.received_at is None:
            # A draft that was given up has never been received, so there is nothing to go back to.
            raise IllegalMove
        mine.make(Move.REOPEN, reason=reason, round=mine.case.round + 1)
        _open_round(mine)
        mine.set(lead_unit_id=None)
        mine.start_clock(Hop.DISPATCH, scope.centre_id())
        return mine.case
