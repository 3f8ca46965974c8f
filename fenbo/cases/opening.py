"""How requesters come to their own cases: by public number and query code (编号和查询码), or by a proved telephone."""

import hmac
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from fenbo.cases import scope
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Answer, Case, Follower, Identity, Supplement
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import OutOfScope
from fenbo.core.ids import read_public_number, read_query_code
from fenbo.directory.actors import Actor
from fenbo.notices.models import By, Person


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


# What a proved telephone or a linked WeChat does not open: who may read it must have the code, since a telephone is
# seen by others in a household or a firm, and goes to somebody else one day.
NEEDS_THE_CODE = (
    Q(is_confidential=True)
    | Q(kind=Kind.REPORT)
    | Q(requester__identity=Identity.ANONYMOUS)
    | Q(state=CaseState.DRAFT)
)
# Nobody brings more; what goes beyond is opened with its code.
MOST_OWN = 500


def cases_of(person: Person) -> QuerySet[Case]:
    """What a person brought by whichever way: under a telephone that they proved, or from their WeChat."""
    phones = person.addresses.filter(by=By.SMS).values("index")
    theirs = Q(requester__phone_index__in=phones) | Q(
        pk__in=Follower.objects.filter(person=person).values("case")
    )
    return Case.objects.filter(theirs).exclude(NEEDS_THE_CODE).order_by("-received_at", "-id")[:MOST_OWN]


def own_cases(actor: Actor) -> QuerySet[Case]:
    """All that the requester has opened, the newest first."""
    cases = scope.visible_cases(actor).exclude(state=CaseState.DRAFT)
    return cases.only("number", "title", "state", "received_at", "query_code", "content").order_by(
        "-received_at", "-id"
    )
