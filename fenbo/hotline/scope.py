"""Who sees which calls and who may do what about them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from fenbo.cases.scope import centre_id
from fenbo.core import clock
from fenbo.core.errors import MissingDuty, OutOfScope
from fenbo.core.lapsing import Lapsing
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.directory.models import UnitKind
from fenbo.directory.queries import units_valid_on
from fenbo.hotline.models import Call, Inquiry, Recording, Sample, SampleState

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


def visible_recordings(actor: Actor) -> QuerySet[Recording]:
    """Those of the calls that the actor sees."""
    recordings = Recording.objects.order_by()
    if actor.kind == ActorKind.SYSTEM or leads(actor):
        return recordings
    return recordings.filter(call__staff_id=staff_id(actor)) if is_agent(actor) else recordings.none()


def visible_samples(actor: Actor) -> QuerySet[Sample]:
    """Agents see how their own calls were scored, and nothing before that; those who lead see all."""
    samples = Sample.objects.order_by()
    if actor.kind == ActorKind.SYSTEM or leads(actor):
        return samples
    if not is_agent(actor):
        return samples.none()
    return samples.filter(staff_id=staff_id(actor)).exclude(state=SampleState.DRAWN)


# The units whose staff answer what agents cannot.
support_groups = Lapsing(
    lambda: frozenset(
        units_valid_on(clock.now().astimezone(clock.SHANGHAI).date(), UnitKind.SUPPORT_GROUP).values_list(
            "pk", flat=True
        )
    )
)


def groups_of(actor: Actor) -> frozenset[int]:
    """The support groups for which the actor answers."""
    taking_in = actor.units_with(Duty.TAKE_IN)
    return taking_in & support_groups() if taking_in else frozenset()


def visible_inquiries(actor: Actor) -> QuerySet[Inquiry]:
    """Agents see what they asked, a group's staff what it was asked, those who lead everything."""
    rows = Inquiry.objects.order_by()
    if actor.kind == ActorKind.SYSTEM or leads(actor):
        return rows
    mine = Q(group__in=groups_of(actor))
    if is_agent(actor):
        mine |= Q(asked_by=staff_id(actor))
    return rows.filter(mine)


def lock_inquiry(inquiry_id: UUID, *, actor: Actor) -> Inquiry:
    """The inquiry, locked until the transaction ends; raises OutOfScope."""
    rows = visible_inquiries(actor).select_for_update(of=("self",), no_key=True)
    inquiry = rows.filter(pk=inquiry_id).first()
    if inquiry is None:
        raise OutOfScope
    return inquiry


def require_agent(actor: Actor) -> int:
    """The agent's account; raises MissingDuty for anybody else."""
    if not is_agent(actor):
        raise MissingDuty
    return staff_id(actor)


def require_seat(actor: Actor) -> int:
    """The account of whoever may sit at a seat: agents, and those who lead."""
    if not is_agent(actor):
        require_leader(actor)
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
