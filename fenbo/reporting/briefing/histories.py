"""A case told in five lines: how it came, who has it, what happened last, what runs out next, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case
from fenbo.core.clock import SHANGHAI
from fenbo.journal.queries import Event, last_events
from fenbo.publication.drafting import known_of
from fenbo.publication.redaction import redact

# What was done about a case and not for it says nothing of how far it is.
BESIDE = (Move.REVEAL, Move.ASK_MACHINE, Move.DECIDE, Move.NOTE, Move.CORRECT, Move.PROPOSE)
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Told:
    """`lines` are five, in the order above."""

    id: str
    number: str
    title: str
    lines: list[str]


def histories(cases: Sequence[Case], now: datetime) -> list[Told]:
    """One query beside those of the cases, whose orders, clocks and decisions are loaded."""
    latest = last_events([case.pk for case in cases], leaving_out=BESIDE)
    return [_told(case, latest.get(case.pk), now) for case in cases]


def _told(case: Case, last: Event | None, now: datetime) -> Told:
    about = known_of(case.requester)
    lines = [_came(case), _has(case), _last(last), _next(case, now), redact(_decided(case), about)]
    return Told(str(case.pk), str(case), redact(case.title, about), lines)


def day_and_hour(at: datetime) -> str:
    here = at.astimezone(SHANGHAI)
    return _("%(month)s月%(day)s日%(time)s") % {
        "month": here.month,
        "day": here.day,
        "time": f"{here:%H:%M}",
    }


def _came(case: Case) -> str:
    parts = [day_and_hour(case.received_at) if case.received_at else "", str(case.get_channel_display())]
    parts += [str(one) for one in (case.region, case.category) if one is not None]
    return _("受理：%(how)s") % {"how": "，".join(parts)}


def _has(case: Case) -> str:
    units = list(dict.fromkeys(str(order.unit) for order in case.orders.all() if order.ended_at is None))
    if not units:
        return _("承办：还没有分拨")
    return _("承办：%(units)s，第%(round)s轮") % {"units": "、".join(units), "round": case.round}


def _last(event: Event | None) -> str:
    if event is None:
        return _("最近：没有动静")
    what = str(Move(event.move).label)
    unit = event.facts.get("unit") or event.facts.get("to_unit") or ""
    return _("最近：%(at)s %(what)s%(unit)s") % {
        "at": day_and_hour(event.at),
        "what": what,
        "unit": f"（{unit}）" if unit else "",
    }


def _next(case: Case, now: datetime) -> str:
    clocks = [clock for clock in case.clocks.all() if clock.paused_at is None]
    if not clocks:
        return _("时限：没有正在走的时限")
    first = clocks[0]
    about = {"hop": first.get_hop_display(), "unit": first.unit, "at": day_and_hour(first.due_at)}
    if first.due_at <= now:
        return _("时限：%(hop)s（%(unit)s）已于%(at)s超时") % about
    return _("时限：%(hop)s（%(unit)s）%(at)s到期") % about


def _decided(case: Case) -> str:
    note = next(iter(case.notes.all()), None)
    if note is None:
        return _("决定：还没有")
    text = note.text if len(note.text) <= LONGEST else note.text[:LONGEST] + "…"
    until = _("（%(at)s前完成）") % {"at": day_and_hour(note.due_at)} if note.due_at else ""
    return _("决定：%(text)s%(until)s") % {"text": text, "until": until}
