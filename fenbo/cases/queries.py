"""Reads about cases for the desks of the centre. Every list costs the same number of queries, however long."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from fenbo.cases import scope, words
from fenbo.cases.lifecycle import OPEN, CaseState
from fenbo.cases.models import (
    Answer,
    Case,
    CaseNote,
    Clock,
    ContactNote,
    Extension,
    Reply,
    ReplyState,
    ReturnRequest,
    Supplement,
    WorkOrder,
)
from fenbo.catalogue.hops import Hop
from fenbo.core.errors import OutOfScope
from fenbo.core.ids import read_public_number
from fenbo.core.secrets import blind_index
from fenbo.directory.actors import Actor

# Beyond this a count only says "many"; it bounds what a page pays for its badges.
COUNTED = 100


class Work(StrEnum):
    """What waits for the centre; each has its own clock there."""

    DISPATCH = Hop.DISPATCH.value
    REVIEW = Hop.REVIEW.value
    RETURNS = Hop.RETURN_DECISION.value
    EXTENSIONS = Hop.EXTENSION_DECISION.value


def waiting(actor: Actor, work: Work) -> QuerySet[Clock]:
    """The clocks that run against the centre for this work, to be ordered by `due_at`: the most urgent first.

    A clock stands for its case, and for its order where the work concerns one. Paused clocks wait for somebody
    else. Nobody but those who see every case gets any.
    """
    if not scope.sees_all_cases(actor):
        return Clock.objects.none()
    running = Clock.objects.filter(unit_id=scope.centre_id(), stopped_at=None, paused_at=None, hop=work.value)
    # Eight tables joined take the planner longer than these few look-ups by key take altogether.
    return (
        running.select_related("case")
        .defer("case__content", "case__words", "case__query_code")
        .prefetch_related("case__category", "case__region", "case__lead_unit", "order__unit")
        .order_by("due_at", "id")
    )


def count_waiting(actor: Actor) -> Mapping[Work, int]:
    """How much of each work there is, each at most `COUNTED`; one query."""
    counts = dict.fromkeys(Work, 0)
    if not scope.sees_all_cases(actor):
        return counts
    # Each hop is written out, so that the planner sees that the queue's own index fits.
    few = " UNION ALL ".join(
        f"""(SELECT '{work.value}' AS hop FROM cases_clock
             WHERE hop = '{work.value}' AND stopped_at IS NULL AND paused_at IS NULL AND unit_id = %(centre)s
             LIMIT %(most)s)"""
        for work in Work
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT hop, count(*) FROM ({few}) AS few GROUP BY hop",
            {"centre": scope.centre_id(), "most": COUNTED},
        )
        for hop, count in cursor.fetchall():
            counts[Work(hop)] = count
    return counts


def listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a row of a list shows."""
    return cases.select_related("category", "region", "lead_unit").defer("content", "words", "query_code")


def open_cases(actor: Actor) -> QuerySet[Case]:
    """Everything received and not yet answered."""
    return listed(scope.visible_cases(actor).filter(state__in=OPEN))


def handed_off(actor: Actor) -> QuerySet[Case]:
    """What another province's hotline has."""
    return open_cases(actor).filter(state=CaseState.HANDED_OFF)


def complex_cases(actor: Actor) -> QuerySet[Case]:
    """The open cases that the morning meeting decides on."""
    return open_cases(actor).filter(is_complex=True)


def drafts(actor: Actor) -> QuerySet[Case]:
    """What agents have begun and not submitted."""
    return listed(scope.visible_cases(actor).filter(state=CaseState.DRAFT))


def search(actor: Actor, text: str) -> QuerySet[Case]:
    """Cases by number, by the requester's whole telephone number, or by words of title and content."""
    cases = listed(scope.visible_cases(actor)).exclude(state=CaseState.DRAFT)
    number = read_public_number(text)
    if number:
        return cases.filter(number=number)
    digits = "".join(filter(str.isdecimal, text))
    if digits and not set(text) - set("0123456789+-—() ") and len(digits) >= 5:
        return cases.filter(_has_phone(text, digits))
    wanted = words.query(text)
    return cases.filter(words=wanted) if wanted else cases.none()


def _has_phone(text: str, digits: str) -> Q:
    kept = "+" + digits if text.strip().startswith("+") else digits
    return Q(requester__phone_index=blind_index(kept)) & ~Q(requester__phone_index=b"")


def case_in_full(actor: Actor, case_id: UUID) -> Case:
    """One case with everything that its page shows; raises OutOfScope. The number of queries never changes."""
    orders = WorkOrder.objects.select_related("unit", "given_by", "parent__unit").order_by("given_at", "id")
    replies = Reply.objects.exclude(state=ReplyState.DRAFT).order_by("written_at", "id")
    returns = ReturnRequest.objects.select_related("suggested_unit", "went_to").order_by("asked_at", "id")
    found = (
        scope.visible_cases(actor)
        .select_related("requester", "category", "region", "lead_unit", "lead_case")
        .prefetch_related(
            Prefetch("orders", orders),
            Prefetch("orders__replies", replies),
            Prefetch("orders__return_requests", returns),
            Prefetch("orders__extensions", Extension.objects.order_by("asked_at", "id")),
            Prefetch("orders__contacts", ContactNote.objects.order_by("at", "id")),
            Prefetch("clocks", Clock.objects.select_related("unit").order_by("due_at", "id")),
            Prefetch("answers", Answer.objects.select_related("unit").order_by("issued_at", "id")),
            Prefetch("supplements", Supplement.objects.order_by("id")),
            Prefetch("notes", CaseNote.objects.order_by("-written_at", "-id")),
            Prefetch("merged_cases", listed(Case.objects.order_by("received_at", "id"))),
        )
        .filter(pk=case_id)
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def for_meeting(actor: Actor, now: datetime) -> QuerySet[Case]:
    """The morning list: open cases that are complex or past a date of theirs, with the decisions noted so far."""
    late = Clock.objects.filter(stopped_at=None, paused_at=None, due_at__lt=now).values("case")
    notes = CaseNote.objects.filter(is_decision=True).order_by("-written_at", "-id")
    running = Clock.objects.filter(stopped_at=None).select_related("unit").order_by("due_at", "id")
    return (
        open_cases(actor)
        .filter(Q(is_complex=True) | Q(pk__in=late))
        .prefetch_related(Prefetch("notes", notes), Prefetch("clocks", running))
    )
