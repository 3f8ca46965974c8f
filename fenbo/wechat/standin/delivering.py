"""What people do reaches the account: signed, encrypted, up to three times while nothing comes within five seconds."""

import secrets
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlencode

from lxml import etree

from fenbo.wechat import protocol
from fenbo.wechat.standin.world import TAPPING, WRITING, Side, World

PATIENCE, TRIES = 5, 3
ACCOUNT_NAME = "gh_standin"
FAILED = "该公众号提供的服务出现故障，请稍后再试"


def say(world: World, openid: str, text: str) -> None:
    world.allow(openid, WRITING)
    world.show(openid, Side.PERSON, text)
    deliver(world, openid, {"MsgType": "text", "Content": text}, is_message=True)


def send_medium(world: World, openid: str, kind: str, mime: str, content: bytes) -> None:
    """A photo, voice or video, kept for the account to fetch. A video is fetched from an address of its own."""
    media_id = secrets.token_urlsafe(24)
    world.media[media_id] = mime, content
    world.allow(openid, WRITING)
    world.show(openid, Side.PERSON, {"image": "[图片]", "voice": "[语音]"}.get(kind, "[视频]"))
    deliver(world, openid, {"MsgType": kind, "MediaId": media_id}, is_message=True)


def send_place(world: World, openid: str, label: str, latitude: float, longitude: float) -> None:
    world.allow(openid, WRITING)
    world.show(openid, Side.PERSON, f"[位置] {label}")
    said = {"MsgType": "location", "Location_X": str(latitude), "Location_Y": str(longitude), "Label": label}
    deliver(world, openid, {**said, "Scale": "16"}, is_message=True)


def tap(world: World, openid: str, key: str) -> None:
    world.allow(openid, TAPPING)
    deliver(world, openid, {"MsgType": "event", "Event": "CLICK", "EventKey": key})


def follow(world: World, openid: str) -> None:
    world.person(openid).is_following = True
    world.allow(openid, TAPPING)
    deliver(world, openid, {"MsgType": "event", "Event": "subscribe", "EventKey": ""})


def unfollow(world: World, openid: str) -> None:
    world.person(openid).is_following = False
    deliver(world, openid, {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})


def deliver(world: World, openid: str, values: Mapping[str, str], *, is_message: bool = False) -> None:
    """Knock at the account, and put what it answers at once into the conversation."""
    told = {"ToUserName": ACCOUNT_NAME, "FromUserName": openid, "CreateTime": str(int(world.now())), **values}
    if is_message:
        told["MsgId"] = str(next(world.numbers))
    address, body = sealed(world, told)
    for _try in range(TRIES):
        try:
            answer = _post(address, body)
        except OSError:
            continue
        if text := _read(world, answer):
            world.show(openid, Side.ACCOUNT, text)
        return
    world.show(openid, Side.WECHAT, FAILED)


def sealed(world: World, values: Mapping[str, str]) -> tuple[str, bytes]:
    """Address and body of a message in safe mode."""
    inside = protocol.encrypt(world.account, _drawn(values))
    stamp, nonce = str(int(world.now())), secrets.token_hex(5)
    query = {
        "signature": protocol.signature(world.account.token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "openid": values["FromUserName"],
        "encrypt_type": "aes",
        "msg_signature": protocol.signature(world.account.token, stamp, nonce, inside),
    }
    return f"{world.knock}?{urlencode(query)}", _drawn(
        {"ToUserName": values["ToUserName"], "Encrypt": inside}
    )


def _drawn(values: Mapping[str, str]) -> bytes:
    root = etree.Element("xml")
    for name, value in values.items():
        etree.SubElement(root, name).text = etree.CDATA(value)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _post(address: str, body: bytes) -> bytes:
    request = urllib.request.Request(address, body, {"Content-Type": "text/xml"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return bytes(answer.read())


def _read(world: World, body: bytes) -> str:
    if not body or body == b"success":
        return ""
    said = {str(one.tag): one.text or "" for one in etree.fromstring(body)}
    inside = etree.fromstring(protocol.decrypt(world.account, said["Encrypt"]))
    return inside.findtext("Content") or ""
