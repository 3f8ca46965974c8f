"""Encryption at rest and look-up by blind index.

Fernet (AES-128-CBC with HMAC-SHA256) through `MultiFernet`: the first key writes, every key reads, so keys rotate
without downtime. The blind index is HMAC-SHA256 with a key of its own.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> bytes:
    return cipher().encrypt(text.encode())


def decrypt(token: bytes) -> str:
    """The text; raises `cryptography.fernet.InvalidToken` when no key fits or the row was tampered with."""
    return cipher().decrypt(token).decode()


def rotate(token: bytes) -> bytes:
    """The same text under the first key."""
    return cipher().rotate(token)


def blind_index(text: str) -> bytes:
    """Sixteen bytes, equal for equal texts, telling nothing without the key."""
    return hmac.digest(settings.BLIND_INDEX_KEY.encode(), text.encode(), "sha256")[:16]
