"""Numbers as people read them, and bars drawn without script or inline style."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _


class Bar(NamedTuple):
    label: str
    number: str
    share: str
    tone: str


def grouped(number: Any) -> str:
    """`16,436`; None is a dash, text stays as it is."""
    if number is None:
        return "—"
    return f"{number:,}" if isinstance(number, int | float | Decimal) else str(number)


def about(
    *,
    part: int | None = None,
    whole: int | None = None,
    change: int | None = None,
    note: str = "",
    url: str = "",
) -> dict[str, Any]:
    """What stands under a figure: every rate shows its denominator, every change its sign and a word."""
    lines = []
    if whole is not None:
        lines.append(_("%(part)s / %(whole)s 件") % {"part": grouped(part), "whole": grouped(whole)})
    if change is not None:
        lines.append(trend(change))
    if note:
        lines.append(note)
    return {"lines": lines, "url": url}


def trend(change: int) -> str:
    if not change:
        return _("与前一日持平")
    text = _("比前一日多 %(number)s") if change > 0 else _("比前一日少 %(number)s")
    return text % {"number": grouped(abs(change))}


def bars(rows: Iterable[Sequence[Any]], *, shares: bool = False) -> list[Bar]:
    """`shares` writes beside each number what part of their sum it is."""
    listed = [(*row, "") if len(row) == 2 else tuple(row) for row in rows]
    longest = max((row[1] for row in listed), default=0) or 1
    whole = sum(row[1] for row in listed) or 1
    return [
        Bar(
            str(label),
            grouped(number) + (f" · {100 * number / whole:.1f}%" if shares else ""),
            f"{100 * number / longest:.2f}%",
            tone,
        )
        for label, number, tone in listed
    ]
