"""Who may write, review and read what is not public yet: the one place that decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db.models import QuerySet

from fenbo.cases.scope import centre_id
from fenbo.core.errors import MissingDuty
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.knowledge.lifecycle import Move
from fenbo.knowledge.models.streamed import Streamed

Row = TypeVar("Row", bound=Streamed)


class Relation(StrEnum):
    """Where the duty has to be held."""

    CENTRE = "centre"
    OWNER = "owner"  # at the unit that answers for the entry or paper
    ANYWHERE = "anywhere"
    ANYONE = "anyone"  # no duty at all: the public


@dataclass(frozen=True, slots=True)
class Grant:
    relation: Relation
    duty: Duty | None = None


D, R, M = Duty, Relation, Move
EDITORS = (Grant(R.CENTRE, D.EDIT), Grant(R.OWNER, D.EDIT))
# The centre's reviewers read answers all day; they may be the second person for what editors write.
SECOND_PERSONS = (*EDITORS, Grant(R.CENTRE, D.REVIEW))
ANSWERERS = tuple(Grant(R.ANYWHERE, duty) for duty in (D.TAKE_IN, D.DISPATCH, D.HANDLE, D.REVIEW, D.EDIT))

GRANTS: Mapping[Move, tuple[Grant, ...]] = {
    M.WRITE: EDITORS,
    M.SUBMIT: EDITORS,
    M.SEND_BACK: SECOND_PERSONS,
    M.APPROVE: SECOND_PERSONS,
    M.GO_LIVE: SECOND_PERSONS,
    M.REPLACE: SECOND_PERSONS,
    M.WARN: (),
    M.RETIRE: EDITORS,
    M.ASSIGN: (Grant(R.CENTRE, D.EDIT),),
    M.PROPOSE_CORRECTION: (Grant(R.ANYONE),),
    M.SETTLE_CORRECTION: EDITORS,
    M.CITE: ANSWERERS,
}


def may(actor: Actor, move: Move, owner_id: int) -> bool:
    """Whether one of the grants holds for what that unit answers for."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    return any(_holds(grant, actor, owner_id) for grant in GRANTS[move])


def require(actor: Actor, move: Move, owner_id: int) -> None:
    """Raises MissingDuty where `may` says no."""
    if not may(actor, move, owner_id):
        raise MissingDuty


def _holds(grant: Grant, actor: Actor, owner_id: int) -> bool:
    if grant.duty is None:
        return grant.relation == R.ANYONE
    if grant.relation == R.CENTRE:
        return actor.has(grant.duty, centre_id())
    if grant.relation == R.OWNER:
        return actor.has(grant.duty, owner_id)
    return actor.has(grant.duty)


def sees_all(actor: Actor) -> bool:
    return actor.kind == ActorKind.SYSTEM or any(
        grant.duty and actor.has(grant.duty, centre_id())
        for grant in SECOND_PERSONS
        if grant.relation == R.CENTRE
    )


def editable(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of the rows that are on this editor's or reviewer's desk, whatever their state."""
    if sees_all(actor):
        return rows
    return rows.filter(owner_id__in=actor.units_with(D.EDIT))
