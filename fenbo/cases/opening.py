"""How requesters come to their own cases: by public number and query code (编号和查询码)."""

import hmac
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from fenbo.cases import scope
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Answer, Case, Supplement
from fenbo.core.errors import OutOfScope
from fenbo.core.ids import read_public_number, read_query_code
from fenbo.directory.actors import Actor


def open_with_code(number: str, code: str) -> UUID | None:
    """The case that both belong to, or None: whichever of the two is wrong, the answer is the same.

    Whoever calls limits the guesses.
    """
    wanted = read_public_number(number)
    case = Case.objects.filter(number=wanted).exclude(state=CaseState.DRAFT).first() if wanted else None
    secret = case.query_code if case else ""
    fits = hmac.compare_digest(secret.encode(), read_query_code(code).encode())
    return case.pk if case and secret and fits else None


def own_case(actor: Actor, number: str) -> Case:
    """One of the requester's cases with what its page shows; raises OutOfScope. Three queries."""
    cases = scope.visible_cases(actor).exclude(state=CaseState.DRAFT)
    found = (
        cases.select_related("category", "region", "lead_unit", "lead_case__lead_unit", "requester")
        .prefetch_related(
            Prefetch("answers", Answer.objects.select_related("unit").order_by("-issued_at", "-id")),
            Prefetch("supplements", Supplement.objects.order_by("id")),
        )
        .defer("words")
        .filter(number=read_public_number(number))
        .first()
    )
    if found is None:
        raise OutOfScope
    return found


def own_cases(actor: Actor) -> QuerySet[Case]:
    """All that the requester has opened, the newest first."""
    cases = scope.visible_cases(actor).exclude(state=CaseState.DRAFT)
    return cases.only("number", "title", "state", "received_at", "query_code", "content").order_by(
        "-received_at", "-id"
    )
