"""What the screen on the centre's wall shows: the state of everything at this moment, in some dozen cheap queries.

What is of today comes from the tables that are kept up with every move. What was finished on earlier days cannot
change by the second: it is counted once and kept for some minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case, Channel
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.queries import categories
from fenbo.core.clock import SHANGHAI
from fenbo.core.lapsing import LapsingEach
from fenbo.directory.actors import Actor
from fenbo.directory.queries import regions
from fenbo.hotline.queries import Calls, calls_between
from fenbo.hotline.wall import Doing, wall
from fenbo.publication.drafting import known_of
from fenbo.publication.redaction import redact
from fenbo.reporting import cells
from fenbo.reporting.cells import Part
from fenbo.reporting.counts import Counts, Day, counts_now, days
from fenbo.reporting.instants import EARLIEST
from fenbo.reporting.models import Dimension
from fenbo.reporting.rates import Rate, rates
from fenbo.reporting.selection import stem
from fenbo.reporting.trends import last_day
from fenbo.supervision import queries as supervision
from fenbo.supervision.models import Level
from fenbo.supervision.queries import Load
from fenbo.topics.queries import hottest

RATED_DAYS = 30
HOT_DAYS = 7
HOT, TOPICS, NEWEST, SHOWN_DAYS = 6, 4, 10, 14
# Cases are placed in topics once a minute.
PLACED_SECONDS = 60.0
# What was counted for days that are over is counted again after this.
EARLIER_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Named:
    """The cases of one place, subject, channel or kind."""

    code: str
    name: str
    part: Part


@dataclass(frozen=True, slots=True)
class Hot:
    """A subject that was asked about more often in the last days than in as many before."""

    code: str
    name: str
    now: int
    before: int

    @property
    def rise(self) -> int:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Topical:
    """A topic of the last days, with everything private taken out of its title; `cases` are of those days."""

    id: UUID
    title: str
    people: int
    cases: int


@dataclass(frozen=True, slots=True)
class Newest:
    """A question that just came in, with everything private taken out."""

    title: str
    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The seats of the hotline and who waits there at this moment."""

    talking: int
    ready: int
    away: int
    waiting: int
    longest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The three rates over the last days, each with what it is a rate of."""

    responded: Rate
    solved: Rate
    satisfied: Rate
    on_time: Rate

    def __add__(self, other: "Rates") -> "Rates":
        return Rates(
            responded=self.responded + other.responded,
            solved=self.solved + other.solved,
            satisfied=self.satisfied + other.satisfied,
            on_time=self.on_time + other.on_time,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    at: datetime
    today: date
    day: Day
    counts: Counts
    # The last day of what is told of several days: today, or where nothing came for long, the last day on which it did.
    latest: date
    days: Sequence[Day]
    calls_today: Calls
    calls: Calls
    places: Sequence[Named]
    subjects: Sequence[Named]
    channels: Sequence[Named]
    kinds: Sequence[Named]
    red: int
    amber: int
    loads: Sequence[Load]
    hot: Sequence[Hot]
    topics: Sequence[Topical]
    newest: Sequence[Newest]
    floor: Floor
    rates: Rates


def screen(actor: Actor, now: datetime) -> Screen:
    """Everything at this moment, for whoever leads. Raises MissingDuty for others."""
    floor = _floor(actor, now)
    today = now.astimezone(SHANGHAI).date()
    found = cells.read_often(EARLIEST.date(), today)
    burning = supervision.count_burning(actor, now)
    latest = _latest(today)
    (day,) = days(today, today)
    calls_today = calls_between(_midnight(today), now + timedelta(seconds=1))
    return Screen(
        at=now,
        today=today,
        day=day,
        counts=counts_now(now),
        latest=latest,
        days=days(latest - timedelta(days=SHOWN_DAYS - 1), latest),
        calls_today=calls_today,
        calls=_earlier_calls(today) + calls_today,
        places=places(found[Dimension.REGION]),
        subjects=_subjects(found[Dimension.CATEGORY]),
        channels=_labelled(found[Dimension.CHANNEL], dict(Channel.choices)),
        kinds=_labelled(found[Dimension.KIND], {one: one.label for one in Kind}),
        red=burning[Level.RED],
        amber=burning[Level.AMBER],
        loads=supervision.loads(now),
        hot=hot(latest),
        topics=_topics(latest),
        newest=_newest(),
        floor=floor,
        rates=_rated(now, today) if latest == today else _past_rates(latest),
    )


def _latest(today: date) -> date:
    """A past that was played back shows its own last days."""
    last = last_day()
    return last if last is not None and last <= today - timedelta(days=SHOWN_DAYS) else today


def _floor(actor: Actor, now: datetime) -> Floor:
    found = wall(actor, now)
    return Floor(
        talking=found.count(Doing.TALKING, Doing.HELD, Doing.RINGING),
        ready=found.count(Doing.READY),
        away=found.count(Doing.WRAP_UP, Doing.BREAK, Doing.LEADING),
        waiting=len(found.waiting),
        longest=found.longest,
    )


def places(parts: cells.Parts) -> list[Named]:
    """Every prefecture and county of the home province, and what is from elsewhere or nowhere in one row each.

    A prefecture has what names only it and what names one of its counties.
    """
    home = settings.HOME_PROVINCE
    own = [region for region in regions() if region.pk.startswith(stem(home)) and region.pk != home]
    sums = cells.grouped(
        parts, lambda code: f"{code[:4]}00" if code.startswith(stem(home)) else code and "else"
    )
    sums[home] = sums.pop(home, Part())
    rows = [
        Named(
            one.pk, one.name, sums.get(one.pk, Part()) if one.pk.endswith("00") else parts.get(one.pk, Part())
        )
        for one in own
    ]
    rest = ((home, sums[home]), ("else", sums.get("else", Part())), ("", sums.get("", Part())))
    return rows + [Named(code, "", part) for code, part in rest if part.number]


def _subjects(parts: cells.Parts) -> list[Named]:
    names = {one.pk: one.name for one in categories() if one.parent_id is None}
    return _largest(cells.grouped(parts, lambda code: code[:2]), names)


def _labelled(parts: cells.Parts, labels: dict[str, object]) -> list[Named]:
    return _largest(dict(parts), {code: str(label) for code, label in labels.items()})


def _largest(parts: dict[str, Part], names: dict[str, str]) -> list[Named]:
    ordered = sorted(parts.items(), key=lambda pair: (-pair[1].number, pair[0]))
    return [Named(code, names.get(code, ""), part) for code, part in ordered]


def hot(today: date, *, most: int = HOT) -> list[Hot]:
    """The second-level categories that rose most in the last week against the week before; falling ones are left out."""
    names = {one.pk: one.name for one in categories() if one.parent_id is not None}
    start = today - timedelta(days=HOT_DAYS - 1)
    now = cells.read(start, today, Dimension.CATEGORY)[Dimension.CATEGORY]
    before = cells.read(start - timedelta(days=HOT_DAYS), start - timedelta(days=1), Dimension.CATEGORY)
    found = [
        Hot(code, names[code], part.number, before[Dimension.CATEGORY].get(code, Part()).number)
        for code, part in now.items()
        if code in names
    ]
    rising = [one for one in found if one.rise > 0]
    return sorted(rising, key=lambda one: (-one.rise, -one.now, one.code))[:most]


def _newest() -> list[Newest]:
    """The last questions that may be shown to whoever stands in the room: never reports or confidential ones."""
    rows = (
        Case.objects.filter(received_at__isnull=False, is_confidential=False, under_inquiry=False)
        .exclude(state=CaseState.DRAFT)
        .exclude(kind=Kind.REPORT)
        .exclude(names_official=True)
        .select_related("requester")
        .only("version", "title", "received_at", "channel", "requester__name", "requester__firm_name")
        .order_by("-received_at", "-id")[:NEWEST]
    )
    return [
        Newest(_title(case), case.received_at, str(case.get_channel_display()))
        for case in rows
        if case.received_at
    ]


_titles: dict[tuple[UUID, int], str] = {}


def _title(case: Case) -> str:
    """Looked through once for each version of the case and not at every refresh."""
    kept = (case.pk, case.version)
    if kept not in _titles:
        while len(_titles) >= 10 * NEWEST:
            _titles.pop(next(iter(_titles)), None)
        _titles[kept] = redact(case.title, known_of(case.requester))
    return _titles[kept]


def _rated(now: datetime, today: date) -> Rates:
    until = _midnight(today)
    return _earlier_rates(today) + _rates_of(until, now + timedelta(seconds=1))


def _rates_of(since: datetime, until: datetime) -> Rates:
    found = rates(since, until)
    return Rates(
        responded=found.responded, solved=found.solved, satisfied=found.satisfied, on_time=found.on_time
    )


_earlier_rates = LapsingEach[date, Rates](
    lambda today: _rates_of(_midnight(today) - timedelta(days=RATED_DAYS - 1), _midnight(today)),
    seconds=EARLIER_SECONDS,
)
_past_rates = LapsingEach[date, Rates](
    lambda last: _rates_of(
        _midnight(last) - timedelta(days=RATED_DAYS - 1), _midnight(last) + timedelta(days=1)
    ),
    seconds=EARLIER_SECONDS,
)
_earlier_calls = LapsingEach[date, Calls](
    lambda today: calls_between(EARLIEST, _midnight(today)), seconds=EARLIER_SECONDS
)


_topics = LapsingEach[date, list[Topical]](
    lambda last: [
        Topical(one.topic.pk, redact(one.topic.title), one.topic.people, one.cases)
        for one in hottest(
            _midnight(last) - timedelta(days=HOT_DAYS - 1), _midnight(last) + timedelta(days=1), most=TOPICS
        )
    ],
    seconds=PLACED_SECONDS,
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
