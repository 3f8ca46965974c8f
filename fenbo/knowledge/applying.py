"""Does a policy apply to me? Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Verdict(StrEnum):
    APPLIES = "applies"
    DOES_NOT = "does_not"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Demand:
    """One condition: its key, the answer that is wanted, and what to say otherwise."""

    key: str
    question: str
    wanted: bool
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    """What somebody said of themselves; empty means that they did not say. `places` are the place and those around."""

    places: Sequence[str] = ()
    industry: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`reasons` say why not; `open` are the questions that are still to be answered."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def judge(
    firm: Firm,
    answers: Mapping[str, bool],
    *,
    region: str,
    industries: Collection[str],
    sizes: Collection[str],
    demands: Sequence[Demand],
) -> Finding:
    """One reason against is enough; without any, whatever is not answered yet leaves it open."""
    against: list[str] = []
    unanswered: list[str] = []
    for limits, value, reason, question in (
        (
            region,
            region in firm.places if firm.places else None,
            _("您所在的地区不在适用范围内"),
            _("所在地区"),
        ),
        (
            industries,
            firm.industry in industries if firm.industry else None,
            _("您的行业不在适用范围内"),
            _("所属行业"),
        ),
        (sizes, firm.size in sizes if firm.size else None, _("您的规模不在适用范围内"), _("规模")),
    ):
        if limits and value is None:
            unanswered.append(question)
        elif limits and not value:
            against.append(reason)
    for demand in demands:
        answer = answers.get(demand.key)
        if answer is None:
            unanswered.append(demand.question)
        elif answer != demand.wanted:
            against.append(demand.otherwise or demand.question)
    if against:
        return Finding(Verdict.DOES_NOT, tuple(against))
    return Finding(Verdict.UNSURE, open=tuple(unanswered)) if unanswered else Finding(Verdict.APPLIES)
