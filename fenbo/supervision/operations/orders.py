"""Supervision orders (督办单): issued with a date of their own, answered by the unit, struck off by the supervisor."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import WorkOrder
from fenbo.cases.operations.texts import wanted
from fenbo.cases.operations.turn import Facts, Turn, turn
from fenbo.cases.scope import centre_id
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision.models import Fault, FaultKind, SupervisionOrder, SupervisionState, Weight

S = SupervisionState


def supervise(
    *,
    case_id: UUID,
    text: str,
    due_at: datetime,
    unit_id: int | None = None,
    weight: Weight = Weight.ORDINARY,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> SupervisionOrder:
    """Order a unit to account for the case by `due_at`: the lead unit, unless another one that has had it is named.

    In a leader's name only a leader orders.
    """
    text = wanted(text, field="text", most=500)
    if due_at <= now:
        raise InvalidInput(_("督办期限应当晚于现在。"), field="due_at")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.SUPERVISE, mine.case)
        if weight == Weight.LEADER and not actor.has(Duty.LEAD, centre_id()):
            raise InvalidInput(_("领导督办由领导发出。"), field="weight")
        unit = _addressee(mine, unit_id)
        facts: Facts = {"to_unit": str(unit), "until": due_at.isoformat(), "remark": text}
        if weight != Weight.ORDINARY:
            facts["level"] = str(weight.label)
        mine.make(Move.SUPERVISE, **facts)
        mine.tell(unit.pk, _acting(unit.pk), Topic.SUPERVISED, text)
        try:
            with transaction.atomic():
                return SupervisionOrder.objects.create(
                    case=mine.case,
                    unit=unit,
                    weight=weight,
                    text=text,
                    issued_by=actor.name,
                    issued_at=now,
                    due_at=due_at,
                )
        except IntegrityError:
            message = _("对“%(unit)s”的督办还没有销号，不能重复督办。")
            raise InvalidInput(message % {"unit": unit}, field="unit_id") from None


def _addressee(mine: Turn, unit_id: int | None) -> Unit:
    wanted_id = unit_id or mine.case.lead_unit_id or centre_id()
    unit = Unit.objects.filter(pk=wanted_id).first()
    involved = wanted_id == centre_id() or WorkOrder.objects.filter(case=mine.case, unit=wanted_id).exists()
    if unit is None or not involved:
        raise InvalidInput(_("请选择承办过这件诉求的单位。"), field="unit_id")
    return unit


def _acting(unit_id: int) -> Duty:
    return Duty.DISPATCH if unit_id == centre_id() else Duty.HANDLE


def answer(*, order_id: UUID, text: str, actor: Actor, now: datetime) -> SupervisionOrder:
    """The unit says what has been done; also after the date, which stays on the order."""
    text = wanted(text, field="text", most=1000)
    order = _find(order_id, actor)
    with turn(order.case_id, actor=actor, now=now) as mine:
        order = _locked(order_id)
        if not actor.has(_acting(order.unit_id), order.unit_id):
            raise MissingDuty
        _check(order, S.OPEN)
        order.state, order.answer, order.answered_by, order.answered_at = S.ANSWERED, text, actor.name, now
        order.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        mine.record(Move.NOTE, order.unit_id, unit=str(order.unit), remark=_("督办答复：") + text)
        mine.tell(centre_id(), Duty.SUPERVISE, Topic.SUPERVISED, text)
        return order


def strike_off(*, order_id: UUID, remark: str, actor: Actor, now: datetime) -> SupervisionOrder:
    """The supervisor is content with the answer (销号)."""
    return _judge(order_id, remark, S.CLOSED, actor, now)


def refuse_answer(*, order_id: UUID, remark: str, actor: Actor, now: datetime) -> SupervisionOrder:
    """The answer does not do: the unit answers again; the date stays as it was."""
    return _judge(order_id, remark, S.OPEN, actor, now)


def _judge(
    order_id: UUID, remark: str, state: SupervisionState, actor: Actor, now: datetime
) -> SupervisionOrder:
    remark = wanted(remark, field="remark", most=500)
    order = _find(order_id, actor)
    with turn(order.case_id, actor=actor, now=now) as mine:
        scope.require(actor, Move.SUPERVISE, mine.case)
        order = _locked(order_id)
        _check(order, S.ANSWERED)
        order.state, order.remark, order.closed_at = state, remark, now if state == S.CLOSED else None
        order.save(update_fields=["state", "remark", "closed_at"])
        said = _("督办销号：") if state == S.CLOSED else _("督办答复退回：")
        mine.record(Move.NOTE, order.unit_id, unit=str(order.unit), remark=said + remark)
        mine.tell(order.unit_id, _acting(order.unit_id), Topic.SUPERVISED, said + remark)
        return order


def _find(order_id: UUID, actor: Actor) -> SupervisionOrder:
    cases = scope.visible_cases(actor)
    order = SupervisionOrder.objects.filter(pk=order_id, case__in=cases).first()
    if order is None:
        raise OutOfScope
    return order


def _locked(order_id: UUID) -> SupervisionOrder:
    """As it stands now that the case is locked."""
    return SupervisionOrder.objects.select_related("unit").get(pk=order_id)


def _check(order: SupervisionOrder, state: SupervisionState) -> None:
    if order.state != state:
        raise IllegalMove(_("这张督办单刚才已经办过，请刷新后再看。"))


@transaction.atomic
def tell_overdue(*, now: datetime) -> int:
    """Say once of each supervision order that its date has passed; returns how many."""
    late = SupervisionOrder.objects.filter(state=S.OPEN, due_at__lte=now, overdue_told_at=None)
    orders = list(late.select_for_update(skip_locked=True, no_key=True).order_by("due_at")[:500])
    notices.post([notice for order in orders for notice in _notices(order, now)])
    Fault.objects.bulk_create([_fault(order) for order in orders], ignore_conflicts=True)
    SupervisionOrder.objects.filter(pk__in=[order.pk for order in orders]).update(overdue_told_at=now)
    return len(orders)


def _notices(order: SupervisionOrder, now: datetime) -> list[Notice]:
    addressees = ((order.unit_id, _acting(order.unit_id)), (centre_id(), Duty.SUPERVISE))
    return [
        Notice(
            key=f"supervision:{order.pk}:{unit_id}:{duty}",
            topic=Topic.RED,
            unit_id=unit_id,
            duty=duty,
            subject=order.case_id,
            text=_("督办逾期未答复"),
            created_at=now,
        )
        for unit_id, duty in addressees
    ]


def _fault(order: SupervisionOrder) -> Fault:
    return Fault(
        unit_id=order.unit_id,
        case_id=order.case_id,
        kind=FaultKind.LATE_SUPERVISION,
        source=f"supervision:{order.pk}",
        at=order.due_at,
    )
