"""Reads about what agents ask the support groups."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from fenbo.directory.actors import Actor
from fenbo.directory.models import Shift, Unit
from fenbo.directory.queries import next_watch, watches
from fenbo.hotline import scope
from fenbo.hotline.models import OPEN_INQUIRIES, Call, Inquiry, InquiryState

COUNTED = 100
# How long what is over stays beside the call, and how much of it.
LATELY, FEW = timedelta(minutes=30), 6
ONE_DAY = timedelta(days=1)
SHOWN = ("group", "asked_by", "taken_by", "case")


@dataclass(frozen=True, slots=True)
class Group:
    """A support group with those who watch for it now; `next` is its next watch where nobody does."""

    unit: Unit
    watch: list[Shift]
    next: Shift | None = None

    @property
    def names(self) -> str:
        return "、".join(str(shift.staff) for shift in self.watch)


def groups(now: datetime) -> list[Group]:
    """All support groups, those that can be asked first; two queries."""
    keys = scope.support_groups()
    watching = watches(keys, now)
    units = Unit.objects.filter(pk__in=keys).order_by("pk")
    return sorted((Group(unit, watching[unit.pk]) for unit in units), key=lambda group: not group.watch)


def my_groups(actor: Actor, now: datetime) -> list[Group]:
    """Those for which the actor answers, with their next watch."""
    keys = scope.groups_of(actor)
    watching = watches(keys, now)
    return [
        Group(unit, watching[unit.pk], None if watching[unit.pk] else next_watch(unit.pk, now))
        for unit in Unit.objects.filter(pk__in=keys).order_by("pk")
    ]


def waiting(actor: Actor) -> QuerySet[Inquiry]:
    """What the actor's groups are asked, to be ordered by `due_at`."""
    rows = Inquiry.objects.filter(group__in=scope.groups_of(actor), state__in=OPEN_INQUIRIES)
    return rows.select_related(*SHOWN)


def count_waiting(actor: Actor) -> int:
    """At most `COUNTED`; no query for whoever answers for no group."""
    return waiting(actor).order_by()[:COUNTED].count() if scope.groups_of(actor) else 0


def passed_lately(actor: Actor, now: datetime) -> QuerySet[Inquiry]:
    """What the centre has got of the actor's groups today and nobody answered since: an answer still helps."""
    rows = Inquiry.objects.filter(
        group__in=scope.groups_of(actor),
        state=InquiryState.PASSED,
        answered_at=None,
        settled_at__gt=now - ONE_DAY,
    )
    return rows.select_related(*SHOWN).order_by("-settled_at", "-id")


def beside(actor: Actor, call: Call | None, now: datetime) -> list[Inquiry]:
    """What an agent sees beside the call: what they asked about it, what is open, and what came back lately."""
    shown = Q(state__in=OPEN_INQUIRIES) | Q(settled_at__gt=now - LATELY) | Q(answered_at__gt=now - LATELY)
    if call is not None:
        shown |= Q(call=call)
    rows = Inquiry.objects.filter(shown, asked_by=actor.staff_id).select_related(*SHOWN)
    return list(rows.order_by("-asked_at", "-id")[:FEW])


def all_asked(actor: Actor) -> QuerySet[Inquiry]:
    """Everything that the actor asked, was asked, or leads, to be ordered by `asked_at`."""
    return scope.visible_inquiries(actor).select_related(*SHOWN)
