"""The stage for tests of cases: the seeded province with its people, and cases brought as far as a test needs them.

Every step goes through the real operations, at noon of 9 March 2020 or when `later` has moved the hands on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel, Clock, WorkOrder
from fenbo.cases.operations import (
    centre,
    ending,
    handoff,
    intake,
    merging,
    requester,
    returns,
    review,
    units,
)
from fenbo.cases.operations.intake import Request, Who
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff, Unit
from fenbo.journal import queries as journal

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)  # a Monday, 12:00 in Xining
PHONE = "13897210001"
CONTENT = "监狱项目已完工百分之九十五，工程款一直没有支付，请帮助协调。"
ANSWER = "经核实，工程款已列入本月计划，将于月底前支付。"
# Who acts where a test does not say: a dispatcher who may also review.
DISPATCHER = "dispatcher2"


@dataclass
class Stage:
    """`stage.unit("justice")`, `stage.person("agent1")`, and the way of a case step by step."""

    now: datetime = NOON
    _units: dict[str, Unit] = field(default_factory=dict)
    _people: dict[str, Actor] = field(default_factory=dict)
    _handlers: dict[int, Actor] = field(default_factory=dict)

    def later(self, **time: float) -> datetime:
        """Move the hands on; returns the new now."""
        self.now += timedelta(**time)
        return self.now

    def unit(self, slug: str) -> Unit:
        if slug not in self._units:
            self._units[slug] = Unit.objects.get(slug=slug)
        return self._units[slug]

    def person(self, username: str) -> Actor:
        if username not in self._people:
            self._people[username] = of_staff(Staff.objects.get(username=username), self.now)
        return self._people[username]

    @property
    def dispatcher(self) -> Actor:
        return self.person(DISPATCHER)

    def handler(self, at: str | WorkOrder) -> Actor:
        """Somebody who handles at this unit, or at the unit of this order."""
        unit_id = self.unit(at).pk if isinstance(at, str) else at.unit_id
        if unit_id not in self._handlers:
            post = Post.objects.filter(unit=unit_id, duty=Duty.HANDLE).select_related("staff").earliest("id")
            self._handlers[unit_id] = of_staff(post.staff, self.now)
        return self._handlers[unit_id]

    @staticmethod
    def requester(*cases: Case) -> Actor:
        return Actor.requester(case.pk for case in cases)

    # The way of a case.

    def request(self, **about: Any) -> Request:
        values: dict[str, Any] = {
            "kind": Kind.HELP,
            "title": "工程款何时支付",
            "content": CONTENT,
            "channel": Channel.WEBSITE,
            "who": Who(name="王小明", phone=PHONE),
            **about,
        }
        return Request(**values)

    def received(self, **about: Any) -> Case:
        """A case that waits at the centre."""
        return intake.submit(request=self.request(**about), actor=Actor.public(), now=self.now)

    def draft(self, **about: Any) -> Case:
        return intake.save_draft(request=self.request(**about), actor=self.person("agent1"), now=self.now)

    def dispatch(self, case: Case, to: str = "justice", co: tuple[str, ...] = (), **about: Any) -> WorkOrder:
        """Give the case out; the lead's order."""
        centre.dispatch(
            case_id=case.pk,
            lead=self.unit(to).pk,
            co_units=[self.unit(slug).pk for slug in co],
            actor=self.dispatcher,
            now=self.now,
            **about,
        )
        return self.order(case, to)

    def order(self, case: Case, at: str) -> WorkOrder:
        """The newest order of this unit."""
        return case.orders.filter(unit=self.unit(at)).latest("given_at", "id")

    def sign(self, order: WorkOrder) -> WorkOrder:
        return units.sign_in(order_id=order.pk, actor=self.handler(order), now=self.now)

    def delegate(self, order: WorkOrder, to: str) -> WorkOrder:
        return units.delegate(
            order_id=order.pk, unit_id=self.unit(to).pk, actor=self.handler(order), now=self.now
        )

    def ask_co_unit(self, order: WorkOrder, to: str) -> WorkOrder:
        return units.ask_co_unit(
            order_id=order.pk, unit_id=self.unit(to).pk, actor=self.handler(order), now=self.now
        )

    def reply(self, order: WorkOrder, text: str = ANSWER) -> WorkOrder:
        return units.reply(
            order_id=order.pk, text=text, basis="《政府投资条例》", actor=self.handler(order), now=self.now
        )

    def ask_return(self, order: WorkOrder, suggested: str = "", reason: str = "不属本单位职责") -> None:
        returns.ask_return(
            order_id=order.pk,
            reason=reason,
            suggested_unit=self.unit(suggested).pk if suggested else None,
            actor=self.handler(order),
            now=self.now,
        )

    def agree_return(self, order: WorkOrder, to: str = "", by: Actor | None = None) -> WorkOrder | None:
        return returns.agree_return(
            order_id=order.pk,
            next_unit=self.unit(to).pk if to else None,
            actor=by or self.dispatcher,
            now=self.now,
        )

    def issue(self, case: Case, text: str | None = None) -> Case:
        return review.issue(case_id=case.pk, text=text, actor=self.dispatcher, now=self.now)

    def merge(self, case: Case, into: Case) -> Case:
        return merging.merge(
            case_id=case.pk, into=into.pk, reason="同一件事", actor=self.dispatcher, now=self.now
        )

    def hand_off(self, case: Case, to: str = "beijing-12345") -> WorkOrder:
        handoff.hand_off(
            case_id=case.pk,
            unit_id=self.unit(to).pk,
            letter="请贵中心协助核实",
            actor=self.dispatcher,
            now=self.now,
        )
        return self.order(case, to)

    def ask_info(self, case: Case) -> Case:
        return centre.ask_info(
            case_id=case.pk, question="请提供合同编号", actor=self.dispatcher, now=self.now
        )

    def supply_info(self, case: Case, text: str = "合同编号 2019-17") -> Case:
        return requester.supply_info(case_id=case.pk, text=text, actor=self.requester(case), now=self.now)

    # Cases that have come as far as a state.

    def signed(self, to: str = "justice", co: tuple[str, ...] = (), **about: Any) -> WorkOrder:
        """The lead's order of a new case, signed in."""
        return self.sign(self.dispatch(self.received(**about), to, co))

    def replied(self, to: str = "justice", **about: Any) -> WorkOrder:
        return self.reply(self.signed(to, **about))

    def closed(self, to: str = "justice", **about: Any) -> Case:
        return self.issue(self.replied(to, **about).case)

    def in_state(self, state: CaseState, **about: Any) -> Case:
        """A case that has come to rest in this state; none rests in `issued`, which `closed` follows at once."""
        return fresh(MAKERS[state](self, about))


def _info_wanted(stage: Stage, about: dict[str, Any]) -> Case:
    return stage.ask_info(stage.received(**about))


def _info_wanted_in_hand(stage: Stage, about: dict[str, Any]) -> Case:
    return stage.ask_info(stage.signed(**about).case)


def _not_accepted(stage: Stage, about: dict[str, Any]) -> Case:
    case = stage.received(**about)
    return centre.not_accept(
        case_id=case.pk,
        reason="已进入诉讼程序",
        legal_way="请向受诉人民法院提出",
        actor=stage.dispatcher,
        now=stage.now,
    )


def _merged(stage: Stage, about: dict[str, Any]) -> Case:
    return stage.merge(stage.received(**about), into=stage.received(**about))


def _withdrawn(stage: Stage, about: dict[str, Any]) -> Case:
    case = stage.received(**about)
    return requester.withdraw(case_id=case.pk, actor=stage.requester(case), now=stage.now)


def _archived(stage: Stage, about: dict[str, Any]) -> Case:
    case = stage.closed(**about)
    return ending.archive(case_id=case.pk, actor=stage.dispatcher, now=stage.now)


MAKERS: Mapping[CaseState, Callable[[Stage, dict[str, Any]], Case]] = {
    CaseState.DRAFT: lambda stage, about: stage.draft(**about),
    CaseState.RECEIVED: lambda stage, about: stage.received(**about),
    CaseState.INFO_WANTED: _info_wanted,
    CaseState.DISPATCHED: lambda stage, about: stage.dispatch(stage.received(**about)).case,
    CaseState.IN_HAND: lambda stage, about: stage.signed(**about).case,
    CaseState.INFO_WANTED_IN_HAND: _info_wanted_in_hand,
    CaseState.REPLIED: lambda stage, about: stage.replied(**about).case,
    CaseState.CLOSED: lambda stage, about: stage.closed(**about),
    CaseState.NOT_ACCEPTED: _not_accepted,
    CaseState.HANDED_OFF: lambda stage, about: stage.hand_off(stage.received(**about)).case,
    CaseState.MERGED: _merged,
    CaseState.WITHDRAWN: _withdrawn,
    CaseState.ARCHIVED: _archived,
}


def fresh(case: Case) -> Case:
    """The case as the database has it now."""
    return Case.objects.select_related("requester").get(pk=case.pk)


def moves_of(case: Case) -> list[str]:
    return [event.move for event in journal.events_of(case.pk)]


def last_event(case: Case) -> journal.Event:
    event = journal.events_of(case.pk).last()
    assert event is not None
    return event


def running(case: Case, hop: Hop | None = None) -> list[Clock]:
    """The case's clocks that have not stopped, paused ones too."""
    clocks = Clock.objects.filter(case=case, stopped_at=None).select_related("unit").order_by("id")
    return list(clocks.filter(hop=hop) if hop else clocks)


def clock_of(order: WorkOrder, hop: Hop) -> Clock:
    """The order's newest clock of this hop."""
    return order.clocks.filter(hop=hop).latest("id")
