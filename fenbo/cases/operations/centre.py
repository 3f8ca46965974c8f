"""What the dispatch centre does with a received request (集中分拨)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases import scope, words
from fenbo.cases.lifecycle import AT_UNITS, CaseState, Move
from fenbo.cases.models import (
    Answer,
    AnswerKind,
    Case,
    CaseNote,
    Clock,
    Ruling,
    Supplement,
    WorkOrder,
    WorkOrderRole,
)
from fenbo.cases.operations.clocks import given_back, hurry, pause
from fenbo.cases.operations.merging import release_members
from fenbo.cases.operations.orders import cancel_orders, find_unit, give, lead_order
from fenbo.cases.operations.review import settle
from fenbo.cases.operations.texts import clean, optional, wanted
from fenbo.cases.operations.turn import Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.queries import category_codes
from fenbo.core.errors import InvalidInput
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.directory.queries import centre, region_codes
from fenbo.notices.topics import Topic

MAX_CO_UNITS = 10


def answer_at_once(
    *, case_id: UUID, text: str, basis: str = "", actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """Answer from what the centre knows, without a unit; the case is closed with it."""
    text, basis = wanted(text, field="text"), optional(basis, field="basis")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.ANSWER_AT_ONCE, basis=basis)
        settle(mine, text=text, basis=basis, kind=AnswerKind.AT_ONCE)
        return mine.case


def not_accept(
    *, case_id: UUID, reason: str, legal_way: str, actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """Refuse what another way of law is made for, and say which (《信访工作条例》第二十二条 for its kind)."""
    reason = wanted(reason, field="reason", most=500)
    legal_way = wanted(legal_way, field="legal_way", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.NOT_ACCEPT, reason=reason, legal_way=legal_way)
        told = _("不予受理的原因：%(reason)s\n您可以通过以下途径解决：%(way)s") % {
            "reason": reason,
            "way": legal_way,
        }
        Answer.objects.create(
            case=mine.case, kind=AnswerKind.NOT_ACCEPTED, text=told, issued_at=now, round=mine.case.round
        )
        mine.stop_clocks(everywhere=True)
        mine.set(answered_at=now, settled_at=now)
        release_members(mine, reason)
        return mine.case


def ask_info(
    *,
    case_id: UUID,
    question: str,
    order_id: UUID | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Ask the requester for what is missing; every clock of the case stands still until it comes or lapses."""
    question = wanted(question, field="question", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        order = scope.visible_orders(actor).filter(pk=order_id, case=mine.case).first() if order_id else None
        mine.make(Move.ASK_INFO, order, question=question)
        Supplement.objects.create(case=mine.case, question=question, asked_by=actor.name, asked_at=now)
        pause(mine)
        mine.start_clock(Hop.MORE_INFO, order.unit_id if order else scope.centre_id())
        return mine.case


def dispatch(
    *,
    case_id: UUID,
    lead: int,
    co_units: Iterable[int] = (),
    instruction: str = "",
    category: str | None = None,
    region: str | None = None,
    urgency: Urgency | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Send the case to a lead unit and co-units, classifying it on the way. Units are given by their keys."""
    instruction = optional(instruction, field="instruction", most=1000)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.DISPATCH, mine.case)
        unit = find_unit(mine, lead, field="lead")
        others = [find_unit(mine, key, field="co_units") for key in dict.fromkeys(co_units) if key != lead]
        if len(others) > MAX_CO_UNITS:
            raise InvalidInput(_("协办单位最多 %(most)s 个。") % {"most": MAX_CO_UNITS}, field="co_units")
        classify(mine, Changes(category=category, region=region, urgency=urgency))
        mine.make(
            Move.DISPATCH, to_unit=str(unit), co_units=[str(o) for o in others], instruction=instruction
        )
        mine.stop_clocks(Hop.DISPATCH)
        give_all(mine, unit, others, instruction)
        return mine.case


def give_all(mine: Turn, lead: Unit, co_units: Iterable[Unit], instruction: str) -> WorkOrder:
    """Give the centre's orders of a dispatch that has been recorded; returns the lead's."""
    sender = centre()
    mine.set(lead_unit_id=lead.pk)
    order = give(mine, lead, given_by=sender, role=WorkOrderRole.LEAD, instruction=instruction, field="lead")
    for unit in co_units:
        give(mine, unit, given_by=sender, role=WorkOrderRole.CO, instruction=instruction, field="co_units")
    return order


def redispatch(
    *, case_id: UUID, lead: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """Take the case from its units and give it to another lead: the centre sees that it went the wrong way."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        scope.require(actor, Move.REDISPATCH, mine.case)
        unit, former = find_unit(mine, lead, field="lead"), mine.case.lead_unit
        mine.make(Move.REDISPATCH, from_unit=str(former), to_unit=str(unit), reason=reason)
        cancel_orders(mine, reason)
        give_all(mine, unit, [], reason)
        return mine.case


def recall(*, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Take the case back from its units into the centre's queue."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.RECALL, from_unit=str(mine.case.lead_unit), reason=reason)
        back_to_queue(mine, reason)
        return mine.case


def back_to_queue(mine: Turn, reason: str) -> None:
    """Nobody has the case now; the centre's clock for dispatching it starts again."""
    cancel_orders(mine, reason)
    mine.set(lead_unit_id=None)
    mine.start_clock(Hop.DISPATCH, scope.centre_id())


def mark_complex(
    *, case_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """The case needs an interim answer within a day and a final one within working days (疑难)."""
    reason = wanted(reason, field="reason", most=500)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.MARK_COMPLEX, reason=reason)
        order = lead_order(mine.case) if mine.case.state in AT_UNITS else None
        former = order.clocks.filter(hop=Hop.ANSWER, stopped_at=None).first() if order else None
        if order is not None and former is not None:
            _give_complex_time(mine, order, former)
        mine.set(is_complex=True)
        return mine.case


def _give_complex_time(mine: Turn, order: WorkOrder, former: Clock) -> None:
    """The time of a complex case counts from the beginning, but for what did not count; an extension stays given."""
    standing = mine.now - former.paused_at if former.paused_at else timedelta()
    since = former.started_at + given_back(former) + standing
    extended = order.extensions.filter(ruling=Ruling.GRANTED).exists()
    mine.stop_clocks(Hop.ANSWER, order=order)
    mine.start_clock(Hop.INTERIM, order.unit_id, order, since=since)
    mine.start_clock(
        Hop.FINAL, order.unit_id, order, since=since, at_least=former.due_at if extended else None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What the centre may correct; None leaves a field as it is."""

    title: str | None = None
    kind: Kind | None = None
    urgency: Urgency | None = None
    category: str | None = None
    region: str | None = None
    is_confidential: bool | None = None
    may_publish: bool | None = None
    under_inquiry: bool | None = None
    names_official: bool | None = None


def correct(
    *, case_id: UUID, changes: Changes, actor: Actor, now: datetime, version: int | None = None
) -> Case:
    """Correct how a case is described; nothing is recorded when nothing differs. Its content stays as told."""
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        changed = classify(mine, changes)
        if changed:
            mine.make(Move.CORRECT, changed=changed)
        return mine.case


def classify(mine: Turn, changes: Changes) -> list[str]:
    """Set what differs and return the names of the fields. Running clocks follow a greater urgency."""
    before = set(mine.changed)
    given = {name: value for name, value in asdict(changes).items() if value is not None}
    _check(given)
    for name, value in given.items():
        mine.set(**{f"{name}_id" if name in ("category", "region") else name: value})
    changed = sorted(name.removesuffix("_id") for name in mine.changed - before)
    if "title" in changed:
        mine.set(words=words.vector(mine.case.title, mine.case.content))
    if {"urgency", "kind"} & set(changed):
        hurry(mine)
    return changed


def _check(given: dict[str, object]) -> None:
    """InvalidInput where a code is unknown or the title empty."""
    if "title" in given:
        given["title"] = clean(str(given["title"]))[:120]
        if not given["title"]:
            raise InvalidInput(_("标题不能为空。"), field="title")
    check_codes(given.get("category"), given.get("region"))


def check_codes(category: object, region: object) -> None:
    """InvalidInput for codes that the catalogue and the directory do not have; None and empty are left out."""
    if category and category not in category_codes():
        raise InvalidInput(_("没有这个分类，请重新选择。"), field="category")
    if region and region not in region_codes():
        raise InvalidInput(_("没有这个地区，请重新选择。"), field="region")


def note(*, case_id: UUID, text: str, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Leave a remark that only staff see."""
    text = wanted(text, field="text", most=1000)
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.NOTE)
        CaseNote.objects.create(case=mine.case, text=text, written_by=actor.name, written_at=now)
        return mine.case


def decide(
    *,
    case_id: UUID,
    text: str,
    due_at: datetime | None = None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Note what the morning meeting decided, and by when; the units that hold the case are told."""
    text = wanted(text, field="text", most=1000)
    if due_at is not None and due_at <= now:
        raise InvalidInput(_("完成时间应当晚于现在。"), field="due_at")
    with turn(case_id, actor=actor, now=now, version=version) as mine:
        mine.make(Move.DECIDE, until=due_at.isoformat() if due_at else "")
        CaseNote.objects.create(
            case=mine.case,
            text=text,
            is_decision=True,
            due_at=due_at,
            written_by=actor.name,
            written_at=now,
        )
        if mine.case.state in (*AT_UNITS, CaseState.INFO_WANTED_IN_HAND) and mine.case.lead_unit_id:
            mine.tell(mine.case.lead_unit_id, Duty.HANDLE, Topic.DECIDED, text)
        return mine.case
