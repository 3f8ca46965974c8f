"""How good last week's advice was, by subject and by unit."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fenbo.cases import scope
from fenbo.core import clock
from fenbo.core.errors import MissingDuty
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.dispatch import queries
from fenbo.dispatch.queries import Use
from fenbo.replycheck import queries as checks
from fenbo.replycheck.sayings import NAMES

WEEK = timedelta(days=7)
# Of fewer nobody can say a share.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A use with its shares in per cent, or none where there were too few."""

    use: Use
    first: str
    among: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a lack of replies is called, and what became of those that had it."""

    name: Promise
    use: checks.Use
    passed: str


@require_GET
@staff_door(Duty.DISPATCH, Duty.SUPERVISE, Duty.LEAD)
def index(request: HttpRequest) -> HttpResponse:
    if not scope.sees_all_cases(actor_of(request)):
        raise MissingDuty
    now = clock.now()
    subjects, units = queries.use_of_advice(now - WEEK, now)
    context = {
        "since": now - WEEK,
        "subjects": [_row(use) for use in subjects],
        "units": [_row(use) for use in units],
        "learnt": queries.learnt_in_place(),
        "checks": [_said(use) for use in checks.use_of_checks(now - WEEK, now)],
        "weights": checks.weights_in_place(),
        "fewest": FEWEST,
    }
    return render(request, "console/supervision/advice.html", context)


def _said(use: checks.Use) -> Said:
    name = NAMES[use.lack] if use.lack else _("没有缺项")
    return Said(name, use, _share(use.as_it_is, use.had))


def _row(use: Use) -> Row:
    return Row(use, _share(use.first, use.shown), _share(use.among, use.shown))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole >= FEWEST else ""
