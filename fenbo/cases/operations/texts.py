"""What people write, made fit to keep: InvalidInput names the field."""

import re

from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput

# Of category C all but line breaks, tabs and what joins letters and emoji: what PostgreSQL refuses or nobody sees.
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
MAX_TEXT = 20_000
# Stands above what a large model drafted; what has it was not read to the end, so nobody is sent it.
MACHINE_MARK = "【机器代拟，请逐句核对后删去这一行】"
MAX_REASON = 500


def clean(text: str, *, lines: bool = False) -> str:
    """Text without control and direction-changing characters, trimmed; one line unless `lines`."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if lines else re.sub(r"\s+", " ", text).strip()


def wanted(text: str, *, field: str, most: int = MAX_TEXT) -> str:
    """A text that must be there."""
    cleaned = optional(text, field=field, most=most)
    if not cleaned:
        raise InvalidInput(_("请填写这一项。"), field=field)
    return cleaned


def optional(text: str, *, field: str, most: int = MAX_REASON) -> str:
    """A text that may be empty but not longer than `most` characters."""
    cleaned = clean(text, lines=True)
    if MACHINE_MARK in cleaned:
        raise InvalidInput(_("有机器代拟的文字：请逐句核对，再删去“机器代拟”那一行。"), field=field)
    if len(cleaned) > most:
        message = _("太长了：最多 %(most)s 字，现在 %(length)s 字。")
        raise InvalidInput(message % {"most": most, "length": len(cleaned)}, field=field)
    return cleaned
