"""Where a case is now, for its requester."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from fenbo.cases import scope
from fenbo.cases.lifecycle import AT_UNITS, CaseState, Move
from fenbo.cases.models import Case, Clock
from fenbo.catalogue.hops import Hop
from fenbo.journal.queries import events_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the case is now: in a word, who has it, since when, until when, and what the requester can expect."""

    word: str
    holder: str
    since: datetime | None
    until: datetime | None
    sentence: str
    is_paused: bool = False


def standing(case: Case) -> Standing:
    """Where the case is, for its requester; two queries."""
    clock = _promise(case)
    holder = _holder(case)
    return Standing(
        word=str(CaseState(case.state).label),
        holder=holder,
        since=_since(case),
        until=clock.due_at if clock and clock.paused_at is None else None,
        sentence=str(SENTENCES[CaseState(case.state)]) % {"unit": holder},
        is_paused=clock is not None and clock.paused_at is not None,
    )


SENTENCES: Mapping[CaseState, object] = {
    CaseState.DRAFT: gettext_lazy("还没有提交。"),
    CaseState.RECEIVED: gettext_lazy("已经收到，正在确定由哪个单位办理。"),
    CaseState.INFO_WANTED: gettext_lazy("等您补充情况，补充之后继续办理。"),
    CaseState.DISPATCHED: gettext_lazy("已交给“%(unit)s”，等待签收。"),
    CaseState.IN_HAND: gettext_lazy("“%(unit)s”正在办理。"),
    CaseState.INFO_WANTED_IN_HAND: gettext_lazy("“%(unit)s”等您补充情况，补充之后继续办理。"),
    CaseState.REPLIED: gettext_lazy("“%(unit)s”已提交答复，分拨中心正在审核。"),
    CaseState.ISSUED: gettext_lazy("已经答复，请看下方。"),
    CaseState.CLOSED: gettext_lazy("已经办结。如果没有解决，请在下方告诉我们。"),
    CaseState.NOT_ACCEPTED: gettext_lazy("这件事不能由我们办理，原因和其他途径见下方。"),
    CaseState.HANDED_OFF: gettext_lazy("已转给“%(unit)s”，他们的答复由我们带回给您。"),
    CaseState.MERGED: gettext_lazy("与另一件同样的诉求合并办理，答复会同时发给您。"),
    CaseState.WITHDRAWN: gettext_lazy("您已撤回，不再办理。"),
    CaseState.ARCHIVED: gettext_lazy("已经归档。"),
}
CENTRE = gettext_lazy("分拨中心")
PROMISES = (Hop.INTERIM, Hop.ANSWER, Hop.FINAL)
WITH_UNIT = (*AT_UNITS, CaseState.INFO_WANTED_IN_HAND, CaseState.REPLIED, CaseState.HANDED_OFF)
CHANGES_OF_HANDS = (
    Move.RECEIVE, Move.DISPATCH, Move.REDISPATCH, Move.RECALL, Move.HAND_OFF, Move.SPLIT, Move.REPLY, Move.CLOSE,
    Move.SECOND_HANDLING, Move.REOPEN, Move.START, Move.SEND_BACK, Move.MERGE, Move.NOT_ACCEPT, Move.WITHDRAW,
    Move.ASK_INFO,
)  # fmt: skip


def _holder(case: Case) -> str:
    """Who has it; a merged case is where its lead case is."""
    followed = case.lead_case if case.state == CaseState.MERGED and case.lead_case else case
    return str(followed.lead_unit) if followed.state in WITH_UNIT and followed.lead_unit else str(CENTRE)


def _promise(case: Case) -> Clock | None:
    """The clock that the requester is told of: when they are answered, or when it is sent out."""
    running = Clock.objects.filter(case=case, stopped_at=None).order_by("due_at")
    of_lead = running.filter(hop__in=PROMISES, unit=case.lead_unit).first() if case.lead_unit else None
    return of_lead or running.filter(hop__in=(Hop.DISPATCH, Hop.REVIEW), unit_id=scope.centre_id()).first()


def _since(case: Case) -> datetime | None:
    """When the case came to whoever has it: its last change of hands."""
    last = events_of(case.pk).filter(move__in=CHANGES_OF_HANDS).order_by("-seq")
    return last.values_list("at", flat=True).first()
