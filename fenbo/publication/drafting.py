"""What of a case may become public at all, and the wording that the system prepares for it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Answer, AnswerKind, Case, Requester
from fenbo.catalogue.kinds import Kind
from fenbo.core.lapsing import Lapsing
from fenbo.directory.models import Unit
from fenbo.publication.redaction import Known, redact

READY = (CaseState.CLOSED, CaseState.ARCHIVED)
ANSWERING = (AnswerKind.AT_ONCE, AnswerKind.FINAL)


@dataclass(frozen=True, slots=True)
class Draft:
    """A wording for the public."""

    title: str
    question: str
    answer: str


def _offices() -> tuple[str, ...]:
    """Public bodies and their office numbers, which stay in a public text."""
    rows = Unit.objects.values_list("name", "short_name", "phone")
    return tuple({text for row in rows for text in row if len(text) >= 3})


offices = Lapsing(_offices, seconds=60)


def barred(case: Case) -> str | None:
    """Why this case is never published, or None when it may be. Nobody can overrule it but by correcting the case."""
    reasons = (
        (case.kind == Kind.REPORT, _("举报不公示。")),
        (case.is_confidential, _("诉求人要求保密。")),
        (case.under_inquiry, _("调查中的诉求不公示。")),
        (case.names_official, _("涉及具体工作人员的诉求不公示。")),
        (not case.may_publish, _("诉求人未同意公示。")),
        (case.lead_case_id is not None, _("已并入其他诉求，随主诉求公示。")),
    )
    return next((reason for holds, reason in reasons if holds), None)


def known_of(requester: Requester) -> Known:
    """What is private in this case's texts, whatever it looks like."""
    return known(requester.name, requester.firm_name)


def known(name: str, firm: str) -> Known:
    return Known(names=(name,) if name else (), firms=(firm,) if firm else (), keep=offices())


def last_answer(case: Case) -> Answer | None:
    """What the requester was told in the end."""
    answers = Answer.objects.filter(case=case, kind__in=ANSWERING)
    return answers.order_by("-issued_at", "-id").first()


def draft_of(case: Case, answer: Answer) -> Draft:
    """Title, question and answer with everything private taken out; the answer names its basis."""
    about = known_of(case.requester)
    told = answer.text
    if answer.basis:
        told += "\n" + _("依据：%(basis)s") % {"basis": answer.basis}
    return Draft(redact(case.title, about), redact(case.content, about), redact(told, about))
