"""Sums instead of alerts: each post once an hour on the desk, each person once an interval by mail or WeChat."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fenbo.cases.models import Case, Clock, Requester
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Staff, Unit, UnitKind
from fenbo.notices import people, sending, wishes
from fenbo.notices.models import Address, By, Every, Message, Notice, Way
from fenbo.notices.texts import wordings
from fenbo.notices.topics import Topic
from fenbo.supervision.operations import digests, warnings
from tests.cast import NOON, PHONE, Cast, hours

PEOPLE, CASES = 500, 5_000


def told(duty: Duty = Duty.SUPERVISE) -> list[str]:
    rows = Notice.objects.filter(topic=Topic.DIGEST, duty=duty).order_by("created_at")
    return list(rows.values_list("text", flat=True))


def wants(cast: Cast, name: str, by: By = By.EMAIL, every: Every = Every.HOUR, **about: str) -> Staff:
    person = cast.staff[name]
    for field, value in about.items():
        setattr(person, field, value)
    person.save()
    wishes.choose(staff_id=person.pk, by=by, every=every, email=f"{name}@12345.example")
    return person


def sent() -> list[str]:
    return [message.text for message in Message.objects.order_by("created_at", "pk")]


def test_what_turned_in_the_last_hour_is_one_notice_to_the_supervisors(cast: Cast) -> None:
    for _turn in range(3):
        cast.dispatched(at=NOON)
    cast.received(at=NOON + hours(2.1))
    warnings.warn(now=NOON + hours(2.5))

    digests.tell(now=NOON + hours(3.05))
    assert told() == ["14:00至15:00新增超时3个环节、预警1个。超时的单位：省司法厅 3。"]
    assert Notice.objects.get(topic=Topic.DIGEST, duty=Duty.SUPERVISE).unit == cast.unit["centre"]
    assert told(Duty.HANDLE) == ["14:00至15:00新增超时3个环节、预警0个。"]
    assert told(Duty.DISPATCH) == ["14:00至15:00新增超时0个环节、预警1个。"]


def test_a_unit_reads_how_many_orders_came_in(cast: Cast) -> None:
    for _turn in range(2):
        cast.dispatched(at=NOON)
    digests.tell(now=NOON + hours(1))
    assert told(Duty.HANDLE) == ["12:00至13:00收到工单2件。"]
    assert not told()


def test_the_same_hour_is_told_once_and_a_quiet_one_not_at_all(cast: Cast) -> None:
    cast.received(at=NOON)
    warnings.warn(now=NOON + hours(0.6))
    digests.tell(now=NOON + hours(1.01))
    digests.tell(now=NOON + hours(1.5))

    assert len(told()) == 1
    assert digests.tell(now=NOON + hours(2.01)) == 0
    assert len(told()) == 1


@pytest.mark.parametrize(("urgency", "alerts"), [(Urgency.ORDINARY, 0), (Urgency.URGENT, 1)])
def test_only_what_is_urgent_is_told_clock_by_clock(cast: Cast, urgency: Urgency, alerts: int) -> None:
    cast.received(at=NOON, urgency=urgency)
    warnings.warn(now=NOON + hours(50))

    assert Notice.objects.filter(topic__in=(Topic.RED, Topic.AMBER)).count() == alerts
    assert not Notice.objects.filter(duty=Duty.SUPERVISE, topic__in=(Topic.RED, Topic.AMBER)).exists()


def test_whoever_wants_it_by_mail_gets_one_for_all_posts_together(cast: Cast, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    wants(cast, "dispatcher")
    Post.objects.create(staff=cast.staff["dispatcher"], unit=cast.unit["justice"], duty=Duty.HANDLE)
    cast.dispatched(at=NOON)
    cast.received(at=NOON)
    warnings.warn(now=NOON + hours(0.7))
    for _twice in range(2):
        digests.tell(now=NOON + hours(1))

    assert sending.send_waiting(now=NOON + hours(1)) == 1
    [letter] = mail.outbox
    assert letter.to == ["dispatcher@12345.example"]
    assert letter.subject == "工单汇总"
    assert letter.body.startswith("12:00至13:00：收到工单1件，新增超时1个环节、预警0个，请登录")


def test_whoever_linked_wechat_with_the_same_telephone_gets_it_there(cast: Cast, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    settings.WECHAT = {
        **settings.WECHAT,
        "app_id": "wx0123456789abcdef",
        "secret": "secret",
        "templates": {"digest": {"id": "T1", "fields": {}}},
    }
    person = people.person_at(by=By.SMS, value=PHONE, now=NOON)
    openid = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
    Address.objects.create(
        person=person, by=By.WECHAT, value=openid, index=people.index_of(By.WECHAT, openid), since=NOON
    )
    wants(cast, "handler", By.WECHAT, phone=PHONE)
    wants(cast, "neighbour", By.WECHAT, phone="13897210002")
    cast.dispatched("justice", at=NOON)
    cast.dispatched("commerce", at=NOON)
    digests.tell(now=NOON + hours(1))

    ways = {(way.by, way.to) for way in Way.objects.filter(place=0)}
    assert ways == {("wechat", openid), ("email", "neighbour@12345.example")}
    assert [way.to for way in Way.objects.filter(place=1)] == ["handler@12345.example"]


def test_nobody_who_left_is_told(cast: Cast, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    person = wants(cast, "handler")
    person.is_active = False
    person.save()
    wants(cast, "neighbour")
    Post.objects.filter(staff=cast.staff["neighbour"]).update(valid_to="2020-03-08")
    cast.dispatched("justice", at=NOON)
    cast.dispatched("commerce", at=NOON)
    digests.tell(now=NOON + hours(1))
    assert not sent()


@pytest.mark.parametrize(
    ("every", "hour", "since"),
    [
        (Every.HOUR, 9, 8),
        (Every.HOUR, 22, 21),
        (Every.HOUR, 8, -2),  # the night
        (Every.HOUR, 23, None),
        (Every.HOUR, 3, None),
        (Every.FOUR_HOURS, 12, 8),
        (Every.FOUR_HOURS, 8, -4),
        (Every.FOUR_HOURS, 9, None),
        (Every.DAY, 8, -16),
        (Every.DAY, 12, None),
    ],
)
def test_the_stretches_leave_no_gap_and_no_night_is_disturbed(
    every: Every, hour: int, since: int | None
) -> None:
    midnight = datetime(2020, 3, 8, 16, tzinfo=UTC)
    wanted = None if since is None else midnight + timedelta(hours=since)
    assert wishes.since(every, midnight + timedelta(hours=hour)) == wanted


def crowd(people_count: int, cases: int, name: str = "one") -> None:
    """So many people, ten at each unit, who all want it by mail, and so many open cases whose clocks have run out."""
    units = Unit.objects.bulk_create(
        Unit(slug=f"{name}-{n}", name=f"单位{n}", kind=UnitKind.DEPARTMENT)
        for n in range(max(people_count // 10, 1))
    )
    staff = Staff.objects.bulk_create(Staff(username=f"{name}-{n}") for n in range(people_count))
    Post.objects.bulk_create(
        Post(staff=one, unit=units[n % len(units)], duty=Duty.HANDLE) for n, one in enumerate(staff)
    )
    for one in staff:
        wishes.choose(staff_id=one.pk, by=By.EMAIL, every=Every.HOUR, email=f"{one.username}@12345.example")
    requester = Requester.objects.create()
    rows = Case.objects.bulk_create(
        Case(number=f"{name:>3}{n:010}", state="dispatched", channel="website", kind=Kind.HELP, title="路灯不亮",
             content="路灯不亮", requester=requester, received_at=NOON)
        for n in range(cases)
    )  # fmt: skip
    Clock.objects.bulk_create(
        Clock(
            case=row, hop=Hop.ANSWER, unit=units[n % len(units)], started_at=NOON, amber_at=NOON, due_at=NOON
        )
        for n, row in enumerate(rows)
    )


def test_five_hundred_people_and_five_thousand_late_cases_are_one_digest_each(
    cast: Cast, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    crowd(PEOPLE, CASES)
    assert warnings.warn(now=NOON + hours(0.5)) == CASES
    assert not Notice.objects.exists()

    digests.tell(now=NOON + hours(1))
    ways = [way.to for way in Way.objects.all()]
    assert sorted(ways) == sorted(f"one-{n}@12345.example" for n in range(PEOPLE))
    assert all("新增超时100个环节" in text for text in sent())
    # On the desk one for each post: each of the fifty units', and the centre's supervisors'.
    assert Notice.objects.count() == PEOPLE // 10 + 1
    assert not Notice.objects.exclude(topic=Topic.DIGEST).exists()
    digests.tell(now=NOON + hours(1.2))
    assert Message.objects.count() == PEOPLE


def test_twenty_people_cost_no_more_queries_than_two(cast: Cast, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    costs = []
    wordings()  # kept from then on
    for number, end in ((2, 1), (20, 2)):
        crowd(number, number, name=f"{number}")
        warnings.warn(now=NOON + hours(end - 0.5))
        with CaptureQueriesContext(connection) as asked:
            digests.tell(now=NOON + hours(end))
        costs.append(len(asked))
    assert Message.objects.count() == 22
    assert costs[0] == costs[1]
