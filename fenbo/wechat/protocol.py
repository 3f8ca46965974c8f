"""How WeChat's servers speak to an account: signatures, encrypted messages, and the XML of both directions.

Written from WeChat's public description of the message interface of official accounts (公众号消息管理, 消息加解密说明).
Nothing here knows the database or the network.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

# What an account may answer at once, in bytes of UTF-8.
LONGEST_ANSWER = 2_048
# Longer than any message that WeChat sends, also when it holds both the plain and the encrypted text.
LONGEST_BODY = 64 * 1024
NOISE, LENGTH, BLOCK = 16, 4, 32


class Forged(Exception):
    """Not from WeChat, or not for this account. Never says more than that."""


class Unreadable(Exception):
    """From WeChat as far as the signature tells, but not a message."""


@dataclass(frozen=True, slots=True)
class Account:
    """An official account: the token that both sides know and, where messages are encrypted, the EncodingAESKey."""

    token: str
    app_id: str
    aes_key: str = ""
    # In safe mode (安全模式) a plain message is a forged one.
    is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event. `values` are its further elements by name, for instance `Content` or `EventKey`."""

    account: str
    openid: str
    kind: str
    sent_at: datetime
    message_id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for every repetition: by number, or for an event by whom it is of, when it was and what was done."""
        done = f"{self.values.get('Event', '')} {self.values.get('EventKey', '')}"
        return self.message_id or f"{self.openid} {int(self.sent_at.timestamp())} {done}"


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    return hmac.compare_digest(signature(*parts).encode(), given.encode())


def read(account: Account, query: Mapping[str, str], body: bytes) -> Incoming:
    """The message that came with these parameters of the address. Raises Forged or Unreadable."""
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not is_signed(query.get("signature", ""), account.token, stamp, nonce):
        raise Forged
    values = _elements(body)
    if query.get("encrypt_type") == "aes":
        sealed = values.get("Encrypt", "")
        if not is_signed(query.get("msg_signature", ""), account.token, stamp, nonce, sealed):
            raise Forged
        values = _elements(decrypt(account, sealed))
    elif account.is_safe:
        raise Forged
    return _incoming(values)


def write(incoming: Incoming, text: str, now: datetime) -> bytes:
    """The answer to a message, as text; what is longer than WeChat takes ends with dots."""
    said = {
        "ToUserName": incoming.openid,
        "FromUserName": incoming.account,
        "CreateTime": str(int(now.timestamp())),
        "MsgType": "text",
        # WeChat writes and expects CDATA, which ends at this mark.
        "Content": cut(text.replace("]]>", "]]＞"), LONGEST_ANSWER),
    }
    return _drawn({name: etree.CDATA(value) for name, value in said.items()})


def seal(account: Account, answer: bytes, now: datetime) -> bytes:
    """The answer, encrypted and signed."""
    sealed, stamp, nonce = encrypt(account, answer), str(int(now.timestamp())), secrets.token_hex(8)
    signed = signature(account.token, stamp, nonce, sealed)
    return _drawn({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": stamp, "Nonce": nonce})


def encrypt(account: Account, message: bytes) -> str:
    """AES-256-CBC over noise, length, message and the account's AppId, padded to 32 bytes."""
    plain = secrets.token_bytes(NOISE) + struct.pack("!I", len(message)) + message + account.app_id.encode()
    padding = BLOCK - len(plain) % BLOCK
    cipher = _cipher(account).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([padding]) * padding) + cipher.finalize()).decode()


def decrypt(account: Account, sealed: str) -> bytes:
    """The message within; Forged when it was sealed with another key or for another AppId."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        cipher = _cipher(account).decryptor()
        plain = cipher.update(raw) + cipher.finalize()
    except (binascii.Error, ValueError) as error:
        raise Forged from error
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= BLOCK or len(plain) < NOISE + LENGTH + padding:
        raise Forged
    (length,) = struct.unpack("!I", plain[NOISE : NOISE + LENGTH])
    end = NOISE + LENGTH + length
    if not hmac.compare_digest(plain[end : len(plain) - padding], account.app_id.encode()):
        raise Forged
    return plain[NOISE + LENGTH : end]


def cut(text: str, most: int) -> str:
    """As much of it as fits into so many bytes, never half a sign."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: most - len("…".encode())].decode(errors="ignore") + "…"


def _cipher(account: Account) -> "Cipher[modes.CBC]":
    # Without a key of the right length this is a ValueError like that of any message that does not fit the key.
    key = base64.b64decode(account.aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _drawn(values: "Mapping[str, str | etree.CDATA]") -> bytes:
    root = etree.Element("xml")
    for name, value in values.items():
        etree.SubElement(root, name).text = value
    return bytes(etree.tostring(root, encoding="utf-8"))


def _elements(body: bytes) -> dict[str, str]:
    """The elements right below the root. Whatever could reach out or grow, a DOCTYPE above all, is refused."""
    if len(body) > LONGEST_BODY:
        raise Unreadable
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable
    return {str(one.tag): one.text or "" for one in root if isinstance(one.tag, str)}


def _incoming(values: Mapping[str, str]) -> Incoming:
    try:
        sent_at = datetime.fromtimestamp(int(values["CreateTime"]), UTC)
        found = Incoming(
            account=values["ToUserName"],
            openid=values["FromUserName"],
            kind=values["MsgType"],
            sent_at=sent_at,
            message_id=values.get("MsgId", ""),
            values=values,
        )
    except (KeyError, ValueError, OverflowError, OSError) as error:
        raise Unreadable from error
    if not 0 < len(found.openid) <= 64:
        raise Unreadable
    return found
