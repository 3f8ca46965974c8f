"""What a briefing says, as plain values that can be kept: the figures, and the cases that want a decision."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import OPEN, CaseState
from fenbo.cases.models import Case, CaseNote, Clock, ReturnRequest, Ruling, WorkOrder
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.queries import first_level
from fenbo.core.clock import SHANGHAI
from fenbo.followup.models import FollowUp, FollowUpState
from fenbo.hotline.queries import calls_between
from fenbo.publication.drafting import known_of
from fenbo.publication.redaction import redact
from fenbo.reporting import cells
from fenbo.reporting.briefing.histories import Told, histories
from fenbo.reporting.counts import counts, days
from fenbo.reporting.models import Dimension
from fenbo.reporting.screen import hot
from fenbo.supervision.queries import loads
from fenbo.topics.models import Topic
from fenbo.topics.queries import hottest

MOST_COMPLEX, MOST_LISTED, MOST_GOOD, MOST_SUBJECTS, MOST_TOPICS = 20, 20, 5, 12, 5
SURGE_DAYS = 7
SHOWN_DAYS = 14
AGAIN = 2


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A case that is named: its key, number, redacted title, and what is said of it."""

    id: str
    number: str
    title: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Returns:
    """What units said was not theirs, and how it was decided; `repeated` are cases that were returned more than once."""

    asked: int
    granted: int
    refused: int
    pending: int
    repeated: list[Mentioned] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Days are ISO texts, pairs are (name, number). Everything is as of `made_at`."""

    since: str
    until: str
    made_at: str
    received: int
    received_before: int
    closed: int
    closed_before: int
    calls: int
    calls_before: int
    received_to_date: int
    closed_to_date: int
    open_to_date: int
    published_to_date: int
    rate_to_date: float | None
    bulletin_at: str
    daily: list[tuple[str, int, int]]
    subjects: list[tuple[str, int]]
    open_by_state: list[tuple[str, int]]
    waiting_for: list[tuple[str, int, int]]
    complex: list[Told]
    overdue: list[tuple[str, int, int, int]]
    returns: Returns
    dissatisfied: list[Mentioned]
    hot: list[tuple[str, int, int]]
    good: list[Mentioned]
    # Title, place, people altogether, cases of the last seven days, and the week's surge or nothing. Older ones have none.
    topics: list[tuple[str, str, int, int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(kept: dict[str, Any]) -> Content:
    """What `as_json` gave, after it came back from the database."""
    values = dict(kept)
    values["complex"] = [Told(**one) for one in values["complex"]]
    values["returns"] = Returns(
        **{**values["returns"], "repeated": [Mentioned(**one) for one in values["returns"]["repeated"]]}
    )
    for name in ("dissatisfied", "good"):
        values[name] = [Mentioned(**one) for one in values[name]]
    for name in ("daily", "subjects", "open_by_state", "waiting_for", "overdue", "hot", "topics"):
        values[name] = [tuple(one) for one in values.get(name, [])]
    return Content(**values)


def gather(since: date, until: date, now: datetime) -> Content:
    """Of the days `since` to `until`, both included, with what stands open at this moment."""
    length = until - since + timedelta(days=1)
    end = _midnight(until + timedelta(days=1))
    at = min(now, end - timedelta(microseconds=1))
    to_date = counts(at)
    during, before = days(since, until), days(since - length, since - timedelta(days=1))
    return Content(
        since=since.isoformat(),
        until=until.isoformat(),
        made_at=now.isoformat(),
        received=sum(day.received for day in during),
        received_before=sum(day.received for day in before),
        closed=sum(day.closed for day in during),
        closed_before=sum(day.closed for day in before),
        calls=calls_between(_midnight(since), end).total,
        calls_before=calls_between(_midnight(since - length), _midnight(since)).total,
        received_to_date=to_date.received,
        closed_to_date=to_date.closed,
        open_to_date=to_date.open,
        published_to_date=to_date.published,
        rate_to_date=None if to_date.rate is None else float(to_date.rate),
        bulletin_at=at.isoformat(),
        daily=[(day.day.isoformat(), day.received, day.closed) for day in _shown(since, until)],
        subjects=_subjects(since, until),
        open_by_state=_by_state(),
        waiting_for=_waiting(now),
        complex=histories(_complex(), now),
        overdue=[(str(one.unit), one.open, one.amber, one.red) for one in loads(now) if one.red],
        returns=_returns(_midnight(since), end),
        dissatisfied=_dissatisfied(_midnight(since), end),
        hot=[(one.name, one.now, one.before) for one in hot(until)],
        good=_good(_midnight(since), end),
        topics=_topics(at),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _shown(since: date, until: date) -> Sequence[Any]:
    return days(min(since, until - timedelta(days=SHOWN_DAYS - 1)), until)


def _topics(at: datetime) -> list[tuple[str, str, int, int, str]]:
    since = at - timedelta(days=SURGE_DAYS)
    return [
        (
            redact(one.topic.title),
            str(one.topic.region or ""),
            one.topic.people,
            one.cases,
            _surge(one.topic, since, at),
        )
        for one in hottest(since, at, most=MOST_TOPICS)
    ]


def _surge(one: Topic, since: datetime, at: datetime) -> str:
    if one.surged_at is None or not since <= one.surged_at <= at:
        return ""
    about = {"people": one.surge_people, "usual": f"{one.surge_usual:g}"}
    return _("一周%(people)s人，平时%(usual)s人") % about


def _subjects(since: date, until: date) -> list[tuple[str, int]]:
    names = dict(first_level())
    parts = cells.grouped(
        cells.read(since, until, Dimension.CATEGORY)[Dimension.CATEGORY], lambda code: code[:2]
    )
    ordered = sorted(parts.items(), key=lambda pair: (-pair[1].number, pair[0]))
    return [(str(names.get(code, "")), part.number) for code, part in ordered[:MOST_SUBJECTS]]


def _by_state() -> list[tuple[str, int]]:
    """Where the open cases stand, in the order of their way."""
    rows = dict(Case.objects.filter(state__in=OPEN).order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), rows[state]) for state in CaseState if rows.get(state)]


def _waiting(now: datetime) -> list[tuple[str, int, int]]:
    """What they wait for: running clocks by hop, and how many of these are past their limit; most first."""
    late = Count("pk", filter=Q(due_at__lte=now, paused_at=None))
    running = Clock.objects.filter(stopped_at=None, case__state__in=OPEN).order_by()
    rows = running.values("hop").annotate(number=Count("pk"), late=late)
    found = [(str(Hop(row["hop"]).label), row["number"], row["late"]) for row in rows]
    return sorted(found, key=lambda row: (-row[1], row[0]))


def _complex() -> list[Case]:
    rows = Case.objects.filter(state__in=OPEN, is_complex=True).select_related(
        "requester", "category", "region", "lead_unit"
    )
    running = Clock.objects.filter(stopped_at=None).select_related("unit").order_by("due_at", "id")
    orders = WorkOrder.objects.select_related("unit").order_by("given_at", "id")
    decisions = CaseNote.objects.filter(is_decision=True).order_by("-written_at", "-id")
    told = rows.prefetch_related(
        Prefetch("clocks", running), Prefetch("orders", orders), Prefetch("notes", decisions)
    )
    return list(told.order_by("received_at", "pk")[:MOST_COMPLEX])


def _returns(since: datetime, until: datetime) -> Returns:
    asked = ReturnRequest.objects.filter(asked_at__gte=since, asked_at__lt=until).order_by()
    ruled = dict(asked.values_list("ruling").annotate(Count("pk")))
    often = (
        ReturnRequest.objects.filter(order__case__in=asked.values("order__case"))
        .order_by()
        .values("order__case")
        .annotate(times=Count("pk"))
        .filter(times__gte=AGAIN)
        .order_by("-times")[:MOST_LISTED]
    )
    times = {row["order__case"]: row["times"] for row in often}
    cases = Case.objects.filter(pk__in=times).select_related("requester", "lead_unit")
    return Returns(
        asked=sum(ruled.values()),
        granted=ruled.get(Ruling.GRANTED, 0),
        refused=ruled.get(Ruling.REFUSED, 0),
        pending=ruled.get(Ruling.PENDING, 0),
        repeated=sorted(
            (mentioned(case, note=str(times[case.pk])) for case in cases),
            key=lambda one: (-int(one.note), one.number),
        ),
    )


def _dissatisfied(since: datetime, until: datetime) -> list[Mentioned]:
    asked = _asked(since, until).filter(satisfied=False)
    return [_of(one, note=one.remark) for one in asked.order_by("-ended_at", "-id")[:MOST_LISTED]]


def _good(since: datetime, until: datetime) -> list[Mentioned]:
    """Answers that solved the matter and left the requester satisfied, in the requester's own word; published first."""
    asked = _asked(since, until).filter(satisfied=True, solved=True)
    published = F("case__publication_state").desc()
    return [_of(one) for one in asked.order_by(published, "-ended_at", "-id")[:MOST_GOOD]]


def _asked(since: datetime, until: datetime) -> QuerySet[FollowUp]:
    over = FollowUp.objects.filter(state=FollowUpState.REACHED, ended_at__gte=since, ended_at__lt=until)
    return over.select_related("case__requester", "unit")


def _of(one: FollowUp, note: str = "") -> Mentioned:
    return mentioned(one.case, unit=str(one.unit), note=redact(note, known_of(one.case.requester)))


def mentioned(case: Case, *, unit: str = "", note: str = "") -> Mentioned:
    """A briefing leaves the house on paper: its titles are redacted as for the public."""
    return Mentioned(
        str(case.pk),
        str(case),
        redact(case.title, known_of(case.requester)),
        unit or str(case.lead_unit or ""),
        note,
    )
