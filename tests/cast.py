"""The standing cast: a small province with its people, and cases brought as far as a test needs them.

Use the fixture `cast`; every step goes through the real operations, at 9 March 2020, noon, or when told.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fenbo.cases.models import Case, Channel, WorkOrder
from fenbo.cases.operations import centre, intake, review, units
from fenbo.cases.operations.intake import Request, Who
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.directory.actors import Actor, of_staff
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff, Unit, UnitKind

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)  # a Monday, 12:00 in Xining
PHONE = "13897210001"
PASSWORD = "Curtain-up-2020"

PLACES = [
    ("centre", "分拨中心", UnitKind.CENTRE, None),
    ("finance", "财政税收保障组", UnitKind.SPECIAL_GROUP, "centre"),
    ("justice", "省司法厅", UnitKind.DEPARTMENT, "finance"),
    ("prisons", "省监狱管理局", UnitKind.SUB_UNIT, "justice"),
    ("trade", "商贸物流推进组", UnitKind.SPECIAL_GROUP, "centre"),
    ("commerce", "省商务厅", UnitKind.DEPARTMENT, "trade"),
]
PEOPLE = {
    "agent": [(Duty.TAKE_IN, "centre")],
    "dispatcher": [(Duty.DISPATCH, "centre"), (Duty.TAKE_IN, "centre"), (Duty.REVIEW, "centre")],
    "handler": [(Duty.HANDLE, "justice")],
    "neighbour": [(Duty.HANDLE, "commerce")],
    "beneath": [(Duty.HANDLE, "prisons")],
    "grouper": [(Duty.HANDLE, "finance")],
    "caller": [(Duty.FOLLOW_UP, "centre")],
    "supervisor": [(Duty.SUPERVISE, "centre")],
    "overseer": [(Duty.SUPERVISE, "justice")],
    "leader": [(Duty.LEAD, "centre"), (Duty.SUPERVISE, "centre")],
    "outsider": [],
}


@dataclass
class Cast:
    """`cast.handler` is the acting person, `cast.staff["handler"]` the account, `cast.unit["justice"]` the unit."""

    unit: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    now: datetime = NOON

    def __getattr__(self, name: str) -> Actor:
        return of_staff(self.__dict__["staff"][name], self.now)

    @staticmethod
    def requester(case: Case) -> Actor:
        return Actor.requester([case.pk])

    def received(self, *, phone: str = PHONE, at: datetime | None = None, **about: Any) -> Case:
        """A case that waits at the centre."""
        values: dict[str, Any] = {
            "kind": Kind.HELP,
            "title": "工程款何时支付",
            "content": "监狱项目已完工百分之九十五，工程款一直没有支付，请帮助协调。",
            "channel": Channel.WEBSITE,
            "who": Who(name="王小明", phone=phone),
            **about,
        }
        return intake.submit(request=Request(**values), actor=Actor.public(), now=at or self.now)

    def dispatched(
        self, to: str = "justice", *, co: tuple[str, ...] = (), at: datetime | None = None, **about: Any
    ) -> WorkOrder:
        """The lead unit's order of a new case."""
        case = self.received(at=at, **about)
        centre.dispatch(
            case_id=case.pk,
            lead=self.unit[to].pk,
            co_units=[self.unit[slug].pk for slug in co],
            instruction="请核实后答复",
            actor=self.dispatcher,
            now=at or self.now,
        )
        return case.orders.get(unit=self.unit[to])

    def signed(
        self, to: str = "justice", *, by: str = "handler", at: datetime | None = None, **about: Any
    ) -> WorkOrder:
        """An order that its unit has signed in."""
        order = self.dispatched(to, at=at, **about)
        return units.sign_in(order_id=order.pk, actor=getattr(self, by), now=at or self.now)

    def replied(self, *, at: datetime | None = None, **about: Any) -> WorkOrder:
        """An order whose reply the centre has to review."""
        order = self.signed(at=at, **about)
        return units.reply(
            order_id=order.pk,
            text="经核实，工程款已列入本月计划，将于月底前支付。",
            basis="《政府投资条例》",
            actor=self.handler,
            now=at or self.now,
        )

    def closed(self, *, at: datetime | None = None, **about: Any) -> Case:
        """A case that justice has answered."""
        order = self.replied(at=at, **about)
        return review.issue(case_id=order.case_id, actor=self.dispatcher, now=at or self.now)

    def answer_again(self, case: Case, *, at: datetime) -> Case:
        """Justice handles the round that is open now, and the requester is answered once more."""
        order = case.orders.get(unit=self.unit["justice"], ended_at=None)
        units.sign_in(order_id=order.pk, actor=self.handler, now=at)
        units.reply(order_id=order.pk, text="已再次核实，明日支付。", actor=self.handler, now=at)
        return review.issue(case_id=case.pk, actor=self.dispatcher, now=at)

    def fresh(self, row: Case | WorkOrder | UUID) -> Case:
        """The case as the database has it now."""
        key = row if isinstance(row, UUID) else row.pk if isinstance(row, Case) else row.case_id
        return Case.objects.get(pk=key)


@pytest.fixture
def cast(db: None) -> Cast:
    lapsing.forget_all()
    return enter()


def enter() -> Cast:
    """Everybody on the stage."""
    cast = Cast()
    for slug, name, kind, parent in PLACES:
        above = cast.unit[parent] if parent else None
        cast.unit[slug] = Unit.objects.create(slug=slug, name=name, kind=kind, parent=above)
    for username, posts in PEOPLE.items():
        person = Staff(username=username, full_name=f"{username}同志")
        person.set_password(PASSWORD)
        person.save()
        cast.staff[username] = person
        for duty, slug in posts:
            Post.objects.create(staff=person, unit=cast.unit[slug], duty=duty)
    return cast


def hours(number: float) -> timedelta:
    return timedelta(hours=number)
