"""The stand-in of the gateways refuses what the real ones refuse, so that nobody is lulled by it."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import datetime

import pytest

from fenbo.core import clock
from fenbo.notices.gateways import Account, Gateway, Message, NotTaken, aliyun, tencent
from fenbo.notices.standin import Standin, running

PHONE = "13897210001"
WORDINGS = {"T1": "编号${number}，详情${site}。", "CODE": "验证码${code}。"}
GATEWAYS: dict[str, Gateway] = {"aliyun": aliyun.send, "tencent": tencent.send}


@pytest.fixture(params=GATEWAYS)
def send(request: pytest.FixtureRequest) -> Gateway:
    return GATEWAYS[request.param]


@pytest.fixture
def standin() -> Iterator[Standin]:
    made = Standin(Account("key", "secret", "分拨中心", ""), WORDINGS, frozenset({"CODE"}))
    with running(made) as server:
        made.account = Account("key", "secret", "分拨中心", server.url, app_id="1")
        yield made


def message(**changes: object) -> Message:
    said = {
        "key": "k1",
        "to": PHONE,
        "template": "T1",
        "values": {"number": "1", "site": "https://a.example"},
    }
    return Message(**said | changes)  # type: ignore[arg-type]


def refused(send: Gateway, account: Account, said: Message, now: datetime | None = None) -> NotTaken:
    with pytest.raises(NotTaken) as refusal:
        send(account, said, now or clock.now())
    return refusal.value


def test_what_is_right_arrives_with_sign_and_values(send: Gateway, standin: Standin) -> None:
    assert send(standin.account, message(), clock.now()).parts == 1
    address = f"{standin.account.endpoint}/texts/?phone={PHONE}"
    with urllib.request.urlopen(address, timeout=5) as answer:
        [arrived] = json.load(answer)["texts"]
    assert arrived["text"] == "【分拨中心】编号1，详情https://a.example。"


def test_a_wrong_secret_is_a_wrong_signature(send: Gateway, standin: Standin) -> None:
    wrong = Account("key", "other", "分拨中心", standin.account.endpoint, app_id="1")
    problem = refused(send, wrong, message())

    assert "Signature" in problem.code
    assert problem.is_general
    assert standin.texts == {}


@pytest.mark.parametrize(
    ("changes", "is_final"),
    [
        ({"to": "0971-6312345"}, True),
        ({"template": "UNKNOWN"}, False),
        ({"values": {"number": "1"}}, True),
    ],
)
def test_what_is_not_approved_is_not_taken(
    send: Gateway, standin: Standin, changes: dict[str, object], is_final: bool
) -> None:
    assert refused(send, standin.account, message(**changes)).is_final == is_final
    assert standin.texts == {}


def test_another_sign_is_not_taken(send: Gateway, standin: Standin) -> None:
    other = Account("key", "secret", "别的单位", standin.account.endpoint, app_id="1")

    assert "SIGN" in refused(send, other, message()).code.upper()


def test_a_telephone_gets_one_code_a_minute(send: Gateway, standin: Standin) -> None:
    code = message(template="CODE", values={"code": "123456"})
    send(standin.account, code, clock.now())
    problem = refused(send, standin.account, code)
    assert not problem.is_general
    assert not problem.is_final
    standin.ahead = 61
    send(standin.account, code, clock.now())
    assert len(standin.texts[PHONE]) == 2


def test_a_long_message_counts_as_several(standin: Standin) -> None:
    long = message(values={"number": "1", "site": "详" * 200})
    assert tencent.send(standin.account, long, clock.now()).parts == 4


def test_what_is_no_request_is_refused(standin: Standin) -> None:
    request = urllib.request.Request(standin.account.endpoint, b"not json", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(request, timeout=5)
