"""What requesters do with their own case, or an agent in their name."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import ASKED, Move
from fenbo.cases.models import Case, Supplement
from fenbo.cases.operations.clocks import resume
from fenbo.cases.operations.merging import release_members
from fenbo.cases.operations.orders import cancel_orders
from fenbo.cases.operations.texts import optional, wanted
from fenbo.cases.operations.turn import Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.notices.topics import Topic

MAX_SUPPLEMENT = 5000
MAX_SUPPLEMENTS = 20


def supply_info(*, case_id: UUID, text: str, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Add to the case; when something had been asked, this is the answer and the clocks go on."""
    text = wanted(text, field="text", most=MAX_SUPPLEMENT)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.SUPPLY_INFO, mine.case)
        if mine.case.supplements.count() >= MAX_SUPPLEMENTS:
            raise InvalidInput(_("补充次数已到上限，如有新情况请拨打热线。"), field="text")
        waited = mine.case.state in ASKED
        mine.make(Move.SUPPLY_INFO)
        if waited:
            mine.case.supplements.filter(supplied_at=None, lapsed_at=None).update(text=text, supplied_at=now)
            _go_on(mine)
        else:
            Supplement.objects.create(case=mine.case, text=text, supplied_at=now)
        _tell_holder(mine, Topic.INFO_SUPPLIED)
        return mine.case


def lapse_info(*, case_id: UUID, actor: Actor, now: datetime) -> Case:
    """Nothing came within the limit: go on with what there is."""
    with turn(case_id, actor=actor, now=now) as mine:
        mine.make(Move.LAPSE_INFO)
        mine.case.supplements.filter(supplied_at=None, lapsed_at=None).update(lapsed_at=now)
        _go_on(mine)
        _tell_holder(mine, Topic.INFO_LAPSED)
        return mine.case


def _go_on(mine: Turn) -> None:
    mine.stop_clocks(Hop.MORE_INFO)
    resume(mine)


def _tell_holder(mine: Turn, topic: Topic) -> None:
    """Whoever has the case now: the lead unit, else the centre."""
    unit_id, centre_id = mine.case.lead_unit_id, scope.centre_id()
    mine.tell(unit_id or centre_id, Duty.HANDLE if unit_id else Duty.DISPATCH, topic)


def withdraw(
    *, case_id: UUID, reason: str = "", actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """The requester takes the request back; nobody goes on with it.

    Their words stay with the case: the journal and other requesters' cases only say that it was withdrawn.
    """
    reason = optional(reason, field="reason")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.WITHDRAW)
        if reason:
            Supplement.objects.create(case=mine.case, text=reason, supplied_at=now)
        cancel_orders(mine, _("诉求人已撤回"))
        mine.stop_clocks(everywhere=True)
        mine.set(settled_at=now)
        release_members(mine, _("主诉求已由诉求人撤回"))
        return mine.case


def rate(
    *,
    case_id: UUID,
    score: int,
    solved: bool,
    remark: str = "",
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """One to five, and whether it was solved. A later rating replaces an earlier one; both stay in the journal."""
    remark = optional(remark, field="remark")
    if not 1 <= score <= 5:
        raise InvalidInput(_("请选择 1 至 5 分。"), field="score")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.RATE, score=score, solved=solved)
        mine.set(score=score)
        if remark:
            Supplement.objects.create(case=mine.case, text=remark, supplied_at=now)
        return mine.case
