"""Several requesters, one matter: a case joins a lead case and gets its answer (并单), or leaves it again (拆单)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import OPEN, CaseState, Move
from fenbo.cases.models import Case
from fenbo.cases.operations.orders import cancel_orders
from fenbo.cases.operations.texts import wanted
from fenbo.cases.operations.turn import Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import IllegalMove, InvalidInput, StaleVersion
from fenbo.directory.actors import Actor


def merge(
    *, case_id: UUID, into: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """Let the case follow the lead case `into`. A case that others follow cannot itself follow."""
    reason = wanted(reason, field="reason", most=500)
    if case_id == into:
        raise InvalidInput(_("不能并入自己。"), field="into")
    # Whoever answers the lead case locks it and then its followers, which may be the other way round than here.
    if scope.visible_cases(actor).filter(pk=case_id, state=CaseState.MERGED).exists():
        raise IllegalMove
    with transaction.atomic():
        lead, mine = _lock_both(into, case_id, actor, now)
        if version is not None and version != mine.case.version:
            raise StaleVersion
        scope.require(actor, Move.MERGE, mine.case)
        _check_pair(lead.case, mine.case)
        mine.make(Move.MERGE, other_case=str(into), other_number=lead.case.number, reason=reason)
        lead.make(Move.JOIN, other_case=str(case_id), other_number=mine.case.number, reason=reason)
        cancel_orders(mine, reason)
        mine.stop_clocks(everywhere=True)
        mine.set(lead_case_id=into, lead_unit_id=None)
        lead.end()
        mine.end()
        return mine.case


def _lock_both(into: UUID, case_id: UUID, actor: Actor, now: datetime) -> tuple[Turn, Turn]:
    """Always in the order of the keys, so that two dispatchers who merge crosswise do not wait for each other."""
    turns = {key: Turn(scope.lock_case(key, actor=actor), actor, now) for key in sorted((into, case_id))}
    return turns[into], turns[case_id]


def _check_pair(lead: Case, follower: Case) -> None:
    if lead.state not in OPEN:
        raise InvalidInput(_("要并入的诉求已经不在办理中。"), field="into")
    if Case.objects.filter(lead_case=follower, state=CaseState.MERGED).exists():
        message = _("已有其他诉求并入 %(number)s，请把另一件并入它。")
        raise InvalidInput(message % {"number": follower}, field="into")
    if lead.is_secret != follower.is_secret:
        raise InvalidInput(_("保密的诉求或举报不能与其他诉求并单。"), field="into")


def split(*, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Let a merged case go its own way again, from the centre's queue."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.SPLIT, mine.case)
        _split(mine, reason)
        return mine.case


def _split(mine: Turn, reason: str) -> None:
    mine.follow(Move.SPLIT, reason=reason)
    mine.set(lead_case_id=None)
    mine.start_clock(Hop.DISPATCH, scope.centre_id())


def lock_members(mine: Turn) -> list[Turn]:
    """The cases that follow this one, locked; the caller ends their turns."""
    members = (
        Case.objects.filter(lead_case=mine.case, state=CaseState.MERGED)
        .select_for_update(of=("self",), no_key=True)
        .select_related("requester")
        .order_by("pk")
    )
    return [Turn(case, mine.actor, mine.now) for case in members]


def release_members(mine: Turn, reason: str) -> None:
    """The lead case ends without an answer for all: the others go their own way."""
    for member in lock_members(mine):
        _split(member, reason)
        member.end()
