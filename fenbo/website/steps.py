"""What requesters can do with their own case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fenbo.cases.lifecycle import MOVES, CaseState, Move
from fenbo.cases.models import Case
from fenbo.cases.operations import ending, requester
from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.files.operations import attach
from fenbo.publication import operations as publication
from fenbo.publication import queries as publication_queries
from fenbo.supervision.operations.reminders import remind
from fenbo.website.following import (
    AgainForm,
    OwnForm,
    RateForm,
    RemindForm,
    SupplyForm,
    TakeDownForm,
    WithdrawForm,
)
from fenbo.website.submitting import UPLOADER

# What the requester brings later; the papers of units go by other labels.
SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the requester can do with the case: offered when the table has the move from where it stands."""

    form: type[OwnForm]
    move: Move
    title: object
    button: object
    done: object
    perform: Callable[[Case, dict[str, Any], Actor], object]
    offered: Callable[[Case], bool] = lambda case: True
    # Whether it is what most people come for now: then it stands open.
    is_likely: Callable[[Case], bool] = lambda case: False


def _supply(case: Case, given: dict[str, Any], actor: Actor) -> None:
    now = clock.now()
    with transaction.atomic():
        after = requester.supply_info(case_id=case.pk, text=given["text"], actor=actor, now=now)
        for prepared in given["files"]:
            label = f"{SUPPLEMENT} {after.version}"
            attach(owner=case.pk, upload=prepared, actor_name=UPLOADER, now=now, label=label)


def _remind(case: Case, given: dict[str, Any], actor: Actor) -> None:
    remind(case_id=case.pk, text=given["text"], actor=actor, now=clock.now())


def _withdraw(case: Case, given: dict[str, Any], actor: Actor) -> None:
    requester.withdraw(case_id=case.pk, **given, actor=actor, now=clock.now())


def _rate(case: Case, given: dict[str, Any], actor: Actor) -> None:
    given = {name: given[name] for name in ("score", "solved", "remark")}
    requester.rate(case_id=case.pk, **given, actor=actor, now=clock.now())


def _again(case: Case, given: dict[str, Any], actor: Actor) -> None:
    ending.second_handling(case_id=case.pk, **given, actor=actor, now=clock.now())


def _take_down(case: Case, given: dict[str, Any], actor: Actor) -> None:
    publication.ask_take_down(case_id=case.pk, reason=given["reason"], actor=actor, now=clock.now())


def _may_ask_again(case: Case) -> bool:
    late = timedelta(days=ending.DAYS_FOR_REQUESTER)
    early = case.settled_at is not None and clock.now() - case.settled_at <= late
    return early and case.round < ending.ROUNDS_FOR_REQUESTER


STEPS = {
    "supply": Step(
        SupplyForm,
        Move.SUPPLY_INFO,
        _("补充情况"),
        _("提交补充"),
        _("已收到您的补充。"),
        _supply,
        is_likely=lambda case: case.state in (CaseState.INFO_WANTED, CaseState.INFO_WANTED_IN_HAND),
    ),
    "rate": Step(
        RateForm,
        Move.RATE,
        _("评价"),
        _("提交评价"),
        _("谢谢您的评价。"),
        _rate,
        is_likely=lambda case: case.score is None,
    ),
    "again": Step(
        AgainForm,
        Move.SECOND_HANDLING,
        _("没有解决，请再办一次"),
        _("申请二次办理"),
        _("已重新办理，由上一级单位负责。"),
        _again,
        _may_ask_again,
    ),
    "take-down": Step(
        TakeDownForm,
        Move.ASK_TAKE_DOWN,
        _("申请撤下公示"),
        _("申请撤下"),
        _("已收到您的申请，会在时限内答复您。"),
        _take_down,
        lambda case: not publication_queries.is_take_down_asked(case.pk),
    ),
    "remind": Step(
        RemindForm,
        Move.REMIND,
        _("催办"),
        _("催一催"),
        _("已提醒正在办理的单位加快办理。"),
        _remind,
    ),
    "withdraw": Step(
        WithdrawForm,
        Move.WITHDRAW,
        _("撤回诉求"),
        _("确认撤回"),
        _("已撤回，不再办理。"),
        _withdraw,
    ),
}


def is_offered(case: Case, step: Step) -> bool:
    """Whether the table has this move from where the case or its publication stands."""
    states = (case.state, case.publication_state)
    return any((state, step.move) in MOVES for state in states) and step.offered(case)
