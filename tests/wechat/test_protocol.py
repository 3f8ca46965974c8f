"""What WeChat's servers send is understood, and what only looks like it is not."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from fenbo.wechat import protocol
from fenbo.wechat.protocol import Account, Forged, Unreadable

NOW = datetime(2020, 3, 9, 4, tzinfo=UTC)
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
OURS = Account("token", "wx1234567890abcdef", KEY)
PLAIN = (
    b"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o-1]]></FromUserName>"
    b"<CreateTime>1583726400</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    b"<Content><![CDATA[%s]]></Content><MsgId>23456</MsgId></xml>"
)


def message(text: str = "你好") -> bytes:
    return PLAIN % text.encode()


def signed(account: Account = OURS, **more: str) -> dict[str, str]:
    return {
        "timestamp": "1583726400",
        "nonce": "n",
        "signature": protocol.signature(account.token, "1583726400", "n"),
        **more,
    }


def sealed(body: bytes, account: Account = OURS, **more: str) -> tuple[dict[str, str], bytes]:
    inside = protocol.encrypt(account, body)
    query = signed(
        account,
        encrypt_type="aes",
        msg_signature=protocol.signature(account.token, "1583726400", "n", inside),
        **more,
    )
    return query, b"<xml><ToUserName>gh_1</ToUserName><Encrypt>%s</Encrypt></xml>" % inside.encode()


def test_a_plain_message_is_read() -> None:
    found = protocol.read(OURS, signed(), message())

    assert (found.openid, found.account, found.kind, found.message_id) == ("o-1", "gh_1", "text", "23456")
    assert found.values["Content"] == "你好"
    assert found.sent_at == NOW
    assert found.key == "23456"


def test_an_encrypted_message_is_read_in_every_mode() -> None:
    for account in (OURS, replace(OURS, is_safe=True)):
        assert protocol.read(account, *sealed(message())).values["Content"] == "你好"


def test_of_a_compatible_message_the_encrypted_part_counts() -> None:
    query, body = sealed(message("真的"))
    both = body.replace(b"<Encrypt>", b"<Content>false</Content><Encrypt>")

    assert protocol.read(OURS, query, both).values["Content"] == "真的"


def test_in_safe_mode_a_plain_message_is_forged() -> None:
    with pytest.raises(Forged):
        protocol.read(replace(OURS, is_safe=True), signed(), message())


@pytest.mark.parametrize("field", ["signature", "timestamp", "nonce"])
def test_a_message_with_another_signature_is_forged(field: str) -> None:
    for value in ("", "x", "é"):
        with pytest.raises(Forged):
            protocol.read(OURS, {**signed(), field: value}, message())


def test_an_encrypted_message_that_was_changed_is_forged() -> None:
    query, body = sealed(message())
    with pytest.raises(Forged):
        protocol.read(OURS, {**query, "msg_signature": "x"}, body)
    with pytest.raises(Forged):
        protocol.read(OURS, query, body.replace(b"<Encrypt>", b"<Encrypt>AAAA"))


@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, app_id="wx0000000000000000"),
        replace(OURS, aes_key=base64.b64encode(bytes(32)).decode().rstrip("=")),
    ],
)
def test_a_message_for_another_account_is_forged(other: Account) -> None:
    with pytest.raises(Forged):
        protocol.read(OURS, *sealed(message(), other))


def test_an_account_without_a_key_takes_no_encrypted_message() -> None:
    with pytest.raises(Forged):
        protocol.read(replace(OURS, aes_key=""), *sealed(message()))


BOMB = b"""<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xml><ToUserName>gh_1</ToUserName><FromUserName>o-1</FromUserName><CreateTime>1583726400</CreateTime>
<MsgType>text</MsgType><Content>&b;</Content><MsgId>1</MsgId></xml>"""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<xml>",
        b"<xml></xml>",
        b"\xff\xfe",
        BOMB,
        b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
        message("x" * protocol.LONGEST_BODY),
        message().replace(b"1583726400", b"tomorrow"),
        message().replace(b"1583726400", b"9" * 30),
        message().replace(b"o-1", b""),
        message().replace(b"o-1", b"o" * 65),
    ],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        protocol.read(OURS, signed(), body)
    if body:
        with pytest.raises(Unreadable):
            protocol.read(OURS, *sealed(body))


def test_an_event_is_known_again_by_person_and_time() -> None:
    event = (
        message()
        .replace(b"<MsgId>23456</MsgId>", b"<Event><![CDATA[CLICK]]></Event>")
        .replace(b"[text]", b"[event]")
    )
    first = protocol.read(OURS, signed(), event)

    assert first.key == protocol.read(OURS, signed(), event).key
    assert first.key != protocol.read(OURS, signed(), event.replace(b"o-1", b"o-2")).key
    assert first.key != protocol.read(OURS, signed(), event.replace(b"400<", b"401<")).key


@example("到此为止]]></Content><Content>没有")
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=3_000))
def test_an_answer_arrives_as_it_was_written_and_fits(text: str) -> None:
    incoming = protocol.read(OURS, signed(), message())
    answer = protocol.seal(OURS, protocol.write(incoming, text, NOW), NOW)

    outside = {one.tag: one.text or "" for one in etree.fromstring(answer)}
    assert protocol.is_signed(
        outside["MsgSignature"], OURS.token, outside["TimeStamp"], outside["Nonce"], outside["Encrypt"]
    )
    inside = {one.tag: one.text or "" for one in etree.fromstring(protocol.decrypt(OURS, outside["Encrypt"]))}
    assert (inside["ToUserName"], inside["FromUserName"], inside["MsgType"]) == ("o-1", "gh_1", "text")
    assert len(inside["Content"].encode()) <= protocol.LONGEST_ANSWER
    whole = text.replace("]]>", "]]＞")
    assert inside["Content"] == whole or whole.startswith(inside["Content"].removesuffix("…"))
