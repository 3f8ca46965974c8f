"""Somebody's telephone with WeChat, and WeChat's servers behind it: what they send is what they document."""

import base64
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from lxml import etree

from fenbo.core import clock
from fenbo.wechat import protocol
from fenbo.wechat.protocol import Account

KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SETTING = {
    "token": "token",
    "app_id": "wx1234567890abcdef",
    "aes_key": KEY,
    "mode": "compatible",
    "secret": "",
    "api": "",
    "pages": "https://open.weixin.qq.com",
    "script": "https://res.wx.qq.com/open/js/jweixin-1.6.0.js",
    "mini_program": "",
    "templates": {},
    "standin": "",
}
OURS = Account("token", "wx1234567890abcdef", KEY)
NUMBERS = itertools.count(7_000_000_000_000_000)


def signed(account: Account = OURS, stamp: str = "") -> dict[str, str]:
    stamp = stamp or str(int(clock.now().timestamp()))
    return {"timestamp": stamp, "nonce": "n1", "signature": protocol.signature(account.token, stamp, "n1")}


def drawn(**values: str) -> bytes:
    root = etree.Element("xml")
    for name, value in values.items():
        etree.SubElement(root, name).text = etree.CDATA(value)
    return bytes(etree.tostring(root, encoding="utf-8"))


def elements(body: bytes) -> Mapping[str, str]:
    return {str(one.tag): one.text or "" for one in etree.fromstring(body)}


@dataclass
class Phone:
    """One person's. `last` is the message that was sent last, as WeChat would send it again."""

    openid: str = "oPerson1"
    is_encrypted: bool = True
    http: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    last: tuple[dict[str, str], bytes] = field(default=({}, b""))

    def says(self, text: str) -> str:
        return self.send(MsgType="text", Content=text, MsgId=str(next(NUMBERS)))

    def does(self, event: str, key: str = "") -> str:
        return self.send(MsgType="event", Event=event, EventKey=key)

    def send(self, **values: str) -> str:
        body = drawn(
            ToUserName="gh_fenbo",
            FromUserName=self.openid,
            CreateTime=str(int(clock.now().timestamp())),
            **values,
        )
        query = signed()
        if self.is_encrypted:
            sealed = protocol.encrypt(OURS, body)
            query |= {
                "encrypt_type": "aes",
                "msg_signature": protocol.signature(OURS.token, query["timestamp"], query["nonce"], sealed),
            }
            body = drawn(ToUserName="gh_fenbo", Encrypt=sealed)
        self.last = query, body
        return self.again()

    def again(self) -> str:
        """The last message once more; what is answered, empty for silence."""
        response = self.post(*self.last)
        assert response.status_code == 200, response.status_code
        return self._read(response.content) if response.content else ""

    def post(self, query: Mapping[str, str], body: bytes) -> Any:
        return self.http.post("/wechat/", body, content_type="text/xml", query_params=dict(query))

    def _read(self, body: bytes) -> str:
        said = elements(body)
        if self.is_encrypted:
            assert protocol.is_signed(
                said["MsgSignature"], OURS.token, said["TimeStamp"], said["Nonce"], said["Encrypt"]
            )
            said = elements(protocol.decrypt(OURS, said["Encrypt"]))
        assert (said["ToUserName"], said["FromUserName"]) == (self.openid, "gh_fenbo")
        assert len(said["Content"].encode()) <= protocol.LONGEST_ANSWER
        return said["Content"]
