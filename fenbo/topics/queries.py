"""Reading topics. They are of many cases, so only pages for those who see all of them ask (`scope.sees_all_cases`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models.functions import Extract, Sqrt

from fenbo.cases.lifecycle import OPEN
from fenbo.cases.models import Case
from fenbo.core.errors import OutOfScope
from fenbo.topics.models import MANY, Topic

MOST = 50
WEEK_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Hot:
    """A topic with how many of its cases are of a period, and how many of all of them are still open."""

    topic: Topic
    cases: int
    open: int


def hottest(since: datetime, until: datetime, *, most: int = MOST) -> list[Hot]:
    """Of at least `MANY` people, with a case in that time, the hottest first.

    As hot as it has people, less when they are spread over many weeks. One query.
    """
    seconds = Extract(F("last_at") - F("begun_at"), "epoch")
    weeks = ExpressionWrapper(1 + seconds / float(WEEK_SECONDS), output_field=FloatField())
    heat = ExpressionWrapper(F("people") / Sqrt(weeks), output_field=FloatField())
    rows = Topic.objects.filter(people__gte=MANY, last_at__gte=since, begun_at__lt=until)
    within = Q(placings__at__gte=since, placings__at__lt=until)
    counted = rows.annotate(
        heat=heat,
        then=Count("placings", filter=within),
        open=Count("placings", filter=Q(placings__case__state__in=OPEN)),
    )
    found = counted.filter(then__gt=0).select_related("region", "category").order_by("-heat", "pk")
    return [Hot(topic, topic.then, topic.open) for topic in found[:most]]


def topic(key: UUID) -> Topic:
    """With its place and subject; OutOfScope where there is none."""
    found = Topic.objects.select_related("region", "category").filter(pk=key).first()
    if found is None:
        raise OutOfScope
    return found


def topic_of(case_id: UUID) -> Topic | None:
    """The topic of many that the case belongs to; one query."""
    return Topic.objects.filter(placings__case=case_id, people__gte=MANY).first()


def cases_of(topic: Topic) -> "QuerySet[Case]":
    """With what a row of a list shows; to be ordered by when they came in."""
    keys = topic.placings.values("pk")
    rows = Case.objects.filter(pk__in=keys).select_related("category", "region", "lead_unit", "lead_case")
    return rows.defer("content", "words", "query_code")


def topics_among(keys: Iterable[UUID]) -> dict[UUID, Topic]:
    """Those of the keys that are topics."""
    return {topic.pk: topic for topic in Topic.objects.filter(pk__in=list(keys))}
