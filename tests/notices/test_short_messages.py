"""Short messages: written with what they tell of, handed to a gateway once, and never lost."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fenbo.core.clock import frozen
from fenbo.notices import operations, sending
from fenbo.notices.gateways import Account, aliyun, tencent
from fenbo.notices.models import By, Message, Way
from fenbo.notices.operations import Reach
from fenbo.notices.texts import Text
from tests.cast import NOON, Cast, hours
from tests.notices.gateway import Fake, gateway

PHONE = "13897210001"
SETTING = {
    "key_id": "key",
    "secret": "secret",
    "sign": "分拨中心",
    "app_id": "1400006666",
    "region": "ap-guangzhou",
    "templates": {"received": "SMS_1"},
}


@pytest.fixture(params=["aliyun", "tencent"])
def fake(request: pytest.FixtureRequest, settings: Settings, db: None) -> Iterator[Fake]:
    with gateway(request.param) as shown:
        settings.SMS = {**SETTING, "provider": request.param, "endpoint": shown.url}
        yield shown


def queued(number: int = 1, key: str = "") -> None:
    values = {"number": f"200309-000{number}", "code": "ABCD2345", "site": "https://12345.example"}
    with transaction.atomic():
        operations.tell(
            key=key or f"k{number}",
            kind=Text.RECEIVED,
            reaches=[Reach(By.SMS, PHONE)],
            values=values,
            subject=UUID(int=number),
            now=NOON,
        )


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_a_message_is_handed_over_once(fake: Fake) -> None:
    queued()
    queued()
    assert sending.send_waiting(now=NOON) == 1
    assert sending.send_waiting(now=later(600)) == 0

    way = Way.objects.get()
    assert way.sent_at == NOON
    assert way.receipt in ("biz1", "serial1")
    assert way.parts == 1
    [taken] = fake.taken
    assert str(way.pk) in (taken.get("OutId"), taken.get("SessionContext"))
    if fake.provider == "aliyun":
        assert (taken["PhoneNumbers"], taken["SignName"], taken["TemplateCode"]) == (
            PHONE,
            "分拨中心",
            "SMS_1",
        )
        assert taken["TemplateParam"]["code"] == "ABCD2345"
    else:
        assert (taken["PhoneNumberSet"], taken["SignName"]) == ([f"+86{PHONE}"], "分拨中心")
        assert taken["TemplateParamSet"] == ["200309-0001", "ABCD2345", "https://12345.example"]


def test_what_is_rolled_back_is_never_sent(fake: Fake) -> None:
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert sending.send_waiting(now=NOON) == 0
    assert not fake.taken


@pytest.mark.parametrize(
    ("fake", "code"),
    [
        ("aliyun", "isv.MOBILE_NUMBER_ILLEGAL"),
        ("tencent", "FailedOperation.PhoneNumberInBlacklist"),
    ],
    indirect=["fake"],
)
def test_what_no_gateway_will_ever_take_is_given_up(fake: Fake, code: str) -> None:
    queued()
    fake.answers = [code]
    assert sending.send_waiting(now=NOON) == 0

    assert (Way.objects.get().given_up_at, Way.objects.get().trouble) == (NOON, code)
    assert Message.objects.get().given_up_at == NOON
    assert sending.send_waiting(now=later(6_000)) == 0


@pytest.mark.parametrize(
    ("fake", "code"),
    [("aliyun", "isv.BUSINESS_LIMIT_CONTROL"), ("tencent", "LimitExceeded.PhoneNumberThirtySecondLimit")],
    indirect=["fake"],
)
def test_a_telephone_that_had_too_many_is_tried_less_and_less_often(fake: Fake, code: str) -> None:
    queued(1)
    queued(2)
    fake.answers = [code]
    # The next one is another person's.
    assert sending.send_waiting(now=NOON) == 1
    tried = [now for now in range(0, 1_000) if _tries(fake, code, later(now))]
    assert tried == [2, 10, 42, 170, 682]
    way = Way.objects.get(sent_at=None)
    assert way.given_up_at is not None
    assert way.tries == Way.MOST_TRIES


def _tries(fake: Fake, code: str, now: datetime) -> bool:
    before = len(fake.headers)
    fake.answers = [code]
    sending.send_waiting(now=now)
    fake.answers = []
    return len(fake.headers) > before


@pytest.mark.parametrize(
    ("fake", "code"),
    [
        ("aliyun", "isv.AMOUNT_NOT_ENOUGH"),
        ("aliyun", "Throttling.User"),
        ("aliyun", "SignatureDoesNotMatch"),
        ("tencent", "FailedOperation.InsufficientBalanceInSmsPackage"),
        ("tencent", "AuthFailure.SignatureFailure"),
        ("tencent", "RequestLimitExceeded"),
        ("aliyun", "garbled"),
        ("tencent", "garbled"),
    ],
    indirect=["fake"],
)
def test_what_is_wrong_for_all_stops_the_run_and_costs_nobody_a_try(fake: Fake, code: str) -> None:
    for number in range(3):
        queued(number)
    for minute in range(0, 60, 2):
        fake.answers = [code]
        assert sending.send_waiting(now=later(minute)) == 0
    assert len(fake.headers) == 30
    assert not Message.objects.exclude(given_up_at=None).exists()
    assert sending.send_waiting(now=later(62)) == 3


def test_a_gateway_that_is_away_loses_nothing(settings: Settings, db: None) -> None:
    settings.SMS = {**SETTING, "provider": "aliyun", "endpoint": "http://127.0.0.1:9"}
    queued()
    assert sending.send_waiting(now=NOON) == 0
    assert Way.objects.get().trouble == "network"
    with gateway("aliyun") as shown:
        settings.SMS = {**settings.SMS, "endpoint": shown.url}
        assert sending.send_waiting(now=later(3)) == 1


def test_a_wording_that_was_not_entered_at_the_gateway_is_said_so(fake: Fake, settings: Settings) -> None:
    settings.SMS = {**settings.SMS, "templates": {}}
    queued()
    assert sending.send_waiting(now=NOON) == 0
    assert Way.objects.get().trouble == "no template"
    assert not fake.headers
    settings.SMS = {**settings.SMS, "templates": SETTING["templates"]}
    assert sending.send_waiting(now=later(3)) == 1


def test_without_a_gateway_they_wait(settings: Settings, db: None) -> None:
    settings.SMS = {**SETTING, "provider": "", "endpoint": ""}
    queued()
    assert sending.send_waiting(now=NOON) == 0
    assert Way.objects.get().tries == 0


def test_no_telephone_number_reaches_the_log(fake: Fake, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    queued()
    fake.answers = ["garbled"]
    sending.send_waiting(now=NOON)
    sending.send_waiting(now=later(3))
    assert "garbled" not in caplog.text
    assert PHONE not in caplog.text
    assert "ABCD2345" not in caplog.text


def test_aliyun_is_signed_as_its_description_shows() -> None:
    """The example of the third signature method, with the keys that stand in it."""
    account = Account("YourAccessKeyId", "YourAccessKeySecret", "", "https://ecs.cn-shanghai.aliyuncs.com")
    query = aliyun.queried(
        {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )
    headers = aliyun.signed(
        account,
        query,
        datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        "3156853299f313e23d1673dc12e1703d",
        action="RunInstances",
        version="2014-05-26",
    )
    assert headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_is_signed_as_its_description_shows() -> None:
    """The example of TC3-HMAC-SHA256, with the keys that stand in it."""
    account = Account(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
        "Gu5t9xGARNpq86cd98joQYCN3*******",
        "",
        "https://cvm.tencentcloudapi.com",
    )
    body = r'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = tencent.signed(
        account, body, datetime.fromtimestamp(1551113065, UTC), action="DescribeInstances", service="cvm"
    )
    assert headers["Authorization"].endswith(
        "Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"
    )


def lost(count: int = 1) -> None:
    for number in range(count):
        queued(number)
    Message.objects.update(given_up_at=NOON)
    Way.objects.update(given_up_at=NOON, tries=6, trouble="isv.MOBILE_NUMBER_ILLEGAL")


def test_those_who_lead_see_what_was_given_up_and_have_it_tried_again(
    client: Client, cast: Cast, fake: Fake
) -> None:
    lost()
    client.force_login(cast.staff["leader"])
    with frozen(NOON + hours(1)):
        shown = client.get("/desk/messages/").content.decode()
        assert "isv.MOBILE_NUMBER_ILLEGAL" in shown
        assert PHONE not in shown
        key = Message.objects.get().pk
        for _again in range(2):
            client.post(f"/desk/messages/{key}/again/")
    assert sending.send_waiting(now=NOON + hours(1)) == 1


@pytest.mark.parametrize("username", ["agent", "handler", "overseer", "outsider"])
def test_nobody_else_does(client: Client, cast: Cast, username: str) -> None:
    lost()
    client.force_login(cast.staff[username])
    assert client.get("/desk/messages/").status_code == 403
    assert client.post(f"/desk/messages/{Message.objects.get().pk}/again/").status_code == 403


def test_twenty_cost_no_more_queries_than_two(client: Client, cast: Cast) -> None:
    client.force_login(cast.staff["leader"])
    costs = []
    for count in (2, 20):
        Message.objects.all().delete()
        lost(count)
        client.get("/desk/messages/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/messages/")
        costs.append(len(asked))
    assert costs[0] == costs[1]
