"""Who sees which calls and who may do what about them."""

from uuid import UUID

from django.db.models import QuerySet

from fenbo.cases.scope import centre_id
from fenbo.core.errors import MissingDuty, OutOfScope
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.hotline.models import Call

AGENTS = (Duty.TAKE_IN, Duty.DISPATCH)
# They see every call, and may hear every recording for a reason.
LEADERS = (Duty.SUPERVISE, Duty.LEAD)


def is_agent(actor: Actor) -> bool:
    return _holds(actor, AGENTS)


def leads(actor: Actor) -> bool:
    return _holds(actor, LEADERS)


def visible_calls(actor: Actor) -> QuerySet[Call]:
    """Agents see the calls that they answered themselves, those who lead see all."""
    calls = Call.objects.order_by()
    if actor.kind == ActorKind.SYSTEM or leads(actor):
        return calls
    return calls.filter(staff_id=staff_id(actor)) if is_agent(actor) else calls.none()


def lock_call(call_id: UUID, *, actor: Actor) -> Call:
    """The call, locked until the transaction ends; raises OutOfScope."""
    call = visible_calls(actor).select_for_update(of=("self",), no_key=True).filter(pk=call_id).first()
    if call is None:
        raise OutOfScope
    return call


def require_agent(actor: Actor) -> int:
    """The agent's account; raises MissingDuty for anybody else."""
    if not is_agent(actor):
        raise MissingDuty
    return staff_id(actor)


def staff_id(actor: Actor) -> int:
    if actor.staff_id is None:
        raise MissingDuty
    return actor.staff_id


def require_leader(actor: Actor) -> None:
    if not leads(actor):
        raise MissingDuty


def _holds(actor: Actor, duties: tuple[Duty, ...]) -> bool:
    return any(actor.has(duty, centre_id()) for duty in duties)
