"""Identifiers: keys for machines, numbers and codes for people."""

import re
import secrets
from datetime import date
from uuid import UUID

import uuid_utils.compat
from stdnum.iso7064 import mod_11_10

# Without 0/O, 1/I/L and U: read aloud and copied by hand without doubt (Crockford's base 32, shortened).
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


def new_id() -> UUID:
    """A time-ordered key (UUID version 7, RFC 9562), so that new rows land side by side in the index."""
    return uuid_utils.compat.uuid7()


def read_key(text: str) -> UUID | None:
    """A key as a form or an address gives it; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def public_number(day: date, serial: int) -> str:
    """Thirteen digits for a telephone: day, serial within a million, check digit (ISO 7064 MOD 11,10)."""
    body = f"{day:%y%m%d}{serial % 1_000_000:06d}"
    return body + str(mod_11_10.calc_check_digit(body))


def read_public_number(text: str) -> str | None:
    """The number in what somebody typed or read out, or None when its check digit is wrong."""
    digits = re.sub(r"[\s\-—－]", "", _half_width(text))
    return digits if re.fullmatch(r"\d{13}", digits) and mod_11_10.is_valid(digits) else None


def show_public_number(number: str) -> str:
    """`2003090001275` as people read it: `200309-000127-5`."""
    return f"{number[:6]}-{number[6:12]}-{number[12:]}"


def new_query_code() -> str:
    """A secret that opens one case to whoever holds it: 39 bits, guesses are limited by the face."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def read_query_code(text: str) -> str:
    """What was typed, in the alphabet of the codes: case, spaces and dashes do not matter."""
    return re.sub(r"[\s\-]", "", _half_width(text)).upper()


def _half_width(text: str) -> str:
    return text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
