"""Instants as people and programs write them."""

import re
from datetime import datetime

from fenbo.core.clock import SHANGHAI

WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]?(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?|分)?)?"
)


def read(value: str | datetime) -> datetime | None:
    """The instant, in Asia/Shanghai where the text names no zone; None when it is no date that exists."""
    try:
        moment = value if isinstance(value, datetime) else _from_text(value.strip())
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _from_text(text: str) -> datetime | None:
    """ISO 8601, or year, month and day in that order with the usual signs between; bare numbers are no dates."""
    if found := WRITTEN.fullmatch(text):
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    return None if text.isdecimal() else datetime.fromisoformat(text)
