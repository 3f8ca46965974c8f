"""Which cases somebody asks for: by period, place, subject, unit, channel, kind and standing.

The list behind every number of the screens, and what a report is made of; always within the reader's scope.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import OPEN, SETTLED, CaseState, PublicationState
from fenbo.cases.models import Case, Clock, Followed
from fenbo.cases.queries import listed
from fenbo.core.clock import SHANGHAI
from fenbo.directory.actors import Actor


class Standing(models.TextChoices):
    """How far the cases that are wanted have come."""

    ALL = "", _("全部")
    OPEN = "open", _("在办")
    SETTLED = "settled", _("办结")
    LATE = "late", _("有环节超时")
    COMPLEX = "complex", _("疑难")
    PUBLISHED = "published", _("已公示")
    DISSATISFIED = "dissatisfied", _("回访不满意")


class By(models.TextChoices):
    """Which of a case's instants the period is about."""

    RECEIVED = "", _("受理")
    SETTLED = "settled", _("办结")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Days are Shanghai's and both count. Codes may be of any level; an empty text asks for nothing."""

    since: date | None = None
    until: date | None = None
    by: By = By.RECEIVED
    region: str = ""
    category: str = ""
    unit: int | None = None
    channel: str = ""
    kind: str = ""
    standing: Standing = Standing.ALL

    def as_json(self) -> dict[str, Any]:
        """As kept with a report; what was not asked for is left out."""
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        names = ("by", "region", "category", "unit", "channel", "kind", "standing")
        return {**days, **{name: value for name in names if (value := getattr(self, name))}}

    @staticmethod
    def from_json(kept: dict[str, Any]) -> "Selection":
        values: dict[str, Any] = dict(kept)
        for name in ("since", "until"):
            if name in values:
                values[name] = date.fromisoformat(values[name])
        values["by"], values["standing"] = By(values.get("by", "")), Standing(values.get("standing", ""))
        return Selection(**values)

    @property
    def instant(self) -> str:
        """The column that the period is about and lists are ordered by."""
        return "settled_at" if self.by == By.SETTLED else "received_at"


def selected(actor: Actor, wanted: Selection, now: datetime) -> QuerySet[Case]:
    """The cases that fit and that the actor may see, without drafts; page by `wanted.instant`, descending."""
    cases = (
        listed(scope.visible_cases(actor)).exclude(state=CaseState.DRAFT).filter(received_at__isnull=False)
    )
    return cases.filter(_within(wanted), _about(wanted), _standing(wanted.standing, now))


def _within(wanted: Selection) -> Q:
    found = Q(**{f"{wanted.instant}__isnull": False})
    if wanted.since:
        found &= Q(**{f"{wanted.instant}__gte": _midnight(wanted.since)})
    if wanted.until:
        found &= Q(**{f"{wanted.instant}__lt": _midnight(wanted.until + timedelta(days=1))})
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _about(wanted: Selection) -> Q:
    found = Q()
    if wanted.region:
        found &= Q(region__code__startswith=stem(wanted.region))
    if wanted.category:
        found &= Q(category__code__startswith=wanted.category)
    if wanted.unit is not None:
        found &= Q(lead_unit_id=wanted.unit)
    if wanted.channel:
        found &= Q(channel=wanted.channel)
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    return found


def stem(region: str) -> str:
    """What all codes beneath a region begin with (GB/T 2260: two digits a province, four a prefecture)."""
    return region.removesuffix("00").removesuffix("00") if region.endswith("00") else region


def _standing(standing: Standing, now: datetime) -> Q:
    late = Clock.objects.filter(case=OuterRef("pk"), stopped_at=None, paused_at=None, due_at__lte=now)
    conditions: dict[Standing, Q] = {
        Standing.ALL: Q(),
        Standing.OPEN: ~Q(state__in=SETTLED),
        Standing.SETTLED: Q(state__in=SETTLED),
        Standing.LATE: Q(Exists(late), state__in=OPEN),
        Standing.COMPLEX: Q(state__in=OPEN, is_complex=True),
        Standing.PUBLISHED: Q(publication_state=PublicationState.PUBLISHED),
        Standing.DISSATISFIED: Q(followed=Followed.DISSATISFIED),
    }
    return conditions[standing]
