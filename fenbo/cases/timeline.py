"""The case's way as told by its journal, in two wordings: in full for staff, in plain words for the requester."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, Channel
from fenbo.cases.plain_words import FOLLOWS, INTERNAL, PLAIN, Facts, moment
from fenbo.catalogue.kinds import Kind
from fenbo.journal.queries import Event, events_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, what, who did it, and what there is to say about it. `tone` is empty, good, warn or bad."""

    at: datetime
    what: str
    who: str = ""
    note: str = ""
    tone: str = ""
    move: str = ""


# What the facts are called on the staff's line, in the order in which they are read. Others are keys or digests.
FACTS: Mapping[str, object] = {
    "from_unit": gettext_lazy("原单位"),
    "unit": gettext_lazy("单位"),
    "to_unit": gettext_lazy("转至"),
    "co_units": gettext_lazy("协办"),
    "instruction": gettext_lazy("办理要求"),
    "question": gettext_lazy("需补充"),
    "reason": gettext_lazy("理由"),
    "legal_way": gettext_lazy("法定途径"),
    "remark": gettext_lazy("意见"),
    "basis": gettext_lazy("依据"),
    "working_days": gettext_lazy("工作日"),
    "until": gettext_lazy("至"),
    "round": gettext_lazy("轮次"),
    "attempt": gettext_lazy("第几次"),
    "reached": gettext_lazy("接通"),
    "solved": gettext_lazy("已解决"),
    "satisfied": gettext_lazy("满意"),
    "score": gettext_lazy("评分"),
    "level": gettext_lazy("级别"),
    "kind": gettext_lazy("类型"),
    "channel": gettext_lazy("渠道"),
    "other_number": gettext_lazy("另一件"),
    "changed": gettext_lazy("更正"),
    "second_person": gettext_lazy("复核人"),
}
TONES = {
    **dict.fromkeys((Move.ISSUE, Move.ANSWER_AT_ONCE, Move.CLOSE, Move.BRING_BACK, Move.PUBLISH), "good"),
    **dict.fromkeys(
        (
            Move.ASK_RETURN,
            Move.AGREE_RETURN,
            Move.ASK_INFO,
            Move.SEND_BACK,
            Move.REMIND,
            Move.SECOND_HANDLING,
        ),
        "warn",
    ),
    **dict.fromkeys((Move.NOT_ACCEPT, Move.SUPERVISE, Move.TAKE_DOWN), "bad"),
}


def for_staff(case: Case) -> list[Entry]:
    """Every event, oldest first, with who made it and all that it says."""
    return for_events(events_of(case.pk))


def for_events(events: Iterable[Event]) -> list[Entry]:
    """The same of these events."""
    return [_in_full(event) for event in events]


def _in_full(event: Event) -> Entry:
    move = Move(event.move)
    who = event.actor_name + (f"（{event.on_behalf_of}）" if event.on_behalf_of else "")
    return Entry(event.at, str(move.label), who, _told(event.facts), TONES.get(move, ""), event.move)


def _told(facts: Facts) -> str:
    shown = [(label, _said(name, facts[name])) for name, label in FACTS.items() if name in facts]
    return "\n".join(f"{label}：{value}" for label, value in shown if value)


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(map(str, value))
    if name == "until" and value:
        return moment(str(value))
    names = {"kind": Kind, "channel": Channel}.get(name)
    return str(names(value).label) if names and value in names.values else str(value)


def for_requester(case: Case) -> list[Entry]:
    """What happened in plain words, oldest first."""
    return list(_plainly(events_of(case.pk)))


def _plainly(events: Iterable[Event]) -> Iterable[Entry]:
    before: Move | None = None
    for event in events:
        move = Move(event.move)
        words = PLAIN.get(move)
        if words and not (before and move in FOLLOWS.get(before, ())):
            yield Entry(event.at, words(event.facts), tone=TONES.get(move, ""), move=event.move)
        if move not in INTERNAL:
            before = move
