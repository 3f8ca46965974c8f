"""What the front page shows, kept for some seconds: everybody opens it, all at once when something happens."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.lapsing import Lapsing
from fenbo.directory.models import Unit, UnitKind
from fenbo.directory.queries import units_valid_on
from fenbo.knowledge import asked
from fenbo.knowledge import queries as knowledge
from fenbo.knowledge.asked import Hot
from fenbo.knowledge.models import Collection, Policy
from fenbo.publication import queries
from fenbo.reporting import trends
from fenbo.reporting.counts import counts
from fenbo.reporting.trends import Share

LATEST, FEW = 6, 4
# Openings are counted when they are a day old, so a fortnight is what one remembers of "lately".
LATELY, HOT = 14, 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What people ask about: what they opened, and the subjects of the last week in which cases came."""

    opened: list[Hot]
    subjects: list[Share]
    since: date | None
    until: date | None


def today() -> date:
    return clock.now().astimezone(SHANGHAI).date()


def _asked() -> Asked:
    until = trends.last_day()
    subjects = trends.most_asked(until, days=7, most=HOT) if until else []
    since = until - timedelta(days=6) if until else None
    return Asked(asked.most_opened(today(), days=LATELY, most=HOT), subjects, since, until)


def _policies() -> list[Policy]:
    return list(knowledge.public_policies().order_by(F("issued_on").desc(nulls_last=True), "pk")[:FEW])


def _topics() -> list[Collection]:
    return list(knowledge.public_collections().order_by("-updated_at", "pk")[:FEW])


def _groups() -> list[Unit]:
    kinds = (UnitKind.CENTRE, UnitKind.SPECIAL_GROUP, UnitKind.SUPPORT_GROUP)
    order = {kind.value: place for place, kind in enumerate(kinds)}
    rows = units_valid_on(today(), *kinds).order_by("id")
    return sorted(rows, key=lambda row: order[row.kind])


# The counts name the instant that they show.
counts_now = Lapsing(lambda: counts(clock.now()), seconds=5)
latest = Lapsing(lambda: queries.newest(LATEST), seconds=5)
hot = Lapsing(_asked, seconds=300)
policies = Lapsing(_policies)
topics = Lapsing(_topics)
groups = Lapsing(_groups)
