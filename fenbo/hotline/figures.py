"""What the hotline did in a stretch of time, from its calls alone; nothing is stored, so nothing can be rewritten.

A call belongs to the instant at which it began, and counts once it has ended and had reached the queue. Definitions
follow GB/T 33358-2016: promptly is within fifteen whole seconds of waiting, connected is spoken to at all.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, DurationField, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Extract, ExtractHour, Left

from fenbo.catalogue.models import Category
from fenbo.core.clock import SHANGHAI
from fenbo.hotline.models import (
    Call,
    CallEvent,
    CallOutcome,
    Happened,
    Inquiry,
    InquiryState,
    PassedFor,
    Presence,
    Spell,
)
from fenbo.hotline.queries import PROMPT_SECONDS

# Of a hundred calls, how many are to be connected (GB/T 33358-2016).
GOAL = 95
# From this key on somebody who rated was satisfied.
SATISFIED = 4
Came, H = CallOutcome, Happened
CONNECTED = Q(
    outcome__in=(
        Came.ANSWERED_AT_ONCE,
        Came.WORK_ORDER,
        Came.ASKED_AFTER,
        Came.NO_MATTER,
        Came.EMERGENCY,
        Came.ANSWERED,
    )
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Some calls, however they were chosen. Means are in seconds, None of nothing."""

    calls: int = 0
    answered: int = 0
    prompt: int = 0
    at_once: int = 0
    work_order: int = 0
    asked_after: int = 0
    no_matter: int = 0
    emergency: int = 0
    rated: int = 0
    satisfied: int = 0
    waited: float | None = None
    talked: float | None = None
    wrapped: float | None = None
    wrap_ups: int = 0

    @property
    def abandoned(self) -> int:
        return self.calls - self.answered

    @property
    def unsaid(self) -> int:
        """Answered, and nobody has said yet what came of it."""
        said = self.at_once + self.work_order + self.asked_after + self.no_matter + self.emergency
        return self.answered - said

    @property
    def satisfaction(self) -> float | None:
        """Of those who rated, how many pressed 4 or 5, per cent."""
        return percent(self.satisfied, self.rated)

    @property
    def connect_rate(self) -> float | None:
        return percent(self.answered, self.calls)

    @property
    def prompt_rate(self) -> float | None:
        return percent(self.prompt, self.calls)

    @property
    def handled(self) -> float | None:
        """The mean time that an answered call took its agent: talk with hold, and wrap-up where there was one."""
        if self.talked is None:
            return None
        return self.talked + (self.wrapped or 0) * self.wrap_ups / self.answered


@dataclass(frozen=True, slots=True)
class Part:
    """The calls of one hour, queue, seat or topic; an empty key stands for those that have none."""

    key: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """What one support group was asked in writing, and what became of it."""

    name: str
    asked: int
    answered: int
    late: int
    nobody: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    whole: Tally
    # Ended before the queue: hung up during the greeting, blocked, or outside the hours. In no rate.
    not_queued: int
    longest_wait: int
    held: float | None
    holds: int
    hours: Sequence[Part]
    queues: Sequence[Part]
    seats: Sequence[Part]
    topics: Sequence[Part]
    groups: Sequence[Asked]


def told(found: Figures) -> dict[str, Any]:
    """For programs: the fields by their names, means in seconds to a tenth, rates in per cent."""

    def tally(one: Tally) -> dict[str, Any]:
        numbers = {name: getattr(one, name) for name in NUMBERS}
        return {name: round(n, 1) if isinstance(n, float) else n for name, n in numbers.items()}

    def parts(rows: Sequence[Part]) -> list[dict[str, Any]]:
        return [{"key": part.key, "name": part.name, **tally(part.tally)} for part in rows]

    return {
        "whole": tally(found.whole),
        "not_queued": found.not_queued,
        "longest_wait": found.longest_wait,
        "held": None if found.held is None else round(found.held, 1),
        "holds": found.holds,
        **{name: parts(getattr(found, name)) for name in ("hours", "queues", "seats", "topics")},
        "groups": [asdict(group) for group in found.groups],
    }


NUMBERS = (
    *(
        "calls",
        "answered",
        "prompt",
        "abandoned",
        "connect_rate",
        "prompt_rate",
        "at_once",
        "work_order",
        "asked_after",
        "no_matter",
        "emergency",
        "unsaid",
    ),
    *("rated", "satisfied", "satisfaction"),
    *("waited", "talked", "wrapped", "wrap_ups", "handled"),
)


def percent(part: int, whole: int) -> float | None:
    """To a tenth; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def figures(since: datetime, until: datetime) -> Figures:
    """The calls that began in [since, until); a fixed number of queries however many there are."""
    ended = (
        Call.objects.filter(began_at__gte=since, began_at__lt=until).exclude(outcome=Came.GOING_ON).order_by()
    )
    queued = _measured(ended.exclude(outcome=Came.NOT_QUEUED))
    held, holds = _held(queued)
    return Figures(
        whole=Tally(**queued.aggregate(**TALLY)),
        not_queued=ended.filter(outcome=Came.NOT_QUEUED).count(),
        longest_wait=queued.aggregate(longest=Max("rang_seconds"))["longest"] or 0,
        held=held,
        holds=holds,
        hours=_hours(queued),
        queues=_parts(queued, F("queue__slug"), F("queue__name")),
        seats=_parts(queued.exclude(seat=None), F("seat_id"), F("seat_id")),
        topics=_topics(queued),
        groups=_groups(since, until),
    )


TALLY: dict[str, Any] = {
    "calls": Count("pk"),
    "answered": Count("pk", filter=CONNECTED),
    "prompt": Count("pk", filter=CONNECTED & Q(rang_seconds__lte=PROMPT_SECONDS)),
    "at_once": Count("pk", filter=Q(outcome=Came.ANSWERED_AT_ONCE)),
    "work_order": Count("pk", filter=Q(outcome=Came.WORK_ORDER)),
    "asked_after": Count("pk", filter=Q(outcome=Came.ASKED_AFTER)),
    "no_matter": Count("pk", filter=Q(outcome=Came.NO_MATTER)),
    "emergency": Count("pk", filter=Q(outcome=Came.EMERGENCY)),
    "rated": Count("score"),
    "satisfied": Count("pk", filter=Q(score__gte=SATISFIED)),
    "waited": Avg("rang_seconds", filter=CONNECTED),
    "talked": Avg("talked_seconds", filter=CONNECTED),
    "wrapped": Avg("wrap_seconds"),
    "wrap_ups": Count("wrap_seconds"),
}


def _measured(calls: QuerySet[Call]) -> QuerySet[Any]:
    """With how long the agent wrapped up: the stretch that began at that seat when the call ended, once it is over."""
    spells = Spell.objects.filter(
        presence=Presence.WRAP_UP,
        session__seat=OuterRef("seat"),
        began_at=Coalesce(OuterRef("released_at"), OuterRef("ended_at")),
    ).order_by()
    took = spells.annotate(took=F("ended_at") - F("began_at")).values("took")[:1]
    return calls.annotate(wrap_seconds=_seconds(took))


def _seconds(took: QuerySet[Any]) -> Extract:
    return Extract(Subquery(took, output_field=DurationField()), "epoch")


def _held(calls: QuerySet[Any]) -> tuple[float | None, int]:
    """The mean length of a hold in seconds, and how many holds there were."""
    after = CallEvent.objects.filter(
        call=OuterRef("call"),
        at__gte=OuterRef("at"),
        happened__in=(H.RESUMED, H.TRANSFERRED, H.LOST, H.RELEASED, H.ENDED),
    ).order_by("at", "id")
    took = after.annotate(took=F("at") - OuterRef("at")).values("took")[:1]
    holds = CallEvent.objects.filter(call__in=calls.values("pk"), happened=H.HELD).order_by()
    found = holds.annotate(seconds=_seconds(took)).aggregate(mean=Avg("seconds"), number=Count("seconds"))
    return found["mean"], found["number"]


def _hours(calls: QuerySet[Any]) -> list[Part]:
    """Every hour of the day in China, also those without a call."""
    found = {part.key: part for part in _parts(calls, ExtractHour("began_at", tzinfo=SHANGHAI), Value(""))}
    return [found.get(str(hour), Part(str(hour), "", Tally())) for hour in range(24)]


def _topics(calls: QuerySet[Any]) -> list[Part]:
    """By first-level category: the one that the agent said, else the case's."""
    names = dict(Category.objects.filter(parent=None).values_list("code", "name"))
    code = Left(Coalesce(F("category_id"), F("case__category_id"), Value("")), 2)
    return [Part(part.key, names.get(part.key, ""), part.tally) for part in _parts(calls, code, Value(""))]


def _parts(calls: QuerySet[Any], key: Any, name: Any) -> list[Part]:
    """The largest first."""
    rows = calls.annotate(part=key, title=name).values("part", "title").annotate(**TALLY)
    return [
        Part(
            "" if row["part"] is None else str(row["part"]),
            row["title"] or "",
            Tally(**{one: row[one] for one in TALLY}),
        )
        for row in rows.order_by("-calls", "part")
    ]


def _groups(since: datetime, until: datetime) -> list[Asked]:
    """What was asked of every support group that was asked anything."""
    asked = Inquiry.objects.filter(asked_at__gte=since, asked_at__lt=until).order_by()
    rows = asked.values("group__name").annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state=InquiryState.ANSWERED)),
        late=Count("pk", filter=Q(passed_for=PassedFor.LATE)),
        nobody=Count("pk", filter=Q(passed_for=PassedFor.NOBODY)),
    )
    return [
        Asked(row["group__name"], row["asked"], row["answered"], row["late"], row["nobody"])
        for row in rows.order_by("-asked", "group__name")
    ]
