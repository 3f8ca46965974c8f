"""Requesters are told what happens to their case, once for each event, wherever they are reached."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from fenbo.cases.models import Case, Channel
from fenbo.cases.operations import centre, extensions, intake, review, units
from fenbo.cases.operations.following import follow
from fenbo.cases.operations.intake import Request, Who
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.core.clock import frozen
from fenbo.core.errors import Refused
from fenbo.directory.actors import Actor
from fenbo.journal.consumers import at_once
from fenbo.notices import operations, people, sending
from fenbo.notices.models import Address, By, Message, Person, Way, Wording
from fenbo.notices.texts import Text
from fenbo.publication import operations as publication
from tests.cast import NOON, PHONE, Cast, hours
from tests.notices.gateway import Fake, gateway
from tests.notices.test_short_messages import SETTING
from tests.officialaccount.servers import Wechat, wechat
from tests.publication.conftest import add_publisher

OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
FIELDS = {"character_string1": "number", "thing2": "text"}


@pytest.fixture
def texts(settings: Settings, db: None) -> Iterator[Fake]:
    with gateway("aliyun") as shown:
        settings.SMS = {
            **SETTING,
            "provider": "aliyun",
            "endpoint": shown.url,
            "templates": {kind.value: f"SMS_{kind}" for kind in Text},
        }
        yield shown


@pytest.fixture
def account(settings: Settings, db: None) -> Iterator[Wechat]:
    with wechat() as shown:
        shown.followers = {OPENID}
        settings.WECHAT = {
            **settings.WECHAT,
            "app_id": "wx0123456789abcdef",
            "secret": shown.secret,
            "api": shown.url,
            "templates": {kind.value: {"id": "TM1", "fields": FIELDS} for kind in Text},
        }
        yield shown


def told() -> list[str]:
    return [row.kind for row in Message.objects.order_by("created_at", "pk")]


def by_wechat(case: Case) -> Person:
    person = people.person_at(by=By.WECHAT, value=OPENID, now=NOON)
    follow(case=case, person=person, now=NOON)
    return person


def test_without_any_way_nothing_is_written_and_nothing_asked(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        cast.closed()
    assert not any("notices_" in query["sql"] and "notices_notice" not in query["sql"] for query in asked)
    assert not Message.objects.exists()


def test_each_event_is_told_in_its_own_words(cast: Cast, texts: Fake) -> None:
    case = cast.closed()

    assert told() == [Text.RECEIVED, Text.ANSWERED]
    received, answered = Message.objects.order_by("created_at", "pk")
    assert case.query_code in received.text
    assert str(case) in answered.text
    assert "已答复" in answered.text
    assert case.query_code not in answered.text
    assert sending.send_waiting(now=NOON) == 2
    assert [taken["PhoneNumbers"] for taken in texts.taken] == [PHONE, PHONE]


def test_by_mail_and_wechat_also_what_a_short_message_is_too_dear_for(
    cast: Cast, account: Wechat, texts: Fake
) -> None:
    order = cast.dispatched()
    by_wechat(order.case)
    centre.redispatch(
        case_id=order.case_id, lead=cast.unit["commerce"].pk, reason="归口", actor=cast.dispatcher, now=NOON
    )
    message = Message.objects.get(kind=Text.DISPATCHED)
    assert "省商务厅" in message.text
    assert [way.by for way in message.ways.all()] == [By.WECHAT]
    sending.send_waiting(now=NOON)
    [(kind, said)] = account.taken
    assert (kind, said["touser"], said["client_msg_id"]) == ("template", OPENID, str(message.ways.get().pk))
    assert said["data"]["character_string1"]["value"] == str(order.case)
    assert len(said["data"]["thing2"]["value"]) <= 20


def test_whoever_no_longer_follows_the_account_gets_the_same_words_as_a_short_message(
    cast: Cast, account: Wechat, texts: Fake
) -> None:
    order = cast.replied()
    by_wechat(order.case)
    account.followers.clear()
    Message.objects.all().delete()
    cast.now = NOON + hours(1)
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=cast.now)
    assert sending.send_waiting(now=cast.now) == 1

    message = Message.objects.get()
    first, second = message.ways.order_by("place")
    assert (first.by, first.trouble, first.given_up_at) == (By.WECHAT, "43004", cast.now)
    assert (second.by, second.sent_at) == (By.SMS, cast.now)
    assert message.given_up_at is None
    assert len(texts.taken) == 1
    assert sending.send_waiting(now=cast.now + hours(100)) == 0


def test_where_no_way_is_left_it_is_given_up_and_can_be_sent_again(
    cast: Cast, account: Wechat, texts: Fake
) -> None:
    order = cast.dispatched()
    by_wechat(order.case)
    Message.objects.all().delete()
    units.sign_in(order_id=order.pk, actor=cast.handler, now=NOON)
    account.followers.clear()
    texts.answers = ["isv.MOBILE_NUMBER_ILLEGAL"]
    centre.ask_info(case_id=order.case_id, question="合同编号是多少？", actor=cast.dispatcher, now=NOON)
    assert sending.send_waiting(now=NOON) == 0
    message = Message.objects.get()
    assert message.given_up_at == NOON

    account.followers.add(OPENID)
    assert operations.try_again(message_id=message.pk, now=NOON)
    assert not operations.try_again(message_id=message.pk, now=NOON)
    assert sending.send_waiting(now=NOON) == 1
    assert [way.sent_at for way in message.ways.order_by("place")] == [NOON, None]


def test_a_quota_that_is_used_up_waits_and_costs_no_try(cast: Cast, account: Wechat) -> None:
    case = cast.received()
    by_wechat(case)
    centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=NOON)
    account.answers = [45009]
    assert sending.send_waiting(now=NOON) == 0
    assert sending.send_waiting(now=NOON + hours(1)) == 0
    way = Way.objects.get()
    assert (way.tries, way.trouble) == (0, "45009")
    assert sending.send_waiting(now=NOON + hours(5)) == 1


def test_a_token_that_ends_in_the_middle_of_a_batch_loses_no_message(cast: Cast, account: Wechat) -> None:
    for _number in range(6):
        case = cast.received()
        by_wechat(case)
        centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=NOON)
    account.lasts = 200  # ends within the margin: every call asks anew
    account.expire()
    assert sending.send_waiting(now=NOON) == 6
    assert len(account.taken) == 6


def at_night(hour: int) -> datetime:
    """That hour of 9 March in Xining."""
    return NOON + hours(hour - 12)


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (at_night(21), at_night(21)),
        (at_night(22), at_night(24) + hours(7.5)),
        (at_night(25), at_night(24) + hours(7.5)),
        (at_night(24) + hours(7.5), at_night(24) + hours(7.5)),
    ],
)
def test_at_night_nobody_is_woken(cast: Cast, texts: Fake, at: datetime, begins: datetime) -> None:
    case = cast.received(at=NOON)
    Message.objects.all().delete()
    centre.not_accept(
        case_id=case.pk, reason="属于司法程序", legal_way="可向法院起诉", actor=cast.dispatcher, now=at
    )
    assert Way.objects.get().next_try_at == begins


def test_whoever_wants_to_be_told_at_night_is(cast: Cast, account: Wechat) -> None:
    case = cast.received()
    person = by_wechat(case)
    person.is_quiet_at_night = False
    person.save()
    centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=at_night(23))
    assert Way.objects.get().next_try_at == at_night(23)


def test_what_one_has_just_done_is_confirmed_at_any_hour(cast: Cast, texts: Fake) -> None:
    cast.received(at=at_night(23))
    assert Way.objects.get().next_try_at == at_night(23)


def test_that_it_is_public_is_told_too(cast: Cast, account: Wechat) -> None:
    add_publisher(cast, "publisher")
    with at_once():
        case = cast.closed(may_publish=True)
        by_wechat(case)
        publication.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    assert "公示" in Message.objects.get(kind=Text.PUBLISHED).text


def test_a_preference_comes_first(cast: Cast, account: Wechat, texts: Fake) -> None:
    order = cast.replied()
    person = by_wechat(order.case)
    person.prefers = By.SMS
    person.save()
    Message.objects.all().delete()
    centre.ask_info(case_id=cast.received().pk, question="合同编号？", actor=cast.dispatcher, now=NOON)
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    ways = Message.objects.get(kind=Text.ANSWERED).ways.order_by("place")
    assert [way.by for way in ways] == [By.SMS, By.WECHAT]


def test_who_proved_to_have_the_telephone_is_told_by_wechat_of_what_was_brought_by_telephone(
    cast: Cast, account: Wechat
) -> None:
    person = people.person_at(by=By.WECHAT, value=OPENID, now=NOON)
    Address.objects.create(
        person=person, by=By.SMS, value=PHONE, index=people.index_of(By.SMS, PHONE), since=NOON
    )
    cast.dispatched(channel=Channel.HOTLINE)
    message = Message.objects.get(kind=Text.DISPATCHED)
    assert [(way.by, way.to) for way in message.ways.all()] == [(By.WECHAT, OPENID)]


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_but_not_of_what_was_to_stay_unknown(cast: Cast, account: Wechat, about: dict[str, Any]) -> None:
    person = people.person_at(by=By.WECHAT, value=OPENID, now=NOON)
    Address.objects.create(
        person=person, by=By.SMS, value=PHONE, index=people.index_of(By.SMS, PHONE), since=NOON
    )
    cast.dispatched(channel=Channel.HOTLINE, **about)
    assert not Message.objects.exists()


def test_english_readers_are_told_in_english(cast: Cast, account: Wechat) -> None:
    case = cast.received()
    person = people.person_at(by=By.WECHAT, value=OPENID, now=NOON, language="en")
    follow(case=case, person=person, now=NOON)
    centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=NOON)
    assert Message.objects.get().text.startswith("Your request ")


def test_mail_is_the_last_way(cast: Cast, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    who = Who(name="王小明", email="wang@mail.example")
    cast.dispatched(who=who)
    assert told() == [Text.RECEIVED, Text.DISPATCHED]
    assert sending.send_waiting(now=NOON) == 2
    assert [message.to for message in mail.outbox] == [["wang@mail.example"]] * 2
    assert "王小明" not in mail.outbox[1].body


def test_an_extension_of_the_lead_is_told_with_the_new_day(cast: Cast, texts: Fake) -> None:
    order = cast.signed()
    centre.mark_complex(case_id=order.case_id, reason="涉及多个年度", actor=cast.dispatcher, now=NOON)
    extensions.ask_extension(
        order_id=order.pk, working_days=3, reason="需要审计", actor=cast.handler, now=NOON + hours(1)
    )
    extensions.grant_extension(order_id=order.pk, actor=cast.dispatcher, now=NOON + hours(2))
    message = Message.objects.get(kind=Text.EXTENDED)
    assert "2020-03-" in message.text


def test_a_refused_move_tells_nothing(cast: Cast, texts: Fake) -> None:
    case = cast.received()
    Message.objects.all().delete()
    with pytest.raises(Refused):
        centre.dispatch(case_id=case.pk, lead=-1, actor=cast.dispatcher, now=NOON)
    with transaction.atomic():
        centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=NOON)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_what_was_imported_or_told_on_the_telephone_is_not_told_again(cast: Cast, texts: Fake) -> None:
    intake.submit(
        request=Request(
            kind=Kind.HELP,
            title="路灯",
            content="路灯不亮已经三天",
            channel=Channel.IMPORT,
            who=Who(phone=PHONE),
        ),
        actor=Actor.system("导入"),
        now=NOON,
    )
    spoken = intake.submit(
        request=Request(
            kind=Kind.HELP,
            title="路灯",
            content="路灯不亮已经四天",
            channel=Channel.HOTLINE,
            who=Who(phone=PHONE),
        ),
        actor=cast.agent,
        now=NOON,
    )
    centre.answer_at_once(case_id=spoken.pk, text="今晚修好", actor=cast.agent, now=NOON)
    assert not Message.objects.exists()


def test_the_administration_words_it_anew(cast: Cast, texts: Fake) -> None:
    Wording.objects.create(
        kind=Text.RECEIVED, chinese="收到${number}（${code}）", english="Got ${number}", by_wechat=False
    )
    lapsing.forget_all()
    case = cast.received()
    assert Message.objects.get().text == f"收到{case}（{case.query_code}）"


def test_sending_twenty_costs_each_what_sending_two_costs(cast: Cast, texts: Fake) -> None:
    costs = []
    for count in (2, 20):
        for number in range(count):
            cast.received(phone=f"1389721{number:04d}")
        with CaptureQueriesContext(connection) as asked:
            assert sending.send_waiting(now=NOON) == count
        costs.append((len(asked) - 1) / count)
    assert costs[0] >= costs[1]


def test_staff_read_what_was_told_and_how_it_went_but_no_query_code(
    cast: Cast, account: Wechat, texts: Fake, client: Client
) -> None:
    order = cast.replied()
    by_wechat(order.case)
    account.followers.clear()
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    sending.send_waiting(now=NOON)
    client.force_login(cast.staff["dispatcher"])
    with frozen(NOON):
        page = client.get(reverse("console:case", args=[order.case_id])).content.decode()
    assert Message.objects.get(kind=Text.ANSWERED).text in page
    assert "43004" in page
    assert "含查询码" in page
    assert order.case.query_code not in page
    assert OPENID not in page
